import { changedRows, newLines } from '../shell/new-lines.ts';
import type { Follow } from '../shell/follow-plan.ts';
import type { ShellResult } from '../shell/host.ts';

/** Runs a line that may look and must not act; `acted` says that it tried to. */
export type Look = (line: string, stdin?: string) => Promise<ShellResult & { acted: boolean }>;

/** What one run of a following line brought to the screen. */
export interface Turn {
  mode: 'append' | 'screen';
  text: string;
  /** Its exit code when it goes on no more. */
  ended: number | null;
  /** What the next turn compares with. */
  seen: readonly string[];
}

/** Seconds of log that each turn looks back on, so that a late turn misses nothing. */
const LOOK_BACK_S = 10;

/** Exit codes of a line that hit a limit of the shell: repeating it would only hit it again. */
const STOPPED = [124, 126, 137];

/** The first run of a following line. One that fails, or has nothing to wait for, ends here. */
export async function firstTurn(follow: Follow, look: Look, time: string): Promise<Turn> {
  switch (follow.kind) {
    case 'sleep':
      return { mode: 'append', text: '', ended: follow.seconds > 0 ? null : 0, seen: [] };
    case 'lines': {
      // The source alone says whether it can be followed: `grep` without a match fails too, and waits for one.
      const source = await look(follow.first);
      const text = (await through(follow.rest, source.stdout, look)) + source.stderr;
      if (fails(source)) return { mode: 'append', text, ended: source.exitCode, seen: [] };
      const window = await look(follow.newest(LOOK_BACK_S));
      return { mode: 'append', text, ended: null, seen: linesOf(window.stdout) };
    }
    case 'rows': {
      const source = await look(follow.source);
      const rows = linesOf(source.stdout);
      if (fails(source))
        return { mode: 'append', text: source.stdout + source.stderr, ended: source.exitCode, seen: rows };
      const text = await through(follow.rest, source.stdout, look);
      return { mode: 'append', text: text + source.stderr, ended: null, seen: rows };
    }
    case 'until': {
      const { stdout, stderr, exitCode } = await look(follow.source);
      const waits = exitCode === 0 && follow.waiting.test(stdout);
      return { mode: 'append', text: stdout + stderr, ended: waits ? null : exitCode, seen: [stdout] };
    }
    case 'screen':
    case 'again': {
      const shown = await look(follow.line);
      const text = page(follow, shown, time);
      const ends = shown.acted || STOPPED.includes(shown.exitCode);
      return {
        mode: follow.kind === 'screen' ? 'screen' : 'append',
        text: ends ? shown.stderr : text,
        ended: ends ? shown.exitCode : null,
        seen: [],
      };
    }
  }
}

/** A later run, `passedS` simulated seconds after the one before. */
export async function nextTurn(
  follow: Follow,
  seen: readonly string[],
  look: Look,
  time: string,
  passedS: number,
): Promise<Turn> {
  switch (follow.kind) {
    case 'sleep':
      return { mode: 'append', text: '', ended: 0, seen };
    case 'lines': {
      const window = await look(follow.newest(Math.max(LOOK_BACK_S, passedS + LOOK_BACK_S)));
      // The pod is gone, or the source cannot be read any more: so says the tool, and the stream ends.
      if (fails(window)) return { mode: 'append', text: window.stderr, ended: window.exitCode, seen };
      const lines = linesOf(window.stdout);
      const fresh = newLines(seen, lines);
      const text = fresh.length === 0 ? '' : await through(follow.rest, `${fresh.join('\n')}\n`, look);
      return { mode: 'append', text, ended: null, seen: lines.length === 0 ? seen : lines };
    }
    case 'rows': {
      const source = await look(follow.source);
      if (fails(source)) return { mode: 'append', text: source.stderr, ended: source.exitCode, seen };
      const rows = linesOf(source.stdout);
      const changed = changedRows(seen, rows);
      const text = changed.length === 0 ? '' : await through(follow.rest, `${changed.join('\n')}\n`, look);
      return { mode: 'append', text, ended: null, seen: rows };
    }
    case 'until': {
      const { stdout, stderr, exitCode } = await look(follow.source);
      const waits = exitCode === 0 && follow.waiting.test(stdout);
      const text = stdout === seen[0] ? '' : stdout + stderr;
      return { mode: 'append', text, ended: waits ? null : exitCode, seen: [stdout] };
    }
    case 'screen':
    case 'again':
      return firstTurn(follow, look, time);
  }
}

/** Simulated seconds between two turns. */
export function everyS(follow: Follow): number {
  return follow.kind === 'sleep' ? follow.seconds : 'everyS' in follow ? follow.everyS : 1;
}

function fails({ exitCode, stdout, acted }: ShellResult & { acted: boolean }): boolean {
  return acted || STOPPED.includes(exitCode) || (exitCode !== 0 && stdout === '');
}

async function through(rest: string | null, text: string, look: Look): Promise<string> {
  if (rest === null) return text;
  const { stdout, stderr } = await look(rest, text);
  return stdout + stderr;
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

function page(
  follow: Extract<Follow, { kind: 'screen' | 'again' }>,
  { stdout, stderr }: ShellResult,
  time: string,
): string {
  const body = stdout + stderr;
  if (follow.kind === 'screen') return follow.title === null ? body : `${follow.title}    ${time}\n\n${body}`;
  return follow.stamped ? `${time} (every ${follow.everyS}s)\n\n${body}` : body;
}

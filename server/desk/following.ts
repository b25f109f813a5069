import { draftAt } from '../drill/decide/decision.ts';
import type { AnyDraft, AnyEntry, EntryPayloads } from '../drill/entry.ts';
import type { Session } from '../drill/session.ts';
import { promptOf } from '../drill/terminal.ts';
import type { TerminalMessage } from '../protocol/wire.ts';
import { planFollow, type Follow } from '../shell/follow-plan.ts';
import { everyS, firstTurn, nextTurn, type Look, type Turn } from './follow-turn.ts';

/** Lines that one seat may have following at the same time. */
export const MAX_FOLLOWING = 4;

/** What one turn may print, in characters; a torrent is cut to its newest lines. */
const MAX_TURN = 16 * 1024;

/** What the log keeps of everything that a following line printed: the newest characters. */
const MAX_KEPT = 64 * 1024;

/** Exit code of a line that Ctrl-C ended: 128 + SIGINT. */
const INTERRUPTED = 130;

/** A line that goes on after its first output was answered. */
export interface Started {
  seat: string;
  what: Pick<EntryPayloads['command.ran'], 'line' | 'terminal' | 'step'>;
  follow: Follow;
  first: Turn;
  /** Runs when it has ended by itself: `sleep 5; kubectl get pods`. */
  after: { text: string; joint: ';' | '&&' | '||' | '' } | null;
  look: Look;
  /** Runs a line that may act, in the drill's queue. */
  act: (line: string) => Promise<{ stdout: string; stderr: string; exitCode: number }>;
}

/** What following lines need of their drill. */
export interface FollowedDrill {
  session: Session;
  /** Does something in the drill's queue. */
  queue: (work: () => Promise<void>) => void;
  input: (drafts: readonly AnyDraft[]) => Promise<AnyEntry[]>;
  send: (seat: string, message: TerminalMessage) => void;
}

interface Line extends Started {
  seen: readonly string[];
  /** Drill second of the last turn. */
  atS: number;
  busy: boolean;
  /** What it printed since its first output, or its last screen. */
  shown: string;
  over: boolean;
}

/**
 * The lines of one drill that go on: each is run again when its second has come, beside the drill's queue, since it
 * only looks. Paused time brings no seconds, so a paused line stands still.
 */
export class Following {
  readonly #drill: FollowedDrill;
  readonly #lines = new Map<string, Line>();

  constructor(drill: FollowedDrill) {
    this.#drill = drill;
  }

  has(seat: string, terminal: string): boolean {
    return this.#lines.has(keyOf(seat, terminal));
  }

  /** What a line that goes on has shown since its first output; null when none does. */
  shownBy(seat: string, terminal: string): { mode: 'append' | 'screen'; text: string } | null {
    const line = this.#lines.get(keyOf(seat, terminal));
    return line ? { mode: line.follow.kind === 'screen' ? 'screen' : 'append', text: line.shown } : null;
  }

  isFull(seat: string): boolean {
    return [...this.#lines.values()].filter((line) => line.seat === seat).length >= MAX_FOLLOWING;
  }

  start(started: Started): void {
    const { seat, what, first } = started;
    const atS = this.#drill.session.clock.atS;
    this.#lines.set(keyOf(seat, what.terminal), {
      ...started,
      seen: first.seen,
      atS,
      busy: false,
      shown: '',
      over: false,
    });
  }

  /** The drill's clock has reached this second. */
  reach(atS: number): void {
    for (const line of this.#lines.values()) {
      if (line.busy || line.over || atS < line.atS + everyS(line.follow)) continue;
      line.busy = true;
      void this.#turn(line, atS);
    }
  }

  /** Ctrl-C. In turn only. */
  async interrupt(seat: string, terminal: string): Promise<void> {
    const line = this.#lines.get(keyOf(seat, terminal));
    if (!line) return;
    this.#print(line, { mode: 'append', text: '^C\n' });
    await this.#end(line, INTERRUPTED);
  }

  /** Ends all lines, or those of one seat, and writes down what they showed. In turn only. */
  async endAll(seat?: string): Promise<void> {
    for (const line of [...this.#lines.values()])
      if (seat === undefined || line.seat === seat) await this.#end(line, INTERRUPTED);
  }

  async #turn(line: Line, atS: number): Promise<void> {
    const passedS = atS - line.atS;
    const turn = await nextTurn(line.follow, line.seen, line.look, stampOf(this.#drill.session), passedS);
    if (line.over) return;
    Object.assign(line, { seen: turn.seen, atS, busy: false });
    if (turn.text !== '' || turn.mode === 'screen') this.#print(line, turn);
    const { ended } = turn;
    // The clock may have gone on meanwhile.
    if (ended === null) return this.reach(this.#drill.session.clock.atS);
    line.busy = true;
    this.#drill.queue(() => this.#goOn(line, ended));
  }

  /** It has ended by itself: what stands behind it in the line has its turn. */
  async #goOn(line: Line, exitCode: number): Promise<void> {
    if (line.over) return;
    const { after } = line;
    if (!after || !runsAfter(after.joint, exitCode)) return this.#end(line, exitCode);
    const plan = planFollow(after.text);
    if (plan === null) return this.#end(line, await this.#act(line, after.text));
    if ('refused' in plan) {
      this.#print(line, { mode: 'append', text: `${plan.refused}\n` });
      return this.#end(line, 1);
    }
    const before = plan.before ? await this.#act(line, plan.before.text) : 0;
    if (plan.before && !runsAfter(plan.before.joint, before)) return this.#end(line, before);
    const { clock } = this.#drill.session;
    const first = await firstTurn(plan.follow, line.look, stampOf(this.#drill.session));
    Object.assign(line, { follow: plan.follow, after: plan.after, seen: first.seen, atS: clock.atS, busy: false });
    if (first.text !== '') this.#print(line, first);
    if (first.ended !== null) await this.#goOn(line, first.ended);
  }

  /** Runs an ordinary part of the line once; returns its exit code. */
  async #act(line: Line, text: string): Promise<number> {
    const { stdout, stderr, exitCode } = await line.act(text);
    if (stdout + stderr !== '') this.#print(line, { mode: 'append', text: stdout + stderr });
    return exitCode;
  }

  #print(line: Line, { mode, text }: Pick<Turn, 'mode' | 'text'>): void {
    const shown = cutTurn(text);
    line.shown = mode === 'screen' ? shown : cutKept(line.shown + shown);
    this.#drill.send(line.seat, this.#message(line, mode, shown, null));
  }

  async #end(line: Line, exitCode: number): Promise<void> {
    if (line.over) return;
    line.over = true;
    this.#lines.delete(keyOf(line.seat, line.what.terminal));
    const { session } = this.#drill;
    const mode = line.follow.kind === 'screen' ? 'screen' : 'append';
    const payload = { ...line.what, mode, text: line.shown, exitCode } as const;
    await this.#drill.input([draftAt(session, 'command.followed', payload, { seat: line.seat, command: null })]);
    const nextPrompt = promptOf(session, line.seat, line.what.terminal);
    this.#drill.send(line.seat, this.#message(line, 'append', '', { exitCode, nextPrompt }));
  }

  #message(line: Line, mode: Turn['mode'], text: string, ended: TerminalMessage['ended']): TerminalMessage {
    const { drill, clock } = this.#drill.session;
    return { drill, terminal: line.what.terminal, atS: clock.atS, mode, text, ended };
  }
}

/** Whether what stands behind `joint` runs after a command that ended so. */
export function runsAfter(joint: ';' | '&&' | '||' | '', exitCode: number): boolean {
  return joint === ';' || (joint === '&&' && exitCode === 0) || (joint === '||' && exitCode !== 0);
}

function keyOf(seat: string, terminal: string): string {
  return `${seat}/${terminal}`;
}

/** `Sat Nov 21 14:27:14 2026`, as `watch` and psql write it. */
export function stampOf({ scenario, clock }: Session): string {
  const [day, date, month, year, time] = new Date(scenario.world.startsAtMs + clock.atS * 1000)
    .toUTCString()
    .replace(',', '')
    .split(' ');
  return `${day} ${month} ${date} ${time} ${year}`;
}

function cutTurn(text: string): string {
  if (text.length <= MAX_TURN) return text;
  const tail = text.slice(text.indexOf('\n', text.length - MAX_TURN) + 1);
  const lost = text.slice(0, text.length - tail.length).split('\n').length - 1;
  return `[${lost} lines left out: more than a terminal can show in a second; use grep]\n${tail}`;
}

function cutKept(text: string): string {
  if (text.length <= MAX_KEPT) return text;
  const tail = text.slice(text.indexOf('\n', text.length - MAX_KEPT) + 1);
  return `[earlier output of this line was not kept]\n${tail}`;
}

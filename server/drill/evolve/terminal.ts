import { actionName } from '../../engine/input.ts';
import { isMove } from '../../scenario/tempting-move.ts';
import type { TerminalResult } from '../../protocol/commands.ts';
import type { EntryPayloads } from '../entry.ts';
import type { Session } from '../session.ts';
import { promptOf } from '../terminal.ts';
import type { Evolvers, Moment } from './moment.ts';
import { stepEnded, stepRan } from './runbooks.ts';

/** Scrollback kept per seat. */
const LINES_KEPT = 200;

/** Characters of a step's output that its evidence shows. */
const OUTPUT_SHOWN = 2000;

export const terminalEvolvers: Evolvers<'tool.acted' | 'command.ran' | 'command.followed' | 'action.happened'> = {
  'tool.acted': (session, { actions }, { atS }) => {
    for (const action of actions) {
      const name = actionName(action);
      session.acted.push({ name, action, atS, order: ++session.order });
    }
  },
  'command.ran': (session, ran, at) => {
    if (at.seat === null) return;
    session.ran.push({ words: commandWords(ran), atS: at.atS, order: ++session.order });
    const lines = [...(session.terminal.get(at.seat) ?? []), resultOf(session, at.seat, ran, at)];
    session.terminal.set(at.seat, lines.slice(-LINES_KEPT));
    session.directories.set(`${at.seat}/${ran.terminal}`, ran.cwd);
    if (ran.step) {
      stepRan(session, ran.step.runbook, ran.step.step, evidenceOf(ran, ran.step, { atS: at.atS, seat: at.seat }));
    }
  },
  'command.followed': (session, followed, { seat }) => {
    if (seat === null) return;
    const lines = session.terminal.get(seat) ?? [];
    const at = lines.findLastIndex(({ terminal, line }) => terminal === followed.terminal && line === followed.line);
    const begun = lines[at];
    if (!begun?.following) return;
    const { following: _over, ...ended } = { ...begun, exitCode: followed.exitCode };
    const stdout = followed.mode === 'screen' ? followed.text || begun.stdout : begun.stdout + followed.text;
    session.terminal.set(seat, lines.with(at, { ...ended, stdout }));
    if (followed.step)
      stepEnded(session, followed.step, { seat, exitCode: followed.exitCode, output: shortened(stdout) });
  },
  'action.happened': (session, { action, ok }, { atS }) => {
    if (!ok) return;
    session.scenario.tempting.forEach((move, index) => {
      if (isMove(move, action) && !session.tempted.has(index)) session.tempted.set(index, atS);
    });
  },
};

function resultOf(session: Session, seat: string, ran: EntryPayloads['command.ran'], { atS }: Moment): TerminalResult {
  return {
    terminal: ran.terminal,
    atS,
    line: ran.line,
    prompt: promptOf(session, seat, ran.terminal),
    stdout: ran.stdout,
    stderr: ran.stderr,
    exitCode: ran.exitCode,
    nextPrompt: promptOf(session, seat, ran.terminal, ran.cwd),
    ...(ran.following ? { following: true } : {}),
  };
}

function evidenceOf(
  ran: EntryPayloads['command.ran'],
  step: NonNullable<EntryPayloads['command.ran']['step']>,
  by: { atS: number; seat: string },
) {
  const output = shortened(`${ran.stdout}${ran.stderr}`);
  return { ...by, command: step.command, typed: ran.line, exitCode: ran.exitCode, output, how: step.how };
}

/** Everybody gets a step's evidence: its beginning is enough, the whole stands in the terminal of who ran it. */
function shortened(output: string): string {
  return output.length <= OUTPUT_SHOWN ? output : `${output.slice(0, OUTPUT_SHOWN)}\n…`;
}

/** The tools that ran, and the first word of each command of the line for those that the shell answered itself. */
function commandWords({ line, tools }: EntryPayloads['command.ran']): string[] {
  const firsts = line.split(/[|;&\n]+/).map((part) => part.trim().split(/\s+/)[0] ?? '');
  return [...new Set([...tools, ...firsts])].filter((word) => word !== '');
}

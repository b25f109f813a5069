import type { Admitted, DeskCommand } from '../drill/decide/decide.ts';
import { noStep } from '../drill/decide/runbooks.ts';
import { refuse } from '../drill/refuse.ts';
import { SIGNALS } from '../drill/signals.ts';
import { findStep, stepOfLine } from '../drill/steps.ts';
import type { CommandName, TerminalResult } from '../protocol/commands.ts';
import type { SignalName } from '../protocol/signals.ts';
import type { Reply } from '../protocol/wire.ts';
import type { Begin } from './beside.ts';
import { chartHistory } from './charts.ts';
import type { Following } from './following.ts';
import { cancelCheck, checkFault } from './check-fault.ts';
import { jump } from './jump.ts';
import { rewind } from './rewind.ts';
import { applyRound, nextRound, setTimer } from './rounds.ts';
import { completeLine, runLine, type LineDrill } from './terminal-line.ts';
import { tryInject } from './try-inject.ts';

type Carry<N extends CommandName> = (
  drill: LineDrill,
  admitted: Admitted<N>,
) => Reply<unknown> | Promise<Reply<unknown>>;

/** Commands that bots play for: they begin in the drill's queue and go on beside it (`beside.ts`). */
export type LongCommand = 'inject.try' | 'fault.check';

export const LONG_COMMANDS: { [N in LongCommand]: Begin<N> } = {
  'inject.try': tryInject,
  'fault.check': checkFault,
};

/** Commands that need more than the session: a shell, or the telemetry. They run in the drill's queue. */
export const DESK_COMMANDS: { [N in Exclude<DeskCommand, LongCommand>]: Carry<N> } = {
  'terminal.run': (drill, admitted) => {
    const { line, terminal } = admitted.payload;
    const step = stepOfLine(drill.session, line);
    return runLine(drill, admitted, { line, terminal, step: step && { ...step, how: 'terminal' } });
  },
  'step.run': (drill, admitted) => {
    const { runbook, step, command, terminal } = admitted.payload;
    const no = noStep(drill.session, runbook, step);
    if (no) return { ok: false, refusal: no };
    const line = findStep(drill.session.scenario, runbook, step)?.commands[command]?.text;
    if (line === undefined) {
      const message = `Step ${step} of ${runbook} has no command ${command + 1}.`;
      return { ok: false, refusal: refuse('step/unknown', message, 'Reload the runbook.') };
    }
    return runLine(drill, admitted, { line, terminal, step: { runbook, step, command, how: 'button' } });
  },
  'terminal.complete': (drill, admitted) => completeLine(drill, admitted),
  'terminal.interrupt': async ({ following }, { seat, payload }) => {
    await following?.interrupt(seat.id, payload.terminal);
    return { ok: true, result: undefined };
  },
  'terminal.history': ({ session, following }, { seat, payload }) => {
    const whose = payload.seat ?? seat.id;
    if (whose !== seat.id && seat.kind !== 'facilitator') return { ok: false, refusal: OWN_TERMINAL };
    const lines = lastLines(session.terminal.get(whose) ?? []);
    return { ok: true, result: { lines: lines.map((line) => soFar(line, whose, following)) } };
  },
  'check.cancel': ({ checks }, { payload }) => cancelCheck(checks, payload.check),
  'telemetry.history': (drill, { payload }) => ({ ok: true, result: chartHistory(drill.session, payload.fromS) }),
  'drill.jump': (drill, admitted) => jump(drill, admitted),
  'drill.rewind': (drill, admitted) => rewind(drill, admitted),
  'round.next': (drill, admitted) => nextRound(drill, admitted),
  'round.apply': (drill, admitted) => applyRound(drill, admitted),
  'round.timer': (drill, admitted) => setTimer(drill, admitted),
  ...signalCommands(),
};

/** Looking something up leaves no entry: it changes nothing, and the answer is the same for every seat. */
function signalCommands(): { [N in SignalName]: Carry<N> } {
  const carry =
    (name: SignalName): Carry<SignalName> =>
    ({ session }, { payload }) => ({ ok: true, result: SIGNALS[name](session, payload as never) });
  const names = Object.keys(SIGNALS) as SignalName[];
  return Object.fromEntries(names.map((name) => [name, carry(name)])) as { [N in SignalName]: Carry<N> };
}

export function isSignal(name: CommandName): name is SignalName {
  return Object.hasOwn(SIGNALS, name);
}

export function isLong(name: CommandName): name is LongCommand {
  return Object.hasOwn(LONG_COMMANDS, name);
}

export function isDeskCommand(name: CommandName): name is Exclude<DeskCommand, LongCommand> {
  return Object.hasOwn(DESK_COMMANDS, name);
}

const OWN_TERMINAL = refuse('role/not-allowed', 'You see your own terminals only.', 'Ask whose terminal it is.');

/** A line that goes on, with what it has shown by now; one that went on when the server stopped goes on no more. */
function soFar(line: TerminalResult, seat: string, following: Following | undefined): TerminalResult {
  if (!line.following) return line;
  const { following: _begun, ...first } = line;
  const shown = following?.shownBy(seat, line.terminal);
  if (!shown) return first;
  const stdout = shown.mode === 'append' ? first.stdout + shown.text : shown.text || first.stdout;
  return { ...first, stdout, following: true };
}

/** What a reload brings back of a terminal at most, in characters of output. */
const SCROLLBACK = 128 * 1024;

function lastLines(lines: readonly TerminalResult[]): TerminalResult[] {
  let left = SCROLLBACK;
  const first = lines.findLastIndex(({ stdout, stderr }) => (left -= stdout.length + stderr.length) < 0);
  return lines.slice(first + 1);
}

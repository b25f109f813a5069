import type { Admitted, DeskCommand } from '../drill/decide/decide.ts';
import { noStep } from '../drill/decide/runbooks.ts';
import { refuse } from '../drill/refuse.ts';
import { findStep, stepOfLine } from '../drill/steps.ts';
import type { CommandName } from '../protocol/commands.ts';
import type { Reply } from '../protocol/wire.ts';
import { chartHistory } from './charts.ts';
import { completeLine, runLine, type LineDrill } from './terminal-line.ts';

type Carry<N extends CommandName> = (
  drill: LineDrill,
  admitted: Admitted<N>,
) => Reply<unknown> | Promise<Reply<unknown>>;

/** Commands that need more than the session: a shell, or the telemetry. They run in the drill's queue. */
export const DESK_COMMANDS: { [N in DeskCommand]: Carry<N> } = {
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
  'terminal.history': (drill, { seat }) => ({
    ok: true,
    result: { lines: drill.session.terminal.get(seat.id) ?? [] },
  }),
  'telemetry.history': (drill, { payload }) => ({ ok: true, result: chartHistory(drill.session, payload.fromS) }),
};

export function isDeskCommand(name: CommandName): name is DeskCommand {
  return Object.hasOwn(DESK_COMMANDS, name);
}

import { actionName, type Action } from '../engine/input.ts';
import { namesAction } from '../runbook/names-action.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { isMove } from '../scenario/tempting-move.ts';
import { secondOf, type DrillLog } from './drill-log.ts';

/** Something a responder did to the simulated system, and what came of it. */
export interface TakenAction {
  /** Sequence number of the `action.happened` entry. */
  entry: number;
  atS: number;
  action: Action;
  /** "db.terminate orders" */
  name: string;
  /** The command line that did it. */
  line: string;
  seat: string | null;
  /** Entry of the command line. */
  acted: number;
  ok: boolean;
}

/** An action is credited with a recovery that follows it within this many seconds (MITSTART-2). */
const CREDIT_S = 600;

/** Actions of the response side in order. The outcome carries no seat: the tool line right before it does. */
export function actionsTaken(log: DrillLog): TakenAction[] {
  const taken: TakenAction[] = [];
  const acted = log.of('tool.acted').filter(log.byResponder);
  for (const entry of log.of('action.happened')) {
    const name = actionName(entry.payload.action);
    const source = acted.findLast(
      ({ seq, payload }) => seq < entry.seq && payload.actions.some((one) => actionName(one) === name),
    );
    if (!source) continue;
    taken.push({
      entry: entry.seq,
      atS: secondOf(entry),
      action: entry.payload.action,
      name,
      line: source.payload.line,
      seat: source.seat,
      acted: source.seq,
      ok: entry.payload.ok,
    });
  }
  return taken;
}

/**
 * MITSTART-1, MITSTART-2: what brought the service back. Actions that the scenario's oracle also takes; where nobody took
 * one of those, the last successful action before the recovery, if it was not longer ago than `CREDIT_S`. A tempting move
 * is credited only when it is the oracle's own move down to its figures: eight replicas heal, twenty hurt.
 */
export function effectiveActions(
  log: DrillLog,
  scenario: Scenario,
  { impactS, mitS }: { impactS: number; mitS: number },
): TakenAction[] {
  const { oracle } = scenario.bots;
  const tempts = ({ action }: TakenAction) => scenario.tempting.some((move) => isMove(move, action));
  const tried = actionsTaken(log).filter(({ ok }) => ok);
  const known = tried.filter((taken) =>
    oracle.some(({ line }) => (tempts(taken) ? sameFigures(line, taken) : namesAction(line, taken.action))),
  );
  if (known.some(({ atS }) => atS <= mitS)) return known;
  const last = tried.findLast(
    (one) => !tempts(one) && one.atS >= impactS && one.atS <= mitS && mitS - one.atS <= CREDIT_S,
  );
  return last ? [last] : [];
}

function sameFigures(line: string, taken: TakenAction): boolean {
  const figures = (text: string) => (text.match(/\d+/g) ?? []).join(' ');
  return namesAction(line, taken.action) && figures(line) === figures(taken.line);
}

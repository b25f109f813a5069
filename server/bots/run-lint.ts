import type { LoadedScenario } from '../scenario/load.ts';
import { inReadingOrder, type Problem } from '../scenario/problem.ts';
import { checkAlertsOf, checkEveryAlertFires } from './lint/alerts.ts';
import { checkCredited } from './lint/credited.ts';
import { checkFigures } from './lint/figures.ts';
import { checkHealing } from './lint/heals.ts';
import { checkInjectTimes } from './lint/inject-times.ts';
import { checkMaximum } from './lint/maximum.ts';
import { checkNoOp } from './lint/no-op.ts';
import { checkRedHerrings } from './lint/red-herrings.ts';
import { rehearse, type Rehearsal, type RehearseOptions } from './lint/rehearsal.ts';
import { checkRunbookCommands } from './lint/runbook-commands.ts';
import { checkSolvable } from './lint/solvable.ts';
import { checkSymptoms } from './lint/symptoms.ts';
import { checkTempting } from './lint/tempting.ts';

/** One rule: what it finds in one variant after it was played in every way. */
export type RunCheck = (of: Rehearsal) => Promise<Problem[]>;

export const RUN_CHECKS: readonly RunCheck[] = [
  checkSolvable,
  checkHealing,
  checkTempting,
  checkNoOp,
  checkMaximum,
  checkRedHerrings,
  checkAlertsOf,
  checkRunbookCommands,
  checkSymptoms,
  checkFigures,
  checkInjectTimes,
  checkCredited,
];

export interface RunLint {
  rehearsals: Rehearsal[];
  problems: Problem[];
}

/** Plays every variant of a scenario and says what of its promises does not hold. Deterministic for its seeds. */
export async function runLint(variants: readonly LoadedScenario[], options: RehearseOptions): Promise<RunLint> {
  const rehearsals: Rehearsal[] = [];
  const problems: Problem[] = [];
  for (const loaded of variants) {
    const rehearsal = rehearse(loaded, options);
    rehearsals.push(rehearsal);
    for (const check of RUN_CHECKS) problems.push(...(await check(rehearsal)));
  }
  problems.push(...(await checkEveryAlertFires(rehearsals)));
  const once = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return { rehearsals, problems: inReadingOrder([...once.values()]) };
}

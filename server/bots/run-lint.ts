import type { LoadedScenario } from '../scenario/load.ts';
import { inReadingOrder, type Problem } from '../scenario/problem.ts';
import { checkAlertsOf, checkEveryAlertFires, firedIn, type FiredAlerts } from './lint/alerts.ts';
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

/** Where nothing is wrong there is nothing that could heal, be won, or page for a reason. */
const OF_FAULTS: readonly RunCheck[] = [checkHealing, checkMaximum, checkAlertsOf];

function checksFor({ scenario }: LoadedScenario): readonly RunCheck[] {
  return scenario.nothingWrong ? RUN_CHECKS.filter((check) => !OF_FAULTS.includes(check)) : RUN_CHECKS;
}

export interface RunLintOptions extends RehearseOptions {
  /** Called with each variant when its checks are done; its runs are forgotten afterwards. */
  onVariant?: (of: Rehearsal) => Promise<void>;
}

/** Plays every variant of a scenario and says what of its promises does not hold. Deterministic for its seeds. */
export async function runLint(variants: readonly LoadedScenario[], options: RunLintOptions): Promise<Problem[]> {
  const problems: Problem[] = [];
  const fired: FiredAlerts[] = [];
  for (const loaded of variants) {
    const rehearsal = rehearse(loaded, options);
    for (const check of checksFor(loaded)) problems.push(...(await check(rehearsal)));
    fired.push({ loaded, fired: firedIn(await rehearsal.nothing()) });
    await options.onVariant?.(rehearsal);
  }
  problems.push(...checkEveryAlertFires(fired));
  const once = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return inReadingOrder([...once.values()]);
}

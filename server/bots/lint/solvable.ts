import type { Problem } from '../../scenario/problem.ts';
import type { Condition, ObjectiveDef } from '../../scenario/scenario.ts';
import { found, type Played, type Rehearsal } from './rehearsal.ts';

/** The oracle and the runbook followed word for word restore the promise, within the time that the objectives give. */
export async function checkSolvable(of: Rehearsal): Promise<Problem[]> {
  const { scenario } = of;
  const problems: Problem[] = [];
  const judge = (rule: string, path: readonly string[], who: string, runs: readonly Played[], hint: string): void => {
    const failed = runs.filter(({ run }) => !run.mitigated);
    if (failed.length > 0) {
      const message = `${who} does not restore "${scenario.slo}" with ${seedsOf(failed)}`;
      problems.push(found(of, rule, path, message, hint));
      return;
    }
    for (const objective of scenario.objectives) {
      const late = restores(objective.met, scenario.slo) ? runs.filter((run) => isLate(run, objective)) : [];
      if (late.length === 0) continue;
      const message = `${who} restores "${scenario.slo}" too late for "${objective.id}" with ${seedsOf(late)}`;
      problems.push(
        found(
          of,
          `${rule}-late`,
          ['objectives', objective.id, 'within'],
          message,
          'allow more time, or shorten the way',
        ),
      );
    }
  };
  judge(
    'oracle',
    ['bots', 'oracle'],
    'the oracle',
    await of.right(),
    'type what ends the fault, in the order in which it works',
  );
  judge(
    'runbook',
    ['variants', scenario.variant.id, 'runbook'],
    'following the runbooks word for word',
    await of.literal(),
    'follow the linked page by hand and see which step does nothing',
  );
  return problems;
}

/** Seconds from the objective's start to the mitigation are more than it allows. */
function isLate({ stamps }: Played, { within }: ObjectiveDef): boolean {
  if (within === null || stamps.mit === null) return false;
  const from = {
    start: 0,
    fault: stamps.fault?.atS,
    page: stamps.alert?.atS,
    impact: stamps.impact?.atS,
    declare: undefined,
  }[within.from];
  return from !== undefined && stamps.mit.atS - from > within.seconds;
}

/** The objective asks for the deciding promise to be kept again. */
function restores(condition: Condition, slo: string): boolean {
  if ('all' in condition) return condition.all.some((part) => restores(part, slo));
  return 'slo' in condition && condition.slo === slo && condition.state === 'restored';
}

export function seedsOf(runs: readonly Played[]): string {
  return runs.map(({ seed }) => seed).join(', ');
}

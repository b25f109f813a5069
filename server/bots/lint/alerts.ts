import type { Problem } from '../../scenario/problem.ts';
import type { LoadedScenario } from '../../scenario/load.ts';
import { found, type Played, type Rehearsal } from './rehearsal.ts';

/** Alerts of one variant: no page without a fault, silence where it is declared, quiet when all is well again. */
export async function checkAlertsOf(of: Rehearsal): Promise<Problem[]> {
  const { scenario } = of;
  const [nothing, right, control] = [await of.nothing(), await of.right(), await of.control()];
  const problems: Problem[] = [];
  const rulePlace = (alert: string) => of.loaded.rulePlace(alert);
  const atRule = (rule: string, alert: string, message: string, hint: string): void => {
    const said = `variant ${scenario.variant.id}: ${message}`;
    problems.push({ ...rulePlace(alert), message: said, hint, severity: 'error', rule: `run/${rule}` });
  };
  const paged = firedIn([control]);
  for (const { name, tier } of scenario.rules) {
    if (tier === 'page' && paged.has(name))
      atRule('alert-false', name, `"${name}" pages although nothing is broken`, 'raise its bound, or its "for"');
  }
  const fired = firedIn(nothing);
  for (const alert of Object.keys(scenario.quiet)) {
    if (!fired.has(alert)) continue;
    const message = `"${alert}" is declared quiet, and fires when nobody does anything`;
    problems.push(found(of, 'alert-not-quiet', ['quiet', alert], message, 'remove it from "quiet"'));
  }
  const still = new Set(right.filter(({ run }) => run.mitigated).flatMap(({ drill }) => firingNow(drill)));
  for (const alert of still) {
    if (alert in scenario.lingers) continue;
    const hint = 'let its expression come down, or say under "lingers" why it stays';
    atRule('alert-stays', alert, `"${alert}" still fires at the end, long after the oracle`, hint);
  }
  for (const alert of Object.keys(scenario.lingers)) {
    if (still.has(alert)) continue;
    const message = `"${alert}" is said to linger, and does not fire at the end`;
    problems.push(found(of, 'alert-not-lingering', ['lingers', alert], message, 'remove it from "lingers"'));
  }
  return problems;
}

/** What fired in one variant when nobody did anything. */
export interface FiredAlerts {
  loaded: LoadedScenario;
  fired: ReadonlySet<string>;
}

/** Every alert fires in at least one variant when nobody does anything, unless each variant says why it is quiet. */
export function checkEveryAlertFires(variants: readonly FiredAlerts[]): Problem[] {
  const first = variants[0]?.loaded;
  if (!first) return [];
  return first.scenario.rules
    .filter(({ name }) => {
      const expected = variants.filter(({ loaded }) => !(name in loaded.scenario.quiet));
      return expected.length > 0 && !expected.some(({ fired }) => fired.has(name));
    })
    .map(({ name }) => ({
      ...first.rulePlace(name),
      message: `alert "${name}" fires in no variant when nobody does anything`,
      hint: 'correct its bound, or say under "quiet" when it is meant to fire',
      severity: 'error',
      rule: 'run/alert-silent',
    }));
}

/** Rules that fired in any of the runs; one that fires since before the drill has no entry in its log. */
export function firedIn(runs: readonly Played[]): Set<string> {
  const names = new Set<string>();
  for (const { drill } of runs) {
    for (const entry of drill.entries)
      if (entry.kind === 'alert.changed' && entry.payload.transition.kind === 'firing')
        names.add(entry.payload.transition.rule);
    for (const name of firingNow(drill)) names.add(name);
  }
  return names;
}

function firingNow({ sim }: Played['drill']): string[] {
  return Object.values(sim.world.alerting.instances).flatMap(({ rule, state }) => (state === 'firing' ? [rule] : []));
}

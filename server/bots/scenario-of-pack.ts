import { readPack } from '../scenario/pack.ts';
import type { Scenario } from '../scenario/scenario.ts';

let newest: { pack: string; scenario: Scenario } | null = null;

/**
 * The scenario of a job's pack. Several jobs in a row are about one drill: with its scenario the pre-rolled world is found
 * again, too. Throws a sentence for a pack of another version.
 */
export function scenarioOfPack(pack: string): Scenario {
  if (newest?.pack === pack) return newest.scenario;
  const scenario = readPack(pack);
  if (!scenario) throw new Error('The scenario of this drill was kept by another version of Drillbook.');
  newest = { pack, scenario };
  return scenario;
}

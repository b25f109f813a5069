import { checkAlertCoverage } from './lint/alert-coverage.ts';
import { checkInjects } from './lint/injects.ts';
import { checkStoryParts } from './lint/story-parts.ts';
import type { LoadedScenario } from './load.ts';
import { inReadingOrder, type Problem } from './problem.ts';

/** One rule of the scenario linter: what it finds in one variant of a scenario that loads. */
export type ScenarioCheck = (loaded: LoadedScenario) => Problem[];

/**
 * What can be said without running the scenario. Checks that run it (a bot restores the promise, a tempting move hurts,
 * every alert fires and clears) have the same shape of result; pass them along to `lintScenario`.
 */
export const STATIC_CHECKS: readonly ScenarioCheck[] = [checkAlertCoverage, checkInjects, checkStoryParts];

/** Every finding of `checks`, in reading order, each once. */
export function lintScenario(loaded: LoadedScenario, checks: readonly ScenarioCheck[] = STATIC_CHECKS): Problem[] {
  const found = [...loaded.warnings, ...checks.flatMap((check) => check(loaded))];
  const seen = new Map(found.map((problem) => [JSON.stringify(problem), problem]));
  return inReadingOrder([...seen.values()]);
}

import type { Scenario } from './scenario.ts';
import { pickVariant } from './variant.ts';

/** The scenario as one drill tells it: of the ways to say a thing, the one that its seed draws. */
export function toldFor(seed: string, scenario: Scenario): Scenario {
  const injects = scenario.injects.map((inject) =>
    inject.or && inject.or.length > 0
      ? { ...inject, text: pickVariant(`${seed}/${inject.id}`, [inject.text, ...inject.or]) }
      : inject,
  );
  return { ...scenario, injects };
}

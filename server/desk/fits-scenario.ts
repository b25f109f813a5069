import { injectMisfit, unknownSlo } from '../drill/inject-misfit.ts';
import type { StopRule } from '../protocol/control.ts';
import type { Refusal } from '../protocol/refusal.ts';
import type { NewDrill } from '../protocol/set-up.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** What a set-up asks of a scenario that it does not have; null when all is there. A set-up may be older than its scenario. */
export function misfit(scenario: Scenario, { stops = [], injects = [] }: NewDrill): Refusal | null {
  for (const stop of stops) {
    const refusal = stopMisfit(scenario, stop);
    if (refusal) return refusal;
  }
  for (const inject of injects) {
    const refusal = injectMisfit(scenario, inject);
    if (refusal) return refusal;
  }
  return null;
}

function stopMisfit(scenario: Scenario, stop: StopRule): Refusal | null {
  return stop.kind === 'breached' ? unknownSlo(scenario, stop.slo, 'A stop rule') : null;
}

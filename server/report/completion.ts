import type { CompletionRecord } from '../protocol/onboarding.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { DrillLog } from '../scoring/drill-log.ts';
import type { Stamps } from '../scoring/stamps.ts';

/** The record of an onboarding drill; null for another one. */
export function completionOf(_log: DrillLog, _scenario: Scenario, _stamps: Stamps): CompletionRecord | null {
  return null;
}

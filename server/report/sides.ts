import type { BothSides } from '../protocol/breaking.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { DrillLog } from '../scoring/drill-log.ts';
import type { Stamps } from '../scoring/stamps.ts';

/** Breakers against fixers; null when nobody broke or sealed anything. */
export function sidesOf(_log: DrillLog, _scenario: Scenario, _stamps: Stamps): BothSides | null {
  return null;
}

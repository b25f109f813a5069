import type { Debrief } from '../protocol/http.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { DrillLog } from './drill-log.ts';
import type { Stamps } from './stamps.ts';

export type Pattern = Debrief['patterns'][number];

/** Everything that a rule about the response may look at. */
export interface Scene {
  log: DrillLog;
  scenario: Scenario;
  stamps: Stamps;
  clock: (atS: number) => string;
}

import type { QueryRow } from '../drill/simulation.ts';
import type { ImpactView } from '../engine/inspect.ts';

/** What a debrief asks of the world at the end of a drill; a session's `sim` and a replayed one both answer it. */
export interface WorldReadings {
  impact(): ImpactView;
  /** A PromQL expression at every sample since `fromS`, oldest first. Throws for an expression outside the subset. */
  queryRange(expression: string, fromS: number): { times: number[]; rows: QueryRow[][] };
}

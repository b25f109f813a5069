import type { AssessmentView } from '../protocol/control.ts';
import type { Debrief } from '../protocol/http.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { DrillLog } from '../scoring/drill-log.ts';
import type { Stamps } from '../scoring/stamps.ts';

/** Hints in the order in which they were given (HINT-1). */
export function hintsOf(log: DrillLog): Debrief['hints'] {
  return log.of('hint.given').map(({ payload: { number, text, costS }, simMs }) => ({
    number,
    text,
    atS: Math.round(simMs / 1000),
    costS: costS ?? 0,
  }));
}

/** The observers' sheets: the newest rating of each observer for each objective. */
export function assessmentOf(log: DrillLog, scenario: Scenario, _stamps: Stamps): AssessmentView {
  const settled = log.of('objective.changed');
  return {
    objectives: scenario.objectives.map(({ id, text }) => {
      const rated = log.of('assess.rated').filter(({ payload }) => payload.objective === id);
      const newest = new Map(rated.map((entry) => [entry.seat ?? '', entry]));
      return {
        id,
        text,
        state: settled.findLast(({ payload }) => payload.objective === id)?.payload.state ?? 'open',
        ratings: [...newest].map(([seat, { payload, simMs }]) => ({
          seat,
          rating: payload.rating,
          note: payload.note,
          atS: Math.round(simMs / 1000),
        })),
      };
    }),
  };
}

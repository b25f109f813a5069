import type { AssessmentView } from '../protocol/control.ts';
import type { Debrief } from '../protocol/http.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { DrillLog } from '../scoring/drill-log.ts';
import { objectivesOf } from '../scoring/impact.ts';
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

/**
 * The observers' sheets: the newest rating of each for each objective. Whoever rated is "Observer 1", "Observer 2" … in the
 * order of their first word: a debrief has no names and no seats.
 */
export function assessmentOf(log: DrillLog, scenario: Scenario, stamps: Stamps): AssessmentView {
  const raters = ratersOf(log);
  return {
    objectives: objectivesOf(log, scenario, stamps).map(({ id, text, state }) => {
      const rated = log.of('assess.rated').filter(({ payload }) => payload.objective === id);
      const newest = new Map(rated.map((entry) => [entry.seat ?? '', entry]));
      return {
        id,
        text,
        state,
        ratings: [...newest].map(([seat, { payload, simMs }]) => ({
          seat: raters.get(seat) ?? 'Observer',
          rating: payload.rating,
          note: payload.note,
          atS: Math.round(simMs / 1000),
        })),
      };
    }),
  };
}

/** Seat → what it is called in the debrief. */
function ratersOf(log: DrillLog): Map<string, string> {
  const raters = new Map<string, string>();
  const counted = { Observer: 0, Facilitator: 0 };
  for (const { seat, seq } of log.of('assess.rated')) {
    if (seat === null || raters.has(seat)) continue;
    const kind = log.whoIs(seat, seq) === 'the facilitator' ? 'Facilitator' : 'Observer';
    raters.set(seat, `${kind} ${++counted[kind]}`);
  }
  return raters;
}

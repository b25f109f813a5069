import { RATINGS, type AssessmentView, type Rating } from '../../server/protocol/control.ts';
import type { MarkState } from '../kit/vocabulary.ts';

/** How a rating reads, and what it means: the four of an exercise evaluation sheet. */
export const RATING_WORDS: Record<Rating, { letter: string; word: string; means: string; state: MarkState }> = {
  performed: { letter: 'P', word: 'Performed', means: 'done, and nothing stood in the way', state: 'true' },
  'some challenges': {
    letter: 'S',
    word: 'Some challenges',
    means: 'done; something was slower or harder than it should be',
    state: 'pending',
  },
  'major challenges': {
    letter: 'M',
    word: 'Major challenges',
    means: 'done in part, or late, or at a cost',
    state: 'degraded',
  },
  unable: { letter: 'U', word: 'Unable', means: 'not done', state: 'false' },
};

/** Keys 1 to 4 in the order of the sheet. */
export function ratingOfKey(key: string): Rating | null {
  return RATINGS[Number(key) - 1] ?? null;
}

type Objective = AssessmentView['objectives'][number];

/** What this seat said about an objective last; null before it said anything. */
export function ownRating(objective: Objective, seat: string): Objective['ratings'][number] | null {
  return objective.ratings.find((one) => one.seat === seat) ?? null;
}

/** The first objective that this seat has not rated; null when the sheet is full. */
export function firstUnrated(view: AssessmentView, seat: string): string | null {
  return view.objectives.find((objective) => ownRating(objective, seat) === null)?.id ?? null;
}

/** How often each rating was given, the best first; ratings that nobody gave are left out. */
export function tally(ratings: readonly { rating: Rating }[]): { rating: Rating; count: number }[] {
  return RATINGS.map((rating) => ({ rating, count: ratings.filter((one) => one.rating === rating).length })).filter(
    ({ count }) => count > 0,
  );
}

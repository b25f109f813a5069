import type { RoundView } from '../../server/protocol/tabletop.ts';
import { roundInUnit } from '../kit/format.ts';
import type { MarkState } from '../kit/vocabulary.ts';
import type { ShownChart } from '../state/charts.ts';

export interface Change {
  /** The chart's title. */
  what: string;
  before: string;
  after: string;
  /** "back inside its bound of 2 s", "worse, still beyond its bound of 2 s". */
  words: string;
  /** It is not as it was. */
  moved: boolean;
  state: Extract<MarkState, 'healthy' | 'degraded' | 'down'> | null;
}

/** A difference of less than this share of the value before is called none. */
const SAME_SHARE = 0.1;

/** Before and after in words, for the charts that told of the round that was applied and of the one that came of it. */
export function changesBetween(
  before: RoundView,
  after: RoundView,
  at: { before: readonly ShownChart[]; after: readonly ShownChart[] },
): Change[] {
  const ids = [...new Set([...before.evidence.charts, ...after.evidence.charts])];
  return ids.flatMap((id) => {
    const then = at.before.find(({ spec }) => spec.id === id);
    const now = at.after.find(({ spec }) => spec.id === id);
    if (!then || !now || then.value === null || now.value === null) return [];
    return [
      {
        what: now.spec.title,
        before: then.current ?? '',
        after: now.current ?? '',
        ...verdict(then, now, then.value, now.value),
      },
    ];
  });
}

function verdict(
  then: ShownChart,
  now: ShownChart,
  from: number,
  to: number,
): Pick<Change, 'words' | 'state' | 'moved'> {
  const bound = now.bound;
  const same = Math.abs(to - from) <= SAME_SHARE * Math.max(Math.abs(from), Math.abs(bound?.value ?? 0), 1e-9);
  const moved = !same;
  if (!bound) return { words: same ? 'as before' : to > from ? 'more' : 'less', state: null, moved };
  const limit = `its bound of ${roundInUnit(bound.value, now.unit)}`;
  const [was, is] = [then.health === 'down', now.health === 'down'];
  if (was && !is) return { words: `back inside ${limit}`, state: 'healthy', moved: true };
  if (!was && is) return { words: `now beyond ${limit}`, state: 'down', moved: true };
  if (!is) return { words: `inside ${limit}`, state: 'healthy', moved };
  if (same) return { words: `as before, beyond ${limit}`, state: 'down', moved };
  const better = bound.bad === 'above' ? to < from : to > from;
  return better
    ? { words: `better, still beyond ${limit}`, state: 'degraded', moved }
    : { words: `worse, beyond ${limit}`, state: 'down', moved };
}

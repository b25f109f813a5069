import type { Problem } from '../../scenario/problem.ts';
import { deliveredS } from './figures.ts';
import { found, type Rehearsal } from './rehearsal.ts';

/** Two injects closer than this are one heap. */
const APART_S = 30;

/** Injects come, apart from each other, when nobody does anything; those that wait for a right move, when it is made. */
export async function checkInjectTimes(of: Rehearsal): Promise<Problem[]> {
  const { scenario } = of;
  const [[idle], [solved]] = [await of.nothing(), await of.right()];
  if (!idle || !solved) return [];
  const problems: Problem[] = [];
  const timed = scenario.injects.flatMap(({ id }) => {
    const atS = deliveredS(idle, id);
    if (atS === null && deliveredS(solved, id) === null)
      problems.push(
        found(of, 'inject-never', ['injects', id, 'when'], `inject "${id}" never comes`, 'check its condition'),
      );
    return atS === null ? [] : [{ id, atS }];
  });
  timed.sort((a, b) => a.atS - b.atS);
  timed.forEach(({ id, atS }, i) => {
    const before = timed[i - 1];
    if (!before || atS - before.atS >= APART_S) return;
    const message = `injects "${before.id}" and "${id}" come within ${atS - before.atS} s of each other, at ${atS} s`;
    problems.push(found(of, 'injects-crowd', ['injects', id, 'when'], message, 'move one of them'));
  });
  return problems;
}

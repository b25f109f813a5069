import type { Problem } from '../../scenario/problem.ts';
import { usualLine } from '../../scenario/usual-line.ts';
import { harmOf } from './harm.ts';
import { actionsIn, found, type Rehearsal } from './rehearsal.ts';

/**
 * A tempting move must hurt: more than doing nothing; or it looks solved and comes back; or the right move that follows
 * is later or dearer than the same right move at the same second without it; or it costs the time until somebody notices.
 * One that helps is no mistake, and in each variant one at least must cost more than time.
 */
export async function checkTempting(of: Rehearsal): Promise<Problem[]> {
  const { scenario } = of;
  const problems: Problem[] = [];
  const moves = await of.moves();
  let worse = 0;
  scenario.tempting.forEach((move, index) => {
    const path = ['tempting', index];
    const trial = moves.find((one) => one.index === index);
    if (!trial || trial.trials.some(({ alone }) => !actionsIn(alone).includes(move.action))) {
      const line = move.line ?? usualLine(move.action, scenario.world);
      const message =
        line === null
          ? `nobody can say how "${move.action}" is typed`
          : `"${line}" does not bring about "${move.action}"`;
      const hint =
        line === null ? 'write the command under "line"' : 'correct the line, or the time at which it is typed';
      problems.push(found(of, 'tempting-line', path, message, hint));
      return;
    }
    const { hurts, helps } = harmOf(trial);
    if (hurts.length > 0) worse++;
    if (helps === null) return;
    const message = `"${move.action}" ${trial.afterS} s after the page helps: ${helps}`;
    problems.push(found(of, 'tempting-helps', path, message, 'let it hurt in the model, or take it off the list'));
  });
  if (problems.length === 0 && scenario.tempting.length > 0 && worse === 0) {
    const message = 'no tempting move costs more than the time until somebody notices';
    const hint = 'let one make it worse, or look solved and come back';
    problems.push(found(of, 'tempting-mild', ['tempting'], message, hint));
  }
  return problems;
}

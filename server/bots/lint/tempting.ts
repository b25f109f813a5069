import { median } from './median.ts';
import type { Problem } from '../../scenario/problem.ts';
import { usualLine } from '../usual-line.ts';
import { actionsIn, found, type MoveTrial, type Played, type Rehearsal } from './rehearsal.ts';

/** What counts as more: above the noise that another order of the same events makes. */
const MORE = 1.01;
/** What counts as help: so much less is lost before the right move has worked. */
const HELPS = 0.9;
/** Seconds by which a mitigation must be later to be later. */
const LATER_S = 20;

/** How a tempting move hurt, in words with figures; the debrief's author wants to read them. */
export interface Harm {
  action: string;
  hurts: string[];
}

/**
 * A tempting move must cost: more than doing nothing; or a relapse, after it looked solved; or it makes the right move
 * that follows later or dearer than the same right move at the same second without it. One that helps is no mistake; one
 * that changes nothing costs the time until somebody notices, which is a warning: a move that tempts should teach more.
 */
export function checkTempting(of: Rehearsal): Problem[] {
  const { scenario } = of;
  const problems: Problem[] = [];
  scenario.tempting.forEach((move, index) => {
    const path = ['tempting', index];
    const trial = of.moves.find((one) => one.index === index);
    if (!trial) {
      const isKnown = move.line ?? usualLine(move.action, scenario.world);
      const hint = isKnown === null ? 'write the command under "line"' : 'check the line';
      problems.push(found(of, 'tempting-line', path, `nobody can say how "${move.action}" is typed`, hint));
      return;
    }
    const made = trial.trials.filter(({ alone }) => actionsIn(alone).includes(move.action));
    if (made.length < trial.trials.length) {
      const message = `"${trial.line}" does not bring about "${move.action}"`;
      problems.push(found(of, 'tempting-line', path, message, 'correct the line, or the time at which it is typed'));
      return;
    }
    if (harmOf(trial).hurts.length > 0) return;
    const { alone, nothing, thenRight, rightAlone } = lostBy(trial);
    const figures =
      `${alone} user-minutes lost with it and ${nothing} without,` +
      ` ${thenRight} when the right move follows and ${rightAlone} with the right move alone`;
    const helps = thenRight < rightAlone * HELPS || trial.trials.every((one) => one.alone.run.mitigated);
    const message = `"${move.action}" ${trial.afterS} s after the page ${helps ? 'helps' : 'costs nothing but time'}: ${figures}`;
    const problem = found(
      of,
      helps ? 'tempting-helps' : 'tempting-delays',
      path,
      message,
      'let it hurt in the model, or take it off the list',
    );
    problems.push({ ...problem, severity: helps ? 'error' : 'warning' });
  });
  return problems;
}

/** In what ways the move hurt in most of its trials. */
export function harmOf(trial: MoveTrial): Harm {
  const { alone, nothing, thenRight, rightAlone } = lostBy(trial);
  const hurts: string[] = [];
  const most = (holds: (one: MoveTrial['trials'][number]) => boolean) =>
    trial.trials.filter(holds).length * 2 > trial.trials.length;
  if (alone > nothing * MORE) hurts.push(`${alone} user-minutes lost, ${nothing} without it`);
  if (most((one) => relapses(one.alone, trial.afterS))) hurts.push('looks solved and comes back');
  if (thenRight > rightAlone * MORE)
    hurts.push(`${thenRight} user-minutes lost before the right move has worked, ${rightAlone} without it`);
  if (most((one) => mitigatedS(one.thenRight) >= mitigatedS(one.rightAlone) + LATER_S))
    hurts.push('the right move works later');
  return { action: trial.move.action, hurts };
}

function lostBy({ trials }: MoveTrial): Record<'alone' | 'nothing' | 'thenRight' | 'rightAlone', number> {
  const of = (pick: (one: MoveTrial['trials'][number]) => Played) =>
    Math.round(median(trials.map((one) => pick(one).lost)));
  return {
    alone: of((one) => one.alone),
    nothing: of((one) => one.nothing),
    thenRight: of((one) => one.thenRight),
    rightAlone: of((one) => one.rightAlone),
  };
}

/** The promise was kept for a while after the move, and broken again. */
function relapses({ drill, stamps }: Played, afterS: number): boolean {
  const { slo } = drill.session.scenario;
  const movedS = (stamps.alert?.atS ?? 0) + afterS;
  const changes = drill.entries.flatMap((entry) =>
    entry.kind === 'slo.changed' && entry.payload.slo === slo && entry.simMs / 1000 >= movedS
      ? [entry.payload.breached]
      : [],
  );
  return changes.lastIndexOf(true) > changes.indexOf(false) && changes.includes(false);
}

function mitigatedS({ stamps }: Played): number {
  return stamps.mit?.atS ?? Number.POSITIVE_INFINITY;
}

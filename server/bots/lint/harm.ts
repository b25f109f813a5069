import { median } from './median.ts';
import type { Played } from './rehearsal.ts';
import type { MoveRuns, MoveTrial } from './try-moves.ts';

/** What counts as more: above the noise that another order of the same events makes. */
const MORE = 1.01;
/** What counts as help: so much less is lost by the time the right move has worked. */
const HELPS = 0.9;
/** Seconds by which a mitigation must be later to be later. */
const LATER_S = 20;

/** What a tempting move did, in words with figures: in what ways it hurt, whether it helped, how much time it cost. */
export interface Harm {
  hurts: string[];
  helps: string | null;
  /** What is always true of a detour. */
  delays: string;
}

export function harmOf({ trials, afterS, move }: MoveTrial): Harm {
  const lost = (pick: (one: MoveRuns) => Played | undefined) =>
    Math.round(median(trials.flatMap((one) => pick(one)?.lost ?? [])));
  const most = (holds: (one: MoveRuns) => boolean) => trials.filter(holds).length * 2 > trials.length;
  const hurts: string[] = [];
  if (most(costs))
    hurts.push(`${lost((one) => one.alone)} user-minutes lost, ${lost((one) => one.nothing)} without it`);
  if (most((one) => relapses(one.alone, afterS))) hurts.push('looks solved and comes back');
  const [after, instead] = [lost((one) => one.late?.thenRight), lost((one) => one.late?.rightAlone)];
  if (most(({ late }) => late !== null && late.thenRight.lost > late.rightAlone.lost * MORE))
    hurts.push(`${after} user-minutes lost when the right move follows, ${instead} without it`);
  if (most(({ late }) => late !== null && mitigatedS(late.thenRight) >= mitigatedS(late.rightAlone) + LATER_S))
    hurts.push('the right move works later');
  const isCure = ({ alone, late }: MoveRuns) =>
    late !== null && alone.run.mitigated && mitigatedS(alone) <= mitigatedS(late.rightAlone);
  const isHelp = ({ late }: MoveRuns) => late !== null && late.thenRight.lost < late.rightAlone.lost * HELPS;
  const helps = most(isCure)
    ? `"${move.action}" alone restores the promise`
    : hurts.length === 0 && most(isHelp)
      ? `${after} user-minutes lost when the right move follows, ${instead} with the right move alone`
      : null;
  const delays = `costs time: ${instead || after} user-minutes by the detour, ${lost((one) => one.right)} with the right move at once`;
  return { hurts, helps, delays };
}

/** Worse than doing nothing. */
export function costs({ alone, nothing }: Pick<MoveRuns, 'alone' | 'nothing'>): boolean {
  return alone.lost > nothing.lost * MORE;
}

/** The promise was kept for a while after the move, and broken again. */
export function relapses({ drill, stamps }: Played, afterS: number): boolean {
  const { slo } = drill.session.scenario;
  const movedS = (stamps.alert?.atS ?? 0) + afterS;
  const changes = drill.entries.flatMap((entry) =>
    entry.kind === 'slo.changed' && entry.payload.slo === slo && entry.simMs / 1000 >= movedS
      ? [entry.payload.breached]
      : [],
  );
  return changes.includes(false) && changes.lastIndexOf(true) > changes.indexOf(false);
}

function mitigatedS({ stamps }: Played): number {
  return stamps.mit?.atS ?? Number.POSITIVE_INFINITY;
}

import type { Session } from '../drill/session.ts';
import type { RoundView } from '../protocol/tabletop.ts';
import type { Happenings } from './leap-watch.ts';

/** What a round is about. */
export type MomentKind = 'opening' | 'page' | 'inject' | 'worse' | 'looked' | 'after' | 'restored' | 'quiet';

/** The second at which a round is opened, and how it came about. */
export interface Moment {
  kind: MomentKind;
  happened: Happenings;
  /** The round before; null at the opening. */
  previous: RoundView | null;
  /** Drill second since which things are news. */
  sinceS: number;
}

const NOTHING: Happenings = { pages: [], injects: [], breached: [], restored: [], symptoms: [] };

/** Reads what the moment is about. Of several things the one that people must talk about first. */
export function momentOf(session: Session, happened: Happenings = NOTHING): Moment {
  const previous = session.rounds.at(-1)?.view ?? null;
  const sinceS = previous?.atS ?? 0;
  return { kind: kindOf(session, happened, previous), happened, previous, sinceS };
}

function kindOf(session: Session, happened: Happenings, previous: RoundView | null): MomentKind {
  if (!previous) return 'opening';
  if (isOver(session)) return 'restored';
  const deeds = session.acted.some(({ atS }) => atS >= previous.atS);
  if (previous.applied && deeds) return 'after';
  if (happened.pages.length > 0 && !wasPaged(session, happened)) return 'page';
  if (happened.injects.length > 0) return 'inject';
  if (previous.applied && previous.applied.lines.length > 0) return 'looked';
  if (happened.pages.length + happened.breached.length + happened.symptoms.length > 0) return 'worse';
  return 'quiet';
}

/** Another page came before those that just fired. */
function wasPaged({ stamps, rounds }: Session, _happened: Happenings): boolean {
  return stamps.page !== null && stamps.page <= (rounds.at(-1)?.view.atS ?? 0);
}

/** What was broken holds again: the deciding promise, by the world's own reckoning. */
export function isOver({ sim, scenario, stamps }: Session): boolean {
  const deciding = sim.slos().find(({ id }) => id === scenario.slo);
  return stamps.impact !== null && deciding !== undefined && !deciding.breached;
}

/** Users feel it, or something pages. */
export function isUnderWay({ stamps }: Session): boolean {
  return stamps.page !== null || stamps.impact !== null;
}

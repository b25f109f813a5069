import type { ControlView } from '../../server/protocol/control.ts';
import type { SeatView, TruthView } from '../../server/protocol/room.ts';
import { clock } from '../kit/format.ts';

/** Minutes before the end of the timebox at which the bar speaks up. */
const WARN_AT_MIN = [10, 5, 1] as const;

export interface TimeboxState {
  words: string;
  tone: 'plain' | 'warn' | 'bad';
  /** The warning that stands now: 10, 5, 1 minutes left, 0 over; null before the first. */
  warning: number | null;
}

/** How the timebox stands with so many seconds left; below zero it is over. */
export function timeboxState(leftS: number): TimeboxState {
  if (leftS <= 0) return { words: `${clock(-leftS)} over`, tone: 'bad', warning: 0 };
  const warning = WARN_AT_MIN.findLast((minutes) => leftS <= minutes * 60) ?? null;
  const tone = warning === null ? 'plain' : warning === 1 ? 'bad' : 'warn';
  return { words: `${clock(leftS)} left`, tone, warning };
}

/** One faster or slower, from 1 to 10. */
export function speedBy(speed: number, by: 1 | -1): number {
  return Math.min(10, Math.max(1, Math.round(speed) + by));
}

export interface LeadState {
  /** Whoever paces the drill; null when nobody was recorded (drills of before). */
  leader: SeatView | null;
  mine: boolean;
  /** Nobody sits at the controls: any facilitator should take over. */
  empty: boolean;
  /** Another facilitator who is here and could. */
  deputy: SeatView | null;
  /** Who asked to lead and has no answer yet, and since when (drill second). */
  asker: SeatView | null;
  askedAtS: number | null;
}

/** So long a facilitator who asked waits before the page offers to take over all the same, seconds. */
export const PATIENCE_S = 30;

/** Who paces the drill, seen from one facilitator's seat. */
export function leadState(
  control: Pick<ControlView, 'lead'>,
  seats: readonly SeatView[],
  me: string,
  asked: TruthView['leadAsked'] = null,
): LeadState {
  const leader = seats.find(({ id }) => id === control.lead) ?? null;
  const mine = control.lead === null || control.lead === me;
  const empty = !mine && (leader === null || leader.state !== 'here' || leader.kind !== 'facilitator');
  const deputy =
    seats.find(({ id, kind, state }) => kind === 'facilitator' && state === 'here' && id !== me && id !== leader?.id) ??
    null;
  const asker = seats.find(({ id }) => id === asked?.seat) ?? null;
  return { leader, mine, empty, deputy, asker, askedAtS: asked?.atS ?? null };
}

/** Who leads, in a word beside the page's name; empty where there is nobody else who could. */
export function leadWords({ leader, mine, deputy }: LeadState): string {
  if (mine) return deputy ? 'you lead' : '';
  return leader ? `${leader.name} leads` : 'nobody leads';
}

/** At the foot of the panel: what happens when this page is closed. */
export function leavingWords({ leader, mine, deputy }: LeadState): string {
  const rest = mine ? (deputy ? ` ${deputy.name} can take over.` : '') : leader ? ` ${leader.name} leads it.` : '';
  return `Leaving this page does not stop the drill.${rest}`;
}

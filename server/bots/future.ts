import type { Session } from '../drill/session.ts';
import { HOLDS_S, type Attempt } from './remedy.ts';
import { forked, type StandingDrill } from './standing-drill.ts';

/** What is fired before the bot sets to work; null = nothing, as the drill stands. */
export type Fired = { fault: string; parameters: Record<string, number> } | null;

/** Two minutes of quiet within the timebox. */
export function isInTime({ backAtS }: Attempt, { control }: Session): boolean {
  return backAtS !== null && backAtS + HOLDS_S <= control.timeboxS;
}

/** The scenario itself still fires a fault. */
export function hasFuture({ scenario, clock, fired }: Session): boolean {
  return scenario.timeline.some(({ atS, fault }) => atS > clock.atS && !fired.some((one) => one.fault === fault));
}

/** The same drill, in which the scenario fires nothing more by itself. */
export function withoutFuture(drill: StandingDrill): StandingDrill {
  const copy = forked(drill);
  const { scenario } = copy.session;
  copy.session.scenario = {
    ...scenario,
    // Kept in the list: who fires what still says whose remedy is whose.
    timeline: scenario.timeline.map((entry) => ({ ...entry, atS: -1 })),
    injects: scenario.injects.map((inject) => ({ ...inject, fault: null })),
  };
  return copy;
}

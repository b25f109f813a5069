import type { AlertView } from '../protocol/room.ts';
import type { HeadlessDrill } from './headless-drill.ts';

export type BotId = 'do-nothing' | 'naive-restart' | 'runbook-literal' | 'oracle';

/** A policy over the same inputs as people have. It returns when it has nothing more to do; the drill then runs out. */
export interface Bot {
  id: BotId | 'typist';
  play: (drill: HeadlessDrill, untilS: number) => Promise<void>;
}

/** Seconds between looks at the world while a bot waits. */
const LOOK_EVERY_S = 5;

/** Waits until something is true or the time is up; true when it came about. */
export function waitFor(drill: HeadlessDrill, untilS: number, holds: () => boolean): boolean {
  while (!holds()) {
    if (drill.atS >= untilS) return false;
    drill.advanceTo(Math.min(untilS, drill.atS + LOOK_EVERY_S));
  }
  return true;
}

/** Pages that fire and that nobody acknowledged, oldest first. */
export function openPages(drill: HeadlessDrill): AlertView[] {
  return [...drill.session.alerts.values()].filter(
    (alert) => alert.tier === 'page' && alert.state === 'firing' && !alert.ack,
  );
}

/** True while the scenario's deciding SLO is out of its bound. */
export function isBreached(drill: HeadlessDrill): boolean {
  return drill.sim.slos().find((slo) => slo.id === drill.session.scenario.slo)?.breached ?? false;
}

export async function acknowledge(drill: HeadlessDrill): Promise<void> {
  const fingerprints = openPages(drill).map((alert) => alert.fingerprint);
  if (fingerprints.length > 0) await drill.send('alert.ack', { fingerprints });
}

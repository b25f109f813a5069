import type { WorldSpec } from './spec.ts';
import { SAMPLE_S } from './telemetry/series.ts';
import type { World } from './world.ts';

/** A promise as it stands. Counts are cumulative; the rings hold them at each sample of the window. */
export interface SloState {
  id: string;
  journey: number;
  latencyS: number;
  objective: number;
  good: number;
  total: number;
  ringGood: Float64Array;
  ringTotal: Float64Array;
  samples: number;
  goodShare: number;
  breached: boolean;
  sinceS: number | null;
}

/** What it cost since drill second 0. */
export interface ImpactState {
  failedRequests: number;
  userMinutesLost: number;
  moneyLost: number;
  /** Messages purged or given up, and committed writes that are gone; absent = none. They count as failed requests, too. */
  messagesLost?: number;
  writesLost?: number;
}

export function createSlos(spec: WorldSpec): SloState[] {
  return spec.slos.map((slo) => {
    const journey = spec.journeys.findIndex(({ id }) => id === slo.journey);
    if (journey < 0) throw new Error(`promise "${slo.id}" names the journey "${slo.journey}" that does not exist`);
    const samples = Math.max(1, Math.round(slo.windowS / SAMPLE_S));
    return {
      id: slo.id,
      journey,
      latencyS: slo.latencyS,
      objective: slo.objective,
      good: 0,
      total: 0,
      ringGood: new Float64Array(samples),
      ringTotal: new Float64Array(samples),
      samples: 0,
      goodShare: 1,
      breached: false,
      sinceS: null,
    };
  });
}

/** An attempt of journey `j` ended after `timeS`: good when it succeeded within the promised time. */
export function countAttempt(world: World, j: number, amount: number, timeS: number, ok: boolean): void {
  const { slos } = world;
  for (let i = 0; i < slos.length; i++) {
    const slo = slos[i]!;
    if (slo.journey !== j) continue;
    slo.total += amount;
    if (!ok) continue;
    if (timeS <= slo.latencyS) slo.good += amount;
    else if (world.nowS >= 0) world.impact.userMinutesLost += (amount * (timeS - slo.latencyS)) / 60;
  }
}

/** Each sample: the share over the window, and the moment a promise is broken or kept again. */
export function judgeSlos(world: World): void {
  for (const slo of world.slos) {
    const at = slo.samples % slo.ringGood.length;
    const total = slo.total - slo.ringTotal[at]!;
    slo.goodShare = total > 0 ? (slo.good - slo.ringGood[at]!) / total : 1;
    slo.ringGood[at] = slo.good;
    slo.ringTotal[at] = slo.total;
    slo.samples++;
    const breached = slo.goodShare < slo.objective;
    if (breached === slo.breached) continue;
    slo.breached = breached;
    slo.sinceS = breached ? world.nowS : null;
    world.effects.push({ kind: 'slo', slo: slo.id, breached, value: slo.goodShare });
    world.raised.push(breached ? `sloBreached.${slo.id}` : `sloRestored.${slo.id}`);
  }
}

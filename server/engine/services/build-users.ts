import type { WorldSpec } from '../spec.ts';
import { createLatencyRecord } from '../telemetry/latency.ts';
import { RING_S } from './queue.ts';
import type { UsersState } from './users.ts';
import { CLIENT_ATTEMPTS } from './users.ts';

export function buildUsers(spec: WorldSpec): UsersState {
  const cells = RING_S * spec.journeys.length * CLIENT_ATTEMPTS;
  return {
    out: new Float64Array(cells),
    outBySecond: new Float64Array(RING_S),
    oldest: -spec.prerollS - 1,
    retry: new Float64Array(cells),
    retryBySecond: new Float64Array(RING_S),
    again: new Float64Array(spec.journeys.length * CLIENT_ATTEMPTS),
    outTotal: 0,
    retryTotal: 0,
    journeys: spec.journeys.map((journey) => ({
      id: journey.id,
      rate: journey.rate,
      drift: 0,
      factor: 1,
      factorTarget: 1,
      factorStep: 0,
      success: 1,
      arrived: 0,
      okNow: 0,
      failedNow: 0,
      blockedNow: 0,
      okTimeNow: 0,
      failedTimeNow: 0,
      failingShare: 0,
      failingInside: 0,
      okS: 0.1,
      failedS: 0,
      arrivals: 0,
      ok: 0,
      failed: 0,
      blocked: 0,
      lost: 0,
      latency: createLatencyRecord(),
    })),
    dead: 0,
  };
}

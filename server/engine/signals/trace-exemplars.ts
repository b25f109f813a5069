import { LATENCY_BUCKETS_S } from '../metrics.ts';
import { hashPair, hashText } from '../random.ts';
import type { Failure } from '../telemetry/failures.ts';
import { increase, type Moment } from '../telemetry/log-moment.ts';
import type { Chorus } from '../telemetry/log-voices.ts';
import { sampleTimeS } from '../telemetry/series.ts';
import type { World } from '../world.ts';
import { quantileOf, spreadOf, type Spread } from './latency-window.ts';

/** Where in the distribution of well answered requests the first traces of a window lie, 0..1. */
const RANKS = [0.1, 0.5, 0.9, 0.97, 0.995];
const FAILED_SLOTS = 6;

/** One request that stands for others of its window. */
export interface Exemplar {
  n: number;
  j: number;
  slot: number;
  draw: number;
  /** Time that it took, from the recorded distribution, ms; null = as long as its failure takes. */
  durationMs: number | null;
  failed: boolean;
  /** How it fails; null for one that failed in no way that anybody counted: the user gave up. */
  failure: Failure | null;
}

/** The handful of requests of one journey in the window of sample `n` that have traces. */
export function exemplarsOf(world: World, chorus: Chorus, n: number, j: number): Exemplar[] {
  const moment = { world, n, atS: sampleTimeS(world.telemetry, n) };
  const { id: journey } = world.spec.journeys[j]!;
  const ok = increase(moment, 'journey_requests_total', { journey, outcome: 'ok' });
  const failed = increase(moment, 'journey_requests_total', { journey, outcome: 'failed' });
  const spread = spreadOf(moment, 'journey_duration_seconds', { journey });
  if (spread === null || spread.total <= 0) return [];
  const seed = hashPair(hashText(`${world.seed}/traces/${journey}`), n);
  const base = { n, j };
  const well =
    ok < 0.5
      ? []
      : RANKS.map((rank, slot): Exemplar => {
          const durationMs = 1000 * (quantileOf(spread, rankOf(spread, rank, ok, failed)) ?? 0);
          return { ...base, slot, draw: hashPair(seed, slot), durationMs, failed: false, failure: null };
        });
  const slots = Math.min(FAILED_SLOTS, Math.round(failed));
  const causes = causesOf(chorus, n, j);
  const badly = Array.from({ length: slots }, (_, i): Exemplar => {
    const slot = RANKS.length + i;
    const failure = causeAt(causes, (i + 0.5) / slots);
    return { ...base, slot, draw: hashPair(seed, slot), durationMs: null, failed: true, failure };
  });
  return [...well, ...badly];
}

/** Rank among all answers: well answered requests are the quicker ones where errors are slow, else the slower ones. */
function rankOf(spread: Spread, rank: number, ok: number, failed: number): number {
  const goodShare = ok / Math.max(ok + failed, spread.total);
  const slow = spread.counts.slice(LATENCY_BUCKETS_S.indexOf(2) + 1).reduce((sum, count) => sum + count, 0);
  const errorsAreSlow = slow > 0.5 * (1 - goodShare) * spread.total;
  return errorsAreSlow ? rank * goodShare : 1 - goodShare + rank * goodShare;
}

function causesOf({ failures }: Chorus, n: number, j: number): { failure: Failure; count: number }[] {
  return failures
    .filter(({ journeys }) => journeys.includes(j))
    .map((failure) => ({ failure, count: failure.count(n) }))
    .filter(({ count }) => count > 0.01);
}

function causeAt(causes: readonly { failure: Failure; count: number }[], share: number): Failure | null {
  let left = share * causes.reduce((sum, { count }) => sum + count, 0);
  for (const { failure, count } of causes) if ((left -= count) <= 0) return failure;
  return null;
}

/** A quick failure that a request of this journey may have met at the first attempt, if calls were made again. */
export function hiccupOf(chorus: Chorus, { n }: Moment, j: number): Failure | null {
  const quick = causesOf(chorus, n, j).filter(
    ({ failure }) => failure.kind === 'own error' || failure.kind === 'turned away',
  );
  return quick[0]?.failure ?? null;
}

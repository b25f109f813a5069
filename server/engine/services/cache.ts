import { emitChange, emitEvent } from '../announce.ts';
import type { WorldSpec } from '../spec.ts';
import type { World } from '../world.ts';
import { goOn } from './flow.ts';
import type { Link } from './link.ts';
import { failingShare } from './names.ts';
import type { ServiceState, Station } from './station.ts';

/** A key-value cache in front of something slower. What it holds is one figure: the share of look-ups that it can answer. */
export interface CacheState {
  index: number;
  id: string;
  /** Share of look-ups that hit now, 0..1, and the share that a warm one reaches. */
  hitRatio: number;
  target: number;
  /** False while a fault keeps it down; `downS` counts the seconds left of a restart. */
  up: boolean;
  downS: number;
  startedAtS: number;
  /** Look-ups per second of the traffic it was built for: they set the pace of warming. */
  normalPerS: number;
  /** Index of its DNS record, -1 = reached without one. */
  record: number;
  // This second
  hitNow: number;
  missedNow: number;
  filledNow: number;
  // Smoothed, per second
  hitRate: number;
  missRate: number;
  fillRate: number;
  // Cumulative
  hits: number;
  misses: number;
  evictions: number;
}

/** A restart of the process; then it is there, and empty. */
const RESTART_S = 4;
/** Time that a refused connection to a cache that is down costs, s. */
const REFUSED_S = 0.002;
/** Entries that nobody can renew expire this many times slower than healthy traffic fills the cache. */
const EXPIRY = 5;
/** However much traffic there is, keys are filled at most this many times as fast as usual. */
const FASTEST = 3;

/** All caches of a spec, up and warm. */
export function buildCaches(spec: WorldSpec): CacheState[] {
  const rates = lookUpRates(spec);
  return (spec.caches ?? []).map((cache, index) => ({
    index,
    id: cache.id,
    hitRatio: cache.hitRatio,
    target: cache.hitRatio,
    up: true,
    downS: 0,
    startedAtS: -spec.prerollS - 86_400 * 19,
    normalPerS: rates[index]!,
    record: spec.dns?.records.findIndex(({ of }) => of === cache.id) ?? -1,
    hitNow: 0,
    missedNow: 0,
    filledNow: 0,
    hitRate: 0,
    missRate: 0,
    fillRate: 0,
    hits: 0,
    misses: 0,
    evictions: 0,
  }));
}

/** Place of the cache `id` in the spec, -1 = none asked for. Throws on a name that does not exist. */
export function cacheIndex(spec: WorldSpec, id: string | undefined): number {
  if (id === undefined) return -1;
  const index = (spec.caches ?? []).findIndex((cache) => cache.id === id);
  if (index < 0) throw new Error(`there is no cache "${id}"`);
  return index;
}

/**
 * `amount` requests look into the cache of `link` before they call: hits go on at once.
 * @returns the misses, which have to call
 */
export function lookUp(
  world: World,
  service: ServiceState,
  station: Station,
  link: Link,
  j: number,
  amount: number,
  spentS: number,
  cameS: number,
): number {
  const cache = world.caches[link.cache]!;
  const reached = isUp(cache) ? 1 - failingShare(world, cache.record, service, station) : 0;
  const hits = amount * reached * cache.hitRatio;
  cache.hitNow += hits;
  cache.missedNow += amount - hits;
  if (hits > 0) {
    const { hitS } = world.spec.caches![link.cache]!;
    goOn(world, service, station, link, j, hits, spentS + hitS, cameS, hitS);
  }
  return amount - hits;
}

/** What a miss has spent on its look-up, s. */
export function missS(world: World, link: Link): number {
  const cache = world.caches[link.cache]!;
  return isUp(cache) ? world.spec.caches![link.cache]!.hitS : REFUSED_S;
}

/** Share of a link's requests that have to call, 0..1. */
export function missShare(world: World, link: Link): number {
  if (link.cache < 0) return 1;
  const cache = world.caches[link.cache]!;
  return isUp(cache) ? 1 - cache.hitRatio : 1;
}

export function isUp(cache: CacheState): boolean {
  return cache.up && cache.downS === 0;
}

/**
 * End of the second. Only answered misses fill a cache: at the pace of healthy traffic it reaches 1 - 1/e of its target in
 * `fillS`; entries whose renewal fails expire. So a stampede that the callee cannot answer keeps the cache cold.
 */
export function stepCaches(world: World): void {
  for (const cache of world.caches) {
    const { fillS, hitRatio: warm } = world.spec.caches![cache.index]!;
    cache.hits += cache.hitNow;
    cache.misses += cache.missedNow;
    cache.hitRate += 0.2 * (cache.hitNow - cache.hitRate);
    cache.missRate += 0.2 * (cache.missedNow - cache.missRate);
    cache.fillRate += 0.2 * (cache.filledNow - cache.fillRate);
    if (isUp(cache)) {
      const h = cache.hitRatio;
      const expected = cache.normalPerS * (1 - h);
      const pace = expected > 0 ? Math.min(FASTEST, cache.fillRate / expected) : 0;
      const unanswered = cache.missRate > 1e-9 ? Math.max(0, 1 - cache.fillRate / cache.missRate) : 0;
      if (h < cache.target) cache.hitRatio += ((cache.target - h) * pace) / fillS;
      else cache.hitRatio += (cache.target - h) / fillS;
      cache.hitRatio -= (h * unanswered) / (EXPIRY * fillS);
      cache.hitRatio = Math.max(0, Math.min(1, cache.hitRatio));
      if (cache.target < warm) cache.evictions += cache.filledNow * (1 - cache.target / warm);
    } else if (cache.downS > 0 && --cache.downS === 0) comeUp(world, cache);
    cache.hitNow = 0;
    cache.missedNow = 0;
    cache.filledNow = 0;
  }
}

/** FLUSHALL: everything is gone at once, the process stays. */
export function flushCache(world: World, cache: CacheState, author: string): void {
  cache.hitRatio = 0;
  emitChange(world, { kind: 'config', target: cache.id, summary: `${cache.id}: all keys flushed`, author });
  world.raised.push(`flushed.${cache.id}`);
}

/** The process starts again; nothing that it held is there any more. */
export function restartCache(world: World, cache: CacheState, author: string): void {
  takeDown(cache);
  cache.up = true;
  cache.downS = RESTART_S;
  emitChange(world, { kind: 'restart', target: cache.id, summary: `${cache.id} restarted`, author });
  emitEvent(world, cache.id, 'Normal', 'Killing', `Stopping container ${cache.id}`);
}

/** Every look-up misses after a refused connection. */
export function takeDown(cache: CacheState): void {
  cache.up = false;
  cache.hitRatio = 0;
}

function comeUp(world: World, cache: CacheState): void {
  cache.startedAtS = world.nowS;
  emitEvent(world, cache.id, 'Normal', 'Started', `Started container ${cache.id}`);
  world.raised.push(`restarted.${cache.id}`);
}

/** Look-ups per second of each cache when every journey comes at its own rate: follows the calls from the entry. */
function lookUpRates(spec: WorldSpec): number[] {
  const caches = spec.caches ?? [];
  const rates = caches.map(() => 0);
  const look = (id: string | undefined, perS: number): number => {
    const index = cacheIndex(spec, id);
    if (index < 0) return perS;
    rates[index]! += perS;
    return perS * (1 - caches[index]!.hitRatio);
  };
  const visit = (id: string, journey: string, perS: number): void => {
    const service = spec.services.find((one) => one.id === id);
    if (service === undefined) return;
    for (const call of service.calls)
      if (call.journeys === undefined || call.journeys.includes(journey))
        visit(call.to, journey, look(call.cache, perS));
    if (service.pool !== undefined && (service.pool.perRequest?.[journey] ?? 1) > 0) look(service.pool.cache, perS);
  };
  if (caches.length > 0) for (const { id, rate } of spec.journeys) visit(spec.entry, id, rate);
  return rates;
}

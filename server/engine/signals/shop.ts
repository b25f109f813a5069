import type { ShopAnswer, ShopPage } from '../../protocol/signals.ts';
import { fraction, hashPair, hashText } from '../random.ts';
import { chainProblem } from '../services/certificate.ts';
import { increase } from '../telemetry/log-moment.ts';
import type { JourneyState } from '../services/users.ts';
import type { World } from '../world.ts';
import { newestMoment } from './newest.ts';
import { browserWords, failureText, successText } from './shop-texts.ts';
import { failedTraceNear } from './traces.ts';

/** Which journey a page of the shop is part of; a world without it answers with the first journey. */
const JOURNEYS: Record<ShopPage, string> = {
  home: 'browse',
  search: 'browse',
  'sign-in': 'sign-in',
  checkout: 'checkout',
  pay: 'pay',
};

/** Nine points of a service time's spread, in means. */
const SPREAD = [0.5, 0.62, 0.74, 0.84, 0.95, 1.06, 1.22, 1.5, 2.1];

/**
 * What a visitor who opens this page at this second meets: fails as often, and takes as long, as the model has it for all
 * users. The same second and page always answer alike, so that reloading within a second is no second draw.
 */
export function visitShop(world: World, { page }: { page: ShopPage }): ShopAnswer {
  const seed = hashPair(hashText(`${world.seed}/shop/${page}`), world.nowS);
  const journey = world.users.journeys.find(({ id }) => id === JOURNEYS[page]) ?? world.users.journeys[0]!;
  const common = { atS: world.nowS, page, requestId: hex(hashPair(seed, 7)), trace: null };
  const blockedShare = Math.min(journey.failingShare, world.edge?.blockedShare ?? 0);
  const luck = fraction(seed, 1);
  if (luck < blockedShare) return { ...common, ...noConnection(world) };
  if (luck < journey.failingShare) return { ...common, ...failure(world, journey, seed) };
  const seconds = rounded(journey.okS * SPREAD[hashPair(seed, 2) % SPREAD.length]!);
  return { ...common, status: 200, seconds, browserError: null, ...successText(page, hashPair(seed, 3)) };
}

type Met = Omit<ShopAnswer, 'atS' | 'page' | 'requestId' | 'trace'> & { trace?: string | null };

function noConnection(world: World): Met {
  const host = world.spec.edge!.hosts[0];
  const served = host && world.edge!.loaded[host.certificate];
  const problem = served ? chainProblem(served, world.spec.startsAtMs + world.nowS * 1000) : null;
  const up = world.edge!.up;
  return {
    status: null,
    seconds: up ? 0.08 : 0.02,
    ...browserWords(host?.host ?? 'this site', up ? problem : 'refused'),
  };
}

function failure(world: World, journey: JourneyState, seed: number): Met {
  const spec = world.spec.journeys.find(({ id }) => id === journey.id)!;
  const seconds = rounded(Math.max(0.004, journey.failedS));
  // Means of many failures: those at the end of a user's patience got no answer at all.
  if (seconds >= spec.patienceS - 1)
    return { status: null, seconds: spec.patienceS, ...browserWords(world.spec.entry, 'timeout') };
  const status = worstStatus(world, seed);
  return { status, seconds, browserError: null, ...failureText(status), trace: failedTraceNear(world, journey.id) };
}

/** One of the statuses with which the entry has answered badly of late, as often as it did. */
function worstStatus(world: World, seed: number): number {
  const entry = world.services[world.order[0]!]!;
  const counts = [500, 502, 503, 504].map((status) => ({ status, count: recentErrors(world, entry.id, status) }));
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  let left = fraction(seed, 5) * total;
  for (const { status, count } of counts) {
    left -= count;
    if (count > 0 && left <= 0) return status;
  }
  return 503;
}

function rounded(seconds: number): number {
  return Number(seconds.toPrecision(3));
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}

function recentErrors(world: World, service: string, status: number): number {
  return increase(newestMoment(world), 'http_requests_total', { service, code: String(status) });
}

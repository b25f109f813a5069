import type { CustomerVoice } from '../../protocol/signals.ts';
import { fraction, hashPair, hashText } from '../random.ts';
import { increase, valueOf, type Moment } from '../telemetry/log-moment.ts';
import { sampleNumberAt, sampleTimeS } from '../telemetry/series.ts';
import type { World } from '../world.ts';
import { voiceText, type Met } from './customer-texts.ts';
import { quantileOf, spreadOf } from './latency-window.ts';
import { present } from './newest.ts';

/** One in so many failed attempts makes somebody write, call or post. */
const FAILURES_PER_VOICE = 30;
/** At most so many voices per window of five seconds and journey are shown; the rest only counts. */
const MOST_PER_WINDOW = 0.15;
/** Chance per window that somebody writes about something else. */
const NOISE = 0.006;
/** People try again and look for the contact page before they write: seconds after it happened. */
const WRITES_AFTER_S = [15, 140] as const;
const SHOWN = 100;

/**
 * What customers say since `fromS`, oldest first: in proportion to what fails for them, in their words, by what they met.
 * They do not know why. `total` counts also those who are not shown.
 */
export function customersHeard(world: World, { fromS }: { fromS: number }): { voices: CustomerVoice[]; total: number } {
  const voices: CustomerVoice[] = [];
  let unheard = 0;
  const { telemetry } = world;
  const first = Math.max(1, sampleNumberAt(telemetry, fromS - WRITES_AFTER_S[1]));
  for (let n = first; n < telemetry.count; n++) {
    const moment = { world, n, atS: sampleTimeS(telemetry, n) };
    for (let j = 0; j < world.spec.journeys.length; j++) {
      const { expected, voice } = heardOnce(moment, j);
      unheard += Math.max(0, expected - MOST_PER_WINDOW);
      if (voice && voice.atS >= fromS && voice.atS <= world.nowS) voices.push(voice);
    }
  }
  voices.sort((a, b) => a.atS - b.atS);
  return { voices: voices.slice(-SHOWN), total: voices.length + Math.floor(unheard) };
}

/** A window that is closed does not change: it is looked at once per world. */
function heardOnce(moment: Moment, j: number): Heard {
  const known = HEARD.get(moment.world) ?? new Map<number, Heard>();
  HEARD.set(moment.world, known);
  const key = moment.n * 64 + j;
  const found = known.get(key) ?? heardOf(moment, j);
  known.set(key, found);
  return found;
}

const HEARD = new WeakMap<World, Map<number, Heard>>();

interface Heard {
  expected: number;
  voice: CustomerVoice | null;
}

function heardOf(moment: Moment, j: number): Heard {
  const { world, n, atS } = moment;
  const { id: journey } = world.spec.journeys[j]!;
  const seed = hashPair(hashText(`${world.seed}/voices/${journey}`), n);
  const met = metBy(moment, j, fraction(seed, 1));
  const expected = met.unhappy / FAILURES_PER_VOICE;
  const luck = fraction(seed, 2);
  const complains = luck < Math.min(MOST_PER_WINDOW, expected);
  if (!complains && luck < 1 - NOISE / world.spec.journeys.length) return { expected, voice: null };
  const [soonest, latest] = WRITES_AFTER_S;
  const said = voiceText(complains ? met.what : 'something else', journey, hashPair(seed, 4));
  const voice = {
    id: `v${n}-${j}`,
    atS: Math.round(atS + soonest + (latest - soonest) * fraction(seed, 3) * fraction(seed, 5)),
    ...said,
    journey,
  };
  return { expected, voice };
}

/** How many were unhappy in this window, and what one of them met. */
function metBy(moment: Moment, j: number, luck: number): { unhappy: number; what: Met } {
  const { world } = moment;
  const { id: journey, patienceS } = world.spec.journeys[j]!;
  const count = (outcome: string): number => increase(moment, 'journey_requests_total', { journey, outcome });
  const blocked = count('blocked');
  const failed = count('failed');
  const spread = spreadOf(moment, 'journey_duration_seconds', { journey });
  const p95S = spread ? (quantileOf(spread, 0.95) ?? 0) : 0;
  const slow = p95S > 4 && spread ? 0.05 * spread.total : 0;
  const stale = staleReads(moment, journey, count('ok'));
  const unhappy = blocked + failed + slow + stale;
  const at = luck * unhappy;
  if (at < blocked) return { unhappy, what: handshakesFail(moment) ? 'certificate' : 'no connection' };
  if (at < blocked + stale) return { unhappy, what: 'stale' };
  if (at < blocked + stale + slow) return { unhappy, what: 'hang' };
  const hangs = p95S > Math.min(8, 0.5 * patienceS);
  // Whoever paid and saw no answer pays again, and sometimes both went through.
  if (hangs && journey === 'pay' && luck * 1000 - Math.floor(luck * 1000) < 0.2)
    return { unhappy, what: 'charged twice' };
  return { unhappy, what: hangs ? 'hang' : 'error page' };
}

function handshakesFail(moment: Moment): boolean {
  const { edge } = moment.world.spec;
  return edge !== undefined && increase(moment, 'tls_handshakes_total', { edge: edge.id, result: 'failed' }) > 0;
}

/** Readers of a replica that is far behind see yesterday's order: one in ten notices. */
function staleReads(moment: Moment, journey: string, ok: number): number {
  if (journey === 'browse' || journey === 'sign-in') return 0;
  let worst = 0;
  for (const labels of present(moment.world, 'pg_replication_lag_seconds'))
    worst = Math.max(worst, valueOf(moment, 'pg_replication_lag_seconds', { ...labels }) > 20 ? 1 : 0);
  return 0.1 * worst * ok;
}

import { LATENCY_BUCKETS_S } from '../metrics.ts';
import { hashPair } from '../random.ts';
import { STATUS } from '../services/station.ts';
import type { ServiceSpec } from '../spec.ts';
import type { World } from '../world.ts';
import { journeysOf } from './failures.ts';
import type { Voice } from './log-voice.ts';
import { sampleTimeS, seriesIdentity, sortedLabels, valueAt } from './series.ts';
import type { At } from './series-reader.ts';
import { seriesReader } from './series-reader.ts';

type Pods = (n: number) => readonly string[];

/** What a service writes on a good day, and its access log on any day. */
export function serviceVoices(world: World, spec: ServiceSpec, index: number, pods: Pods): Voice[] {
  const { id } = spec;
  const podCount: At = (n) => pods(n).length;
  const unready = unreadyPods(world, id);
  const plain = (
    level: Voice['level'],
    count: At,
    shape: string,
    say: (draw: number, n: number) => ReturnType<Voice['say']>,
  ): Voice => ({ service: id, level, shape, words: '', count, most: 2, pods, say: (n, draw) => say(draw, n) });
  return [
    ...accessVoices(world, index, pods),
    plain(
      'debug',
      // Which pods were unready then is not kept: better no line than one of a pod whose probe failed.
      (n) => (unready(n) > 0 ? 0 : 0.5 * podCount(n)),
      'GET /healthz 200',
      (draw) => ({
        message: 'GET /healthz 200',
        fields: { durationMs: 1 + (draw % 2), userAgent: 'kube-probe/1.29' },
      }),
    ),
    plain(
      'debug',
      (n) => 0.06 * podCount(n),
      'GC pause …ms (young)',
      (draw) => ({
        message: `GC pause ${4 + (draw % 23)}ms (young)`,
        fields: { heapMiB: 180 + (draw % 240) },
      }),
    ),
    plain(
      'info',
      () => 0.05,
      'configuration checked, revision … is current',
      (draw) => ({
        message: `configuration checked, revision ${40 + (draw % 3)} is current`,
      }),
    ),
    plain('info', startsOf(world, id), `starting ${id} …`, (_, n) => ({
      message: `starting ${id} ${newestVersion(world, id, n)}`,
    })),
    plain('info', startsOf(world, id), `listening on :${spec.port ?? 8080}`, () => ({
      message: `listening on :${spec.port ?? 8080}`,
    })),
    plain('warn', unready, 'readiness probe failed: no free worker', () => ({
      message: 'readiness probe failed: no free worker',
      fields: { freeSlots: 0 },
    })),
  ];
}

/** One line per request: status and time as the model counted them. */
function accessVoices(world: World, index: number, pods: Pods): Voice[] {
  const { id } = world.spec.services[index]!;
  const { rise } = seriesReader(world.telemetry);
  const journeys = journeysOf(world, index).map((j) => world.spec.journeys[j]!.id);
  const ok = journeys.map((journey) => rise('journey_requests_total', { journey, outcome: 'ok' }));
  const failed = journeys.map((journey) => rise('journey_requests_total', { journey, outcome: 'failed' }));
  const times = answerTimes(world, id);
  return STATUS.map((status): Voice => {
    const good = status === 200;
    return {
      service: id,
      level: good ? 'info' : status === 500 ? 'error' : 'warn',
      shape: good ? 'request completed' : 'request failed',
      words: [status, ...journeys.map((journey) => `/${journey} ${methodOf(journey)}`)].join(' '),
      count: rise('http_requests_total', { service: id, code: String(status) }),
      most: good ? 4 : 3,
      fixed: { status },
      pods,
      say: (n, draw) => {
        const journey = journeys[weighed(good ? ok : failed, n, draw)] ?? '';
        const durationMs = Math.max(1, Math.round(1000 * times(n, hashPair(draw, 1) / 4294967296, good)));
        const requestId = hashPair(draw, 2).toString(16).padStart(8, '0');
        return {
          message: good ? 'request completed' : 'request failed',
          fields: { method: methodOf(journey), path: `/${journey}`, status, durationMs, journey, requestId },
        };
      },
      ...(good ? {} : { failure: '' }),
    };
  });
}

/** One of the journeys, each as often as it was counted; the first when none was. */
function weighed(counts: readonly At[], n: number, draw: number): number {
  let total = 0;
  for (const count of counts) total += count(n);
  if (total <= 0) return draw % Math.max(1, counts.length);
  let left = (hashPair(draw, 3) / 4294967296) * total;
  for (let i = 0; i < counts.length; i++) if ((left -= counts[i]!(n)) < 0) return i;
  return counts.length - 1;
}

export function methodOf(journey: string): string {
  return /browse|search|home|list|view/.test(journey) ? 'GET' : 'POST';
}

/**
 * A time from the answers that the service's histogram counted in a window, s: well answered requests are the quicker ones
 * when errors are slow, and the slower ones when errors are quick, which the mean tells.
 */
function answerTimes(world: World, service: string): (n: number, luck: number, good: boolean) => number {
  const store = world.telemetry;
  const refs = [...LATENCY_BUCKETS_S.map(String), '+Inf'].map((le) =>
    store.byIdentity.get(seriesIdentity('http_request_duration_seconds_bucket', sortedLabels({ service, le }))),
  );
  const upTo = (b: number, n: number): number => {
    const ref = refs[b];
    if (ref === undefined) return 0;
    return Math.max(0, (valueAt(store, ref, n) ?? 0) - (valueAt(store, ref, n - 1) ?? 0));
  };
  const ok = seriesReader(store).rise('http_requests_total', { service, code: '200' });
  return (n, luck, good) => {
    const total = upTo(refs.length - 1, n);
    if (total <= 0) return 0.005;
    const goodShare = Math.min(1, ok(n) / total);
    const tail = 1 - upTo(SLOW, n) / total;
    const errorsAreSlow = tail > 0.5 * (1 - goodShare);
    const from = good === errorsAreSlow ? 0 : good ? 1 - goodShare : goodShare;
    const width = good ? goodShare : 1 - goodShare;
    return timeAt((from + luck * width) * total, (b) => upTo(b, n), refs.length);
  };
}

/** Index of the bucket of 2 s: beyond it an answer counts as slow. */
const SLOW = LATENCY_BUCKETS_S.indexOf(2);

/** The time of the answer at `rank` among cumulative buckets: between the bounds of its bucket. */
function timeAt(rank: number, upTo: (b: number) => number, buckets: number): number {
  let low = 0;
  let high = buckets - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (upTo(middle) >= rank) high = middle;
    else low = middle + 1;
  }
  const from = low === 0 ? 0.5 * LATENCY_BUCKETS_S[0] : LATENCY_BUCKETS_S[low - 1]!;
  const to = LATENCY_BUCKETS_S[low] ?? from;
  const below = low === 0 ? 0 : upTo(low - 1);
  const within = upTo(low) - below;
  return from + (to - from) * (within > 0 ? Math.max(0, Math.min(1, (rank - below) / within)) : 0);
}

function unreadyPods({ telemetry }: World, service: string): At {
  const refs = podRefs(telemetry, service);
  return (n) => {
    let unready = 0;
    for (const ref of refs) if (valueAt(telemetry, ref, n) === 0) unready++;
    return unready;
  };
}

function podRefs({ byName, series }: World['telemetry'], service: string): number[] {
  return (byName.get('pod_ready') ?? []).filter((ref) => series[ref]!.labels['service'] === service);
}

/** Pods that are in a sample and were not in the one before. */
function startsOf(world: World, service: string): At {
  const { telemetry } = world;
  const refs = podRefs(telemetry, service);
  return (n) => {
    if (n < 1) return 0;
    let started = 0;
    for (const ref of refs)
      if (valueAt(telemetry, ref, n) !== undefined && valueAt(telemetry, ref, n - 1) === undefined) started++;
    return started;
  };
}

function newestVersion({ services, telemetry }: World, id: string, n: number): string {
  const atS = sampleTimeS(telemetry, n);
  const { revisions, versions, version } = services.find((service) => service.id === id)!;
  return revisions.findLast((revision) => revision.atS <= atS)?.version ?? versions[version]!;
}

import type { LogLine } from '../inspect.ts';
import { fraction, hashPair, hashText } from '../random.ts';
import { podSetName } from '../services/build-services.ts';
import type { World } from '../world.ts';
import type { Moment } from './log-moment.ts';
import { increase, podsAt, valueOf } from './log-moment.ts';
import { databaseLines, edgeLines, jobLines } from './log-platform.ts';
import { versionErrors } from './log-version-errors.ts';
import { sampleNumberAt, sampleTimeS } from './series.ts';

/** Which lines are wanted: `fromS` < time <= `toS`; `level` = that level and above; the newest `limit` of them. */
export interface LogQuery {
  service?: string;
  pod?: string;
  fromS: number;
  toS: number;
  level?: LogLine['level'];
  limit: number;
}

/** One kind of line in a window of five seconds: how often it was due, and what it says. */
export interface Voice {
  service: string;
  pods: string[];
  level: LogLine['level'];
  count: number;
  /** Lines shown per window at most: a log store samples too. */
  most: number;
  say: (n: number) => { message: string; fields?: Record<string, string | number> };
}

export const LEVELS: readonly LogLine['level'][] = ['debug', 'info', 'warn', 'error', 'fatal'];

/**
 * Log lines, oldest first, derived when somebody reads: how many of each kind follows from the recorded series, what they
 * say and when from the seed. Nothing is stored, so the same drill always reads the same.
 */
export function logLines(world: World, query: LogQuery): LogLine[] {
  const store = world.telemetry;
  const least = query.level === undefined ? 0 : LEVELS.indexOf(query.level);
  const lines: LogLine[] = [];
  const last = Math.min(store.count - 1, sampleNumberAt(store, query.toS) + 1);
  for (let n = last; n >= 1 && lines.length < query.limit; n--) {
    const atS = sampleTimeS(store, n);
    if (atS <= query.fromS) break;
    const window = linesOf(world, { world, n, atS }, query).filter(
      (line) =>
        line.atS > query.fromS &&
        line.atS <= query.toS &&
        LEVELS.indexOf(line.level) >= least &&
        (query.pod === undefined || line.pod === query.pod),
    );
    for (let i = window.length - 1; i >= 0 && lines.length < query.limit; i--) lines.push(window[i]!);
  }
  return lines.reverse();
}

function linesOf(world: World, moment: Moment, query: LogQuery): LogLine[] {
  const voices: Voice[] = [];
  for (const { id } of world.services)
    if (query.service === undefined || query.service === id) voices.push(...serviceVoices(moment, id));
  voices.push(
    ...[...databaseLines(moment), ...edgeLines(moment), ...jobLines(moment)].filter(
      ({ service }) => query.service === undefined || query.service === service,
    ),
  );
  const seed = hashText(world.seed);
  const lines = voices.flatMap((voice, v) =>
    speak(voice, hashPair(seed ^ hashText(voice.service), moment.n * 64 + v), moment),
  );
  return lines.sort((a, b) => a.atS - b.atS);
}

function speak(voice: Voice, seed: number, { atS, world }: Moment): LogLine[] {
  if (voice.pods.length === 0) return [];
  const whole = Math.floor(voice.count) + (fraction(seed, 1) < voice.count - Math.floor(voice.count) ? 1 : 0);
  return Array.from({ length: Math.min(whole, voice.most) }, (_, i) => {
    const { message, fields } = voice.say(hashPair(seed, 10 + i));
    return {
      // Milliseconds, and never beyond now.
      atS: Math.min(world.nowS, atS - 5 + Math.round(5000 * fraction(seed, 100 + i)) / 1000),
      service: voice.service,
      pod: voice.pods[hashPair(seed, 200 + i) % voice.pods.length]!,
      level: voice.level,
      message,
      fields: fields ?? {},
    };
  });
}

/** What the pods of one service write in a window. */
function serviceVoices(moment: Moment, id: string): Voice[] {
  const { world } = moment;
  const spec = world.spec.services.find((service) => service.id === id)!;
  const pods = podsAt(moment, id);
  const say = (level: Voice['level'], count: number, most: number, text: Voice['say']): Voice => ({
    service: id,
    pods,
    level,
    count,
    most,
    say: text,
  });
  const routes = routesOf(moment, id);
  const voices = [
    say('info', increase(moment, 'http_requests_total', { service: id, code: '200' }), 3, (n) => ({
      message: 'request completed',
      fields: { path: routes[n % routes.length]!, status: 200, duration_ms: 4 + (n % 180), trace: trace(n) },
    })),
    say('debug', 0.3, 1, (n) => ({ message: 'cache refreshed', fields: { entries: 900 + (n % 200) } })),
    say('info', 0.05, 1, (n) => ({ message: 'config reload checked', fields: { revision: 40 + (n % 9) } })),
    say('warn', pods.filter((pod) => valueOf(moment, 'pod_ready', { service: id, pod }) === 0).length, 2, () => ({
      message: 'readiness probe failed: no free worker',
      fields: { free_slots: 0 },
    })),
  ];
  for (const { to, timeoutS } of spec.calls) {
    const errors = (reason: string): number =>
      increase(moment, 'service_call_errors_total', { service: id, to, reason });
    voices.push(
      say('error', errors('timeout'), 4, (n) => ({
        message: `upstream ${to} timed out after ${timeoutS * 1000}ms`,
        fields: { upstream: to, status: 504, trace: trace(n) },
      })),
      say('error', errors('error'), 4, (n) => ({
        message: `upstream ${to} answered an error`,
        fields: { upstream: to, status: 500, trace: trace(n) },
      })),
      say('error', errors('refused'), 4, (n) => ({
        message: `upstream ${to} unavailable: no healthy upstream`,
        fields: { upstream: to, status: 503, trace: trace(n) },
      })),
      say('warn', increase(moment, 'service_call_retries_total', { service: id, to }), 2, (n) => ({
        message: `retrying call to ${to}`,
        fields: { upstream: to, trace: trace(n) },
      })),
    );
  }
  if (spec.pool !== undefined) voices.push(...poolVoices(moment, id, spec.pool, pods, say));
  for (const { version, count, text } of versionErrors(moment, id)) {
    const set = podSetName(id, version);
    const running = pods.filter((pod) => pod.startsWith(set));
    voices.push({
      ...say('error', count, 5, (n) => ({ message: text, fields: { version, trace: trace(n) } })),
      pods: running,
    });
  }
  return voices;
}

/** Paths of the journeys that this service answers, those that succeed in this window. */
function routesOf(moment: Moment, id: string): string[] {
  const { world } = moment;
  const { callers } = world.services.find((service) => service.id === id)!;
  const reached = world.spec.journeys.filter(
    (_, j) =>
      callers.length === 0 || callers.some(({ service, call }) => world.services[service]!.plan[j]!.includes(call)),
  );
  const well = reached.filter(
    ({ id: journey }) => increase(moment, 'journey_requests_total', { journey, outcome: 'ok' }) > 0,
  );
  return (well.length > 0 ? well : reached).map((journey) => `/${journey.id}`);
}

function poolVoices(
  moment: Moment,
  id: string,
  { db, size, acquireTimeoutS }: { db: string; size: number; acquireTimeoutS: number },
  pods: string[],
  say: (level: Voice['level'], count: number, most: number, text: Voice['say']) => Voice,
): Voice[] {
  const labels = { service: id, db };
  const waiting = Math.round(valueOf(moment, 'db_pool_pending', labels) / Math.max(1, pods.length));
  const database = valueOf(moment, 'pg_up', { db }) === 0 ? 1 : 0;
  const spread = (n: number): number => Math.max(0, waiting - 3 + (n % 7));
  return [
    say('error', increase(moment, 'db_pool_timeouts_total', labels), 6, (n) => ({
      message: `connection not available, request timed out after ${acquireTimeoutS * 1000}ms (total=${size}, active=${size}, idle=0, waiting=${spread(n)})`,
      fields: { pool: db, trace: trace(n) },
    })),
    say('warn', waiting >= 1 ? 2 : 0, 2, (n) => ({
      message: `pool exhausted (total=${size}, active=${size}, idle=0, waiting=${spread(n)})`,
      fields: { pool: db },
    })),
    say('error', increase(moment, 'pg_connections_refused_total', { db }) / 4, 4, () => ({
      message: 'FATAL: sorry, too many clients already',
      fields: { pool: db, sqlstate: '53300' },
    })),
    say('error', 6 * database, 6, (n) => ({
      message: n % 2 === 0 ? 'FATAL: the database system is starting up' : `connect ECONNREFUSED ${db}`,
      fields: { pool: db },
    })),
  ];
}

function trace(n: number): string {
  return n.toString(16).padStart(8, '0');
}

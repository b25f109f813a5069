import { hashPair } from '../random.ts';
import { podSetName } from '../services/build-services.ts';
import { pods as readPods } from '../services/read-services.ts';
import { nameMissed } from '../services/names.ts';
import type { CallSpec, ServiceSpec } from '../spec.ts';
import type { World } from '../world.ts';
import type { Failure } from './failures.ts';
import type { Voice } from './log-voice.ts';
import type { At } from './series-reader.ts';
import { seriesReader } from './series-reader.ts';
import { sampleTimeS } from './series.ts';

type Pods = (n: number) => readonly string[];

/** What a service writes when requests fail, in the words of the libraries that such services use. */
export function failureVoices(world: World, index: number, failures: readonly Failure[], pods: Pods): Voice[] {
  const spec = world.spec.services[index]!;
  return [
    ...failures.map((failure) => failureVoice(world, spec, failure, pods)),
    ...poolVoices(world, spec, pods),
    ...retryVoices(world, spec, pods),
    ...breakerVoices(world, spec, pods),
  ];
}

function failureVoice(world: World, spec: ServiceSpec, failure: Failure, pods: Pods): Voice {
  const set = failure.version === null ? '' : podSetName(spec.id, failure.version);
  const isSet = (pod: string): boolean => failure.where === undefined || hasEnv(world, spec.id, pod, failure.where);
  const { shape, words = '', say } = wordsOf(world, spec, failure, pods);
  return {
    service: spec.id,
    level: failure.kind === 'turned away' || failure.kind === 'breaker open' ? 'warn' : 'error',
    shape,
    words,
    count: failure.count,
    most: 5,
    pods: (n) => pods(n).filter((pod) => pod.startsWith(set) && isSet(pod)),
    failure: failure.key,
    say: (n, draw) => {
      const { message, fields } = say(n, draw);
      const requestId = hashPair(draw, 2).toString(16).padStart(8, '0');
      return { message, fields: { ...fields, requestId } };
    },
  };
}

/** What a pod was started with; of one that is gone nobody knows. */
function hasEnv(world: World, service: string, name: string, { key, value }: NonNullable<Failure['where']>): boolean {
  const pod = readPods(world, service).find((each) => each.name === name);
  return pod !== undefined && (pod.env[key] ?? null) === value;
}

interface Words {
  shape: string;
  words?: string;
  say: Voice['say'];
}

function wordsOf(world: World, spec: ServiceSpec, failure: Failure, pods: Pods): Words {
  const to = failure.to ?? '';
  const fixed = (message: string, fields: Record<string, string | number> = {}): Words => ({
    shape: message,
    words: Object.entries(fields).flat().join(' '),
    say: () => ({ message, fields }),
  });
  switch (failure.kind) {
    case 'pool timeout':
      return poolTimeout(world, spec, pods);
    case 'call timeout':
      return callTimeout(world, spec, to);
    case 'call error':
      return {
        shape: `${to}: request failed with status …`,
        words: hostOf(world, to),
        say: (_, draw) => ({
          message: `${to}: request failed with status ${draw % 3 === 0 ? 502 : 500}`,
          fields: { upstream: to, host: hostOf(world, to) },
        }),
      };
    case 'call refused':
      return {
        shape: `connect ECONNREFUSED …: ${to}`,
        words: `${to} ECONNREFUSED`,
        say: (_, draw) => ({
          message: `connect ECONNREFUSED 10.43.${17 + (to.length % 80)}.${10 + (draw % 3)}:${portOf(world, to)}: ${to}`,
          fields: { upstream: to, code: 'ECONNREFUSED' },
        }),
      };
    case 'too many calls':
      return {
        shape: `${to}: request failed with HTTP 429 Too Many Requests, Retry-After: …`,
        words: `${hostOf(world, to)} 429`,
        say: (_, draw) => ({
          message: `${to}: request failed with HTTP 429 Too Many Requests, Retry-After: ${1 + (draw % 5)}`,
          fields: { upstream: to, host: hostOf(world, to), status: 429 },
        }),
      };
    case 'breaker open':
      return fixed(`circuit breaker for ${to} is open: call not made`, { upstream: to, breaker: 'open' });
    case 'turned away':
      return fixed('overloaded: request rejected by admission control', { status: 503 });
    case 'no such name': {
      const guess = hostOf(world, spec.calls[0]?.to ?? spec.pool?.db ?? 'upstream');
      return {
        shape: `getaddrinfo ${failure.text} …`,
        words: (world.spec.dns?.records ?? []).map(({ name }) => name).join(' '),
        say: (n) => {
          const host = nameMissed(world, failure.service, sampleTimeS(world.telemetry, n)) ?? guess;
          return { message: `getaddrinfo ${failure.text} ${host}`, fields: { code: failure.text, host } };
        },
      };
    }
    case 'too many clients':
      return fixed('FATAL: sorry, too many clients already', { sqlstate: '53300' });
    case 'own error':
      return fixed(failure.text, { status: failure.status });
  }
}

/** The words of HikariCP, or of pg-pool where the service is written for Node, with the figures of the pool that refuses. */
function poolTimeout(world: World, spec: ServiceSpec, pods: Pods): Words {
  const { db, size, acquireTimeoutS } = spec.pool!;
  const waiting = waitingPerPod(world, spec, pods);
  const [before, after] = isNode(spec)
    ? [
        `Error: timeout exceeded when trying to connect after ${acquireTimeoutS * 1000}ms (total=${size} idle=0 waiting=`,
        ')',
      ]
    : [
        `HikariPool-1 - Connection is not available, request timed out after ${acquireTimeoutS * 1000}ms (total=${size}, active=${size}, idle=0, waiting=`,
        ')',
      ];
  return {
    shape: `${before}…${after}`,
    words: db,
    say: (n, draw) => ({ message: `${before}${waiting(n, draw)}${after}`, fields: { pool: db } }),
  };
}

/** Its error texts give away what it is written in. */
function isNode({ versions }: ServiceSpec): boolean {
  return Object.values(versions).some(
    ({ errors, needsEnv }) =>
      needsEnv !== undefined || Object.values(errors ?? {}).some(({ log }) => /\.js:|TypeError/.test(log)),
  );
}

function waitingPerPod(world: World, { id, pool }: ServiceSpec, pods: Pods): (n: number, draw: number) => number {
  const pending = seriesReader(world.telemetry).value('db_pool_pending', { service: id, db: pool!.db });
  return (n, draw) => Math.max(0, Math.round(pending(n) / Math.max(1, pods(n).length)) - 3 + (draw % 7));
}

function callTimeout(world: World, spec: ServiceSpec, to: string): Words {
  const { timeoutS } = spec.calls.find((call) => call.to === to) as CallSpec;
  const ms = Math.round(1000 * timeoutS);
  const isEntry = world.spec.entry === spec.id;
  const message = isEntry
    ? `upstream timed out (110: Connection timed out) while reading response header from upstream: "http://${hostOf(world, to)}:${portOf(world, to)}"`
    : `upstream ${to} did not answer within ${ms}ms`;
  const fields = { upstream: to, timeoutMs: ms };
  return { shape: message, words: `${to} ${ms}`, say: () => ({ message, fields }) };
}

/** A pool that runs dry warns before anybody gives up; a database that refuses or is away answers at once. */
function poolVoices(world: World, spec: ServiceSpec, pods: Pods): Voice[] {
  if (spec.pool === undefined) return [];
  const { db, size, user } = spec.pool;
  const { value, rise } = seriesReader(world.telemetry);
  const pending = value('db_pool_pending', { service: spec.id, db });
  const waiting = waitingPerPod(world, spec, pods);
  const up = value('pg_up', { db });
  const refused = rise('pg_connections_refused_total', { db });
  const locks = value('pg_locks_waiting', { db });
  const base = { service: spec.id, pods, words: db };
  return [
    {
      ...base,
      level: 'warn',
      shape: `pool exhausted (total=${size}, active=${size}, idle=0, waiting=…)`,
      count: (n) => (Math.round(pending(n) / Math.max(1, pods(n).length)) >= 1 ? 0.4 * pods(n).length : 0),
      most: 2,
      say: (n, draw) => ({
        message: `pool exhausted (total=${size}, active=${size}, idle=0, waiting=${waiting(n, draw)})`,
        fields: { pool: db },
      }),
    },
    {
      ...base,
      level: 'error',
      shape: 'FATAL: sorry, too many clients already',
      count: (n) => refused(n) / 4,
      most: 4,
      say: () => ({ message: 'FATAL: sorry, too many clients already', fields: { pool: db, sqlstate: '53300' } }),
    },
    {
      ...base,
      level: 'error',
      shape: `connect ECONNREFUSED ${db}`,
      count: (n) => (up(n) === 0 ? 3 : 0),
      most: 3,
      say: () => ({ message: `connect ECONNREFUSED ${db}`, fields: { pool: db } }),
    },
    {
      ...base,
      level: 'error',
      shape: 'FATAL: the database system is starting up',
      count: (n) => (up(n) === 0 ? 3 : 0),
      most: 3,
      say: () => ({ message: 'FATAL: the database system is starting up', fields: { pool: db, sqlstate: '57P03' } }),
    },
    {
      ...base,
      level: 'warn',
      shape: 'slow query: … ms',
      words: `${db} ${user}`,
      count: (n) => Math.min(6, locks(n) / 10),
      most: 2,
      say: (_, draw) => ({
        message: `slow query: ${5000 + (draw % 24_000)} ms`,
        fields: { pool: db, statement: spec.pool!.query.slice(0, 60) },
      }),
    },
  ];
}

function retryVoices(world: World, spec: ServiceSpec, pods: Pods): Voice[] {
  const { rise } = seriesReader(world.telemetry);
  return [...new Set(spec.calls.filter(({ retries }) => retries > 0).map(({ to }) => to))].map((to): Voice => {
    const count: At = rise('service_call_retries_total', { service: spec.id, to });
    return {
      service: spec.id,
      level: 'warn',
      shape: `retrying ${to}, attempt …`,
      words: to,
      count,
      most: 3,
      pods,
      say: (_, draw) => ({
        message: `retrying ${to}, attempt ${2 + (draw % 5 === 0 ? 1 : 0)}`,
        fields: { upstream: to },
      }),
    };
  });
}

/** A breaker says so when it turns. */
function breakerVoices(world: World, spec: ServiceSpec, pods: Pods): Voice[] {
  const { value } = seriesReader(world.telemetry);
  return [...new Set(spec.calls.filter(({ breaker }) => breaker).map(({ to }) => to))].flatMap((to): Voice[] => {
    const open = value('service_breaker_open', { service: spec.id, to });
    const turns =
      (opens: boolean): At =>
      (n) =>
        open(n) > 0 !== open(n - 1) > 0 && open(n) > 0 === opens ? pods(n).length : 0;
    const said = (opens: boolean): Voice => {
      const message = `circuit breaker for ${to} ${opens ? 'opened' : 'closed'}`;
      const fields = { upstream: to, breaker: opens ? 'open' : 'closed' };
      return {
        service: spec.id,
        level: opens ? 'warn' : 'info',
        shape: message,
        words: to,
        count: turns(opens),
        most: 8,
        pods,
        say: () => ({ message, fields }),
      };
    };
    return [said(true), said(false)];
  });
}

export function hostOf({ spec }: World, id: string): string {
  const party = spec.thirdParties?.find((each) => each.id === id);
  const database = spec.databases.find((each) => each.id === id);
  return party?.host ?? database?.host ?? spec.services.find((each) => each.id === id)?.host ?? id;
}

function portOf({ spec }: World, id: string): number {
  if (spec.thirdParties?.some((each) => each.id === id) === true) return 443;
  return spec.services.find((each) => each.id === id)?.port ?? 8080;
}

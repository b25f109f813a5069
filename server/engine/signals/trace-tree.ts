import { fraction, hashPair } from '../random.ts';
import type { CallSpec, PoolSpec } from '../spec.ts';
import type { Failure } from '../telemetry/failures.ts';
import { hostOf } from '../telemetry/log-failures.ts';
import { methodOf } from '../telemetry/log-service.ts';
import type { World } from '../world.ts';
import { failureMs, hitShare, retriesIn, vendorMs, type TraceState } from './trace-state.ts';

/** A span before it has a place in time: children follow each other, `ownMs` is its time in none of them. */
export interface Draft {
  service: string;
  name: string;
  ownMs: number;
  error: string | null;
  tags: Record<string, string>;
  children: Draft[];
  /** How much it may be what a slow request waited for: the rest of a longer request goes there. */
  blame: number;
  /** Pause of the parent before it begins, ms: a part of the parent's own time. */
  pauseMs?: number;
  /** The longest that it can wait, ms. */
  mostMs: number;
}

/** One request of a journey: its seed, and how it fails, if it does. */
export interface Request {
  j: number;
  draw: number;
  failure: Failure | null;
  /** Says how the failure reads in a log, for the span that carries it. */
  text: string;
  /** A call that is made again because its first attempt failed in this way, quickly. */
  hiccup: Failure | null;
}

/** The spans of a request as the model sends it through the services, with the usual times of this window. */
export function draftRequest(world: World, state: TraceState, request: Request): Draft {
  const entry = world.order[0]!;
  const inside = serviceSpan(world, state, entry, request, request.draw);
  const { edge } = world.spec;
  if (edge === undefined) return inside;
  const host = edge.hosts[0]?.host ?? edge.id;
  const journey = world.spec.journeys[request.j]!.id;
  const proxy = span(edge.id, `${methodOf(journey)} https://${host}/${journey}`, 1, { 'server.address': host });
  proxy.children.push(inside);
  return proxy;
}

function span(service: string, name: string, ownMs: number, tags: Record<string, string> = {}): Draft {
  return { service, name, ownMs, error: null, tags, children: [], blame: 0, mostMs: Number.POSITIVE_INFINITY };
}

function serviceSpan(world: World, state: TraceState, index: number, request: Request, draw: number): Draft {
  const spec = world.spec.services[index]!;
  const { ownMs, slotMs, cpu, version } = state.services[index]!;
  const journey = world.spec.journeys[request.j]!.id;
  const made = span(spec.id, `${methodOf(journey)} /${journey}`, ownMs * varied(draw, index));
  const { failure } = request;
  const failsHere = failure?.service === index ? failure : null;
  made.tags = { version: failsHere?.version ?? version, 'http.status_code': '200' };
  made.blame = cpu > 0.85 ? 0.05 + (cpu - 0.85) : 0.001;
  if (slotMs > 2) made.children.push(waiting(spec.id, 'wait for a worker', slotMs, Number.POSITIVE_INFINITY));
  if (failsHere && (failsHere.to === null || failsHere.kind === 'no such name')) {
    if (failsHere.kind === 'turned away') made.ownMs = 0.5;
    if (failsHere.kind === 'no such name') made.children.push(failing('dns', 'look up a name', 6, request.text));
    return failed(made, failsHere.status, request.text);
  }
  for (const link of world.services[index]!.plan[request.j]!) {
    const call = spec.calls[link];
    const error = call
      ? makeCall(world, state, made, index, call, request, hashPair(draw, link))
      : usePool(world, state, made, index, spec.pool!, request, hashPair(draw, 77));
    if (error) return failed(made, error.status, error.text);
  }
  return made;
}

interface Ended {
  status: number;
  text: string;
}

/** Attempts of one call. Returns how the caller ends when none succeeds. */
function makeCall(
  world: World,
  state: TraceState,
  caller: Draft,
  index: number,
  call: CallSpec,
  request: Request,
  draw: number,
): Ended | null {
  const { failure } = request;
  if (call.cache !== undefined && lookUp(world, state, caller, call.cache, draw)) return null;
  const own = failure?.service === index && failure.to === call.to ? failure : null;
  const callee = world.spec.services.findIndex(({ id }) => id === call.to);
  const inside = failure !== null && own === null && callee >= 0 && reaches(world, callee, failure.service, request.j);
  if (own === null && !inside) {
    const hiccup = request.hiccup;
    const hiccups =
      hiccup !== null && callee >= 0 && reaches(world, callee, hiccup.service, request.j) && call.retries > 0;
    if (hiccups) {
      caller.children.push(serviceSpan(world, state, callee, { ...request, failure: hiccup, text: hiccup.text }, draw));
    }
    const made = attempt(world, state, call, callee, request, hashPair(draw, 1));
    if (hiccups) {
      made.pauseMs = 1000 * Math.min(0.2, call.backoffS);
      caller.ownMs += made.pauseMs;
    }
    caller.children.push(made);
    return null;
  }
  if (own?.kind === 'breaker open') {
    caller.children.push(failing(call.to, 'circuit breaker', 0.125, request.text));
    return { status: own.status, text: request.text };
  }
  const lasts = failureMs(world, state, failure!);
  const again = call.retries > 0 && (lasts <= 3000 || call.retrySlow === true);
  const attempts = again && retriesIn(state, world.spec.services[index]!.id, call) > 0 ? call.retries + 1 : 1;
  for (let i = 0; i < attempts; i++) {
    const pauseMs = i > 0 ? 1000 * Math.min(1, call.backoffS) : 0;
    caller.ownMs += pauseMs;
    const made = own
      ? failedAttempt(world, state, call, callee, own, request, hashPair(draw, i))
      : serviceSpan(world, state, callee, request, hashPair(draw, i));
    if (pauseMs > 0) made.pauseMs = pauseMs;
    if (attempts > 1) made.tags = { ...made.tags, attempt: String(i + 1) };
    caller.children.push(made);
  }
  const status = own?.status ?? (failure!.status === 504 ? 504 : 502);
  return {
    status: own ? status : failure!.status,
    text: own ? request.text : `${call.to} answered ${failure!.status}`,
  };
}

function attempt(
  world: World,
  state: TraceState,
  call: CallSpec,
  callee: number,
  request: Request,
  draw: number,
): Draft {
  if (callee >= 0) return serviceSpan(world, state, callee, { ...request, failure: null, hiccup: null }, draw);
  const usual = 1000 * (world.spec.thirdParties?.find(({ id }) => id === call.to)?.latencyS ?? 0.1);
  const ms = Math.min(1000 * call.timeoutS, vendorMs(world, state, call.to) * varied(draw, 3));
  const made = span(call.to, `POST https://${hostOf(world, call.to)}`, ms, { 'span.kind': 'client' });
  made.blame = Math.max(0, ms - 1.5 * usual) / 1000;
  made.mostMs = 1000 * call.timeoutS;
  return made;
}

function failedAttempt(
  world: World,
  state: TraceState,
  call: CallSpec,
  callee: number,
  failure: Failure,
  request: Request,
  draw: number,
): Draft {
  if (failure.kind !== 'call timeout' || callee < 0) {
    const name = callee < 0 ? `POST https://${hostOf(world, call.to)}` : `connect ${call.to}`;
    return failing(call.to, name, failureMs(world, state, failure), request.text);
  }
  // The callee was still at work when its caller gave up: what it waits for takes the rest.
  const made = serviceSpan(world, state, callee, { ...request, failure: null, hiccup: null }, draw);
  stretch(made, 1000 * call.timeoutS);
  made.error = `canceled: the caller gave up after ${Math.round(1000 * call.timeoutS)}ms`;
  made.tags = { ...made.tags, 'http.status_code': '499' };
  return made;
}

function usePool(
  world: World,
  state: TraceState,
  caller: Draft,
  index: number,
  pool: PoolSpec,
  request: Request,
  draw: number,
): Ended | null {
  const { failure, j } = request;
  if (pool.cache !== undefined && lookUp(world, state, caller, pool.cache, draw)) return null;
  const { id } = world.spec.services[index]!;
  const { poolMs, longestMs, queryMs, lockMs } = state.services[index]!;
  const mostMs = 1000 * pool.acquireTimeoutS;
  if (failure?.service === index && failure.kind === 'pool timeout') {
    caller.children.push(failing(id, 'wait for a connection', mostMs, request.text, { pool: pool.db }));
    return { status: failure.status, text: request.text };
  }
  const wait = waiting(id, 'wait for a connection', Math.min(mostMs, poolMs * varied(draw, 5)), mostMs);
  wait.blame = longestMs / 1000;
  wait.tags = { pool: pool.db };
  const journey = world.spec.journeys[j]!.id;
  const statement = pool.queries?.[journey] ?? pool.query;
  const query = span(pool.db, spanName(statement), queryMs * varied(draw, 6), {
    'db.system': 'postgresql',
    'db.user': pool.user,
  });
  if (lockMs > 0)
    query.children.push(waiting(pool.db, 'wait for a lock', lockMs * varied(draw, 8), Number.POSITIVE_INFINITY));
  caller.children.push(wait, query);
  return null;
}

/** Span names are short; a cut one says so. */
function spanName(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 59).trimEnd()}…`;
}

/** A look-up in a cache; true when it answers, so that nobody else is asked. */
function lookUp(world: World, state: TraceState, caller: Draft, cache: string, draw: number): boolean {
  const spec = world.spec.caches?.find(({ id }) => id === cache);
  const hit = fraction(draw, 9) < hitShare(world, state, cache);
  const made = span(cache, spanName(`GET ${spec?.holds ?? 'key'}`), 1000 * (spec?.hitS ?? 0.001), {
    'cache.hit': String(hit),
  });
  caller.children.push(made);
  return hit;
}

function waiting(service: string, name: string, ms: number, mostMs: number): Draft {
  return { ...span(service, name, ms), blame: ms / 1000, mostMs };
}

function failing(service: string, name: string, ms: number, error: string, tags: Record<string, string> = {}): Draft {
  return { ...span(service, name, ms, tags), error, mostMs: ms };
}

function failed(made: Draft, status: number, error: string): Draft {
  made.error = error;
  made.tags = { ...made.tags, 'http.status_code': String(status) };
  return made;
}

/** Whether a journey's requests at one service can come to another. */
export function reaches(world: World, from: number, to: number, j: number): boolean {
  if (from === to) return true;
  return world.services[from]!.plan[j]!.some((link) => {
    const callee = world.spec.services[from]!.calls[link]?.to;
    const index = world.spec.services.findIndex(({ id }) => id === callee);
    return index >= 0 && reaches(world, index, to, j);
  });
}

/** A service time is never the same twice: around 1. */
function varied(draw: number, k: number): number {
  return 0.7 + 0.6 * fraction(draw, k) * (0.5 + fraction(draw, k + 20));
}

/** Lets a request take `totalMs`: what it waits for takes more, or everything takes less. */
export function stretch(root: Draft, totalMs: number): void {
  const all = flat(root);
  const now = all.reduce((sum, { ownMs }) => sum + ownMs, 0);
  if (now >= totalMs || all.every(({ blame }) => blame < 0.02)) {
    const given = all.reduce((sum, { ownMs, error }) => sum + (error === null ? 0 : ownMs), 0);
    const factor = now > given ? Math.max(0, totalMs - given) / (now - given) : 0;
    for (const each of all) if (each.error === null) each.ownMs *= factor;
    return fillUp(all, totalMs);
  }
  let left = totalMs - now;
  for (const each of [...all].sort((a, b) => b.blame - a.blame)) {
    if (each.error !== null) continue;
    const more = Math.min(left, each.mostMs - each.ownMs);
    each.ownMs += more;
    left -= more;
    if (left <= 0) return;
  }
}

/** After scaling around spans whose time is given: the rest goes to the outermost one that has none. */
function fillUp(all: Draft[], totalMs: number): void {
  const now = all.reduce((sum, { ownMs }) => sum + ownMs, 0);
  const first = all.find(({ error }) => error === null);
  if (first && now < totalMs) first.ownMs += totalMs - now;
}

export function flat(root: Draft): Draft[] {
  return [root, ...root.children.flatMap(flat)];
}

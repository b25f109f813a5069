import type { CallSpec, ServiceSpec, WorldSpec } from '../spec.ts';
import type { World } from '../world.ts';
import { calleeIndex } from './build-services.ts';
import { cacheIndex } from './cache.ts';
import type { Link } from './link.ts';
import { createLink } from './link.ts';
import { recordIndex } from './names.ts';
import { NOTHING } from './queue.ts';
import type { ServiceState, Station } from './station.ts';

/** Retries that a variable may ask for at most: beyond it a value is somebody's typing error. */
const MOST_RETRIES = 10;

/** How a process calls: what the spec says, and what variables of its environment say instead. */
export function callSettings(call: CallSpec, environment: Readonly<Record<string, string>>): CallSpec {
  const { env } = call;
  if (env === undefined) return call;
  const timeoutMs = readNumber(env.timeoutMs, environment);
  const retries = readNumber(env.retries, environment);
  const breaker = env.breaker === undefined ? undefined : environment[env.breaker];
  const settings = { ...call };
  if (timeoutMs !== null && timeoutMs > 0) settings.timeoutS = timeoutMs / 1000;
  if (retries !== null) settings.retries = Math.min(MOST_RETRIES, Math.floor(retries));
  if (breaker === 'off' || breaker === 'false') delete settings.breaker;
  else if (breaker === 'on' || breaker === 'true') settings.breaker ??= { ...USUAL_BREAKER };
  return settings;
}

/** What a library does when it is only switched on. */
const USUAL_BREAKER = { errorShare: 0.5, minRate: 1, openS: 20 };

/** The link of one call in a process with this environment. */
export function buildCall(
  spec: WorldSpec,
  index: number,
  call: CallSpec,
  environment: Readonly<Record<string, string>>,
): Link {
  const callee = calleeIndex(spec, call.to);
  const places = { cache: cacheIndex(spec, call.cache), record: recordIndex(spec, call.to) };
  return createLink(index, callee, spec.journeys.length, callSettings(call, environment), callee < 0, places);
}

/** A process has started: its calls are made as its environment says. Nothing is under way yet. */
export function applyCallSettings(world: World, service: ServiceState, station: Station): void {
  world.spec.services[service.index]!.calls.forEach((call, index) => {
    const link = station.links[index]!;
    if (call.env !== undefined && link.outTotal <= NOTHING && link.retryTotal <= NOTHING)
      Object.assign(link, buildCall(world.spec, index, call, station.environment));
    const forced = service.forced[index]!;
    if (link.breaker === null || forced === null) return;
    link.breaker.forced = forced;
    link.breaker.state = forced;
  });
}

/** Replicas may come to differ by more than their version: then a tier cannot be stepped as one station. */
export function podsDiffer(spec: WorldSpec, service: ServiceSpec): boolean {
  return (
    service.pool !== undefined ||
    service.calls.some((call) => call.env !== undefined) ||
    spec.faults.some((fault) => driftsIn(fault.machine, service.id))
  );
}

/** A fault's machine changes the configuration of single pods of the service. */
function driftsIn(node: unknown, service: string): boolean {
  if (typeof node !== 'object' || node === null) return false;
  const { type, params } = node as { type?: unknown; params?: { service?: unknown } };
  if (type === 'pod.config' && params?.service === service) return true;
  return Object.values(node).some((child) => driftsIn(child, service));
}

function readNumber(name: string | undefined, environment: Readonly<Record<string, string>>): number | null {
  const text = name === undefined ? undefined : environment[name];
  return text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}

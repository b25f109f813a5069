import type { VersionSpec } from '../spec.ts';
import type { World } from '../world.ts';
import type { Behaviour, ServiceState } from './station.ts';

/** What a version does in this environment, with these flags, on this schema. Journeys are indexed as in the spec. */
export function behaviourOf(
  world: World,
  service: ServiceState,
  version: number,
  environment: Record<string, string>,
): Behaviour {
  const spec = world.spec.services[service.index]!;
  const id = service.versions[version]!;
  const code = spec.versions[id]!;
  const journeys = world.spec.journeys;
  const behaviour: Behaviour = {
    timeS: code.timeS,
    cpuS: code.cpuS,
    leakShare: service.leaks[id] ?? code.leakShare ?? 0,
    errorShare: new Float64Array(journeys.length),
    errorStatus: new Float64Array(journeys.length).fill(500),
    errorLog: journeys.map(() => ''),
    failsAny: false,
  };
  const missing = (code.needsEnv ?? []).filter((name) => environment[name] === undefined || environment[name] === '');
  if (code.needsEnv === undefined || missing.length > 0) applyErrors(world, behaviour, code);
  if (missing.length > 0 && code.errors === undefined) {
    fail(world, behaviour, '*', 1, 500, `Error: required environment variable ${missing[0]!} is not set`);
  }
  const { schema } = code;
  if (schema !== undefined && spec.pool !== undefined) {
    const database = world.databases.find((db) => db.id === spec.pool?.db);
    if (database !== undefined && database.schemaVersion !== schema.needs) {
      fail(world, behaviour, '*', schema.errorShare, schema.status, schema.log);
    }
  }
  for (const trip of service.trips) {
    if (trip.version === id || trip.version === '*')
      fail(world, behaviour, trip.journey, trip.share, trip.status, trip.log);
  }
  return behaviour;
}

/** Call after a flag, a schema or a trip changed: running processes see those at once. */
export function refreshBehaviours(world: World): void {
  for (const service of world.services) {
    for (const station of service.stations) {
      station.behaviour = behaviourOf(world, service, station.version, station.environment);
    }
  }
}

function applyErrors(world: World, behaviour: Behaviour, code: VersionSpec): void {
  for (const [journey, error] of Object.entries(code.errors ?? {})) {
    if (error.flag !== undefined && world.flags[error.flag] !== true) continue;
    fail(world, behaviour, journey, error.share, error.status, error.log);
  }
}

/** Two causes on one journey do not add up: the worse one counts. */
function fail(world: World, behaviour: Behaviour, journey: string, share: number, status: number, log: string): void {
  world.spec.journeys.forEach(({ id }, j) => {
    if ((journey !== '*' && journey !== id) || share <= behaviour.errorShare[j]!) return;
    behaviour.errorShare[j] = share;
    behaviour.errorStatus[j] = status;
    behaviour.errorLog[j] = log;
    behaviour.failsAny = true;
  });
}

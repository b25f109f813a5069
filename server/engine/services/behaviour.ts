import type { VersionSpec } from '../spec.ts';
import type { World } from '../world.ts';
import { planOf } from './build-services.ts';
import { createWork } from './link.ts';
import type { DiskState } from './disk.ts';
import type { Behaviour, ServiceState, Station } from './station.ts';

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
  const ownS = code.timeS * service.slowness;
  const behaviour: Behaviour = {
    timeS: ownS < 1 ? ownS : 0,
    workS: ownS < 1 ? 0 : ownS,
    cpuS: (service.costs?.[id] ?? code.cpuS) * service.slowness,
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
  for (const disk of world.disks) if (disk.full && disk.of === service.id) failWrites(world, behaviour, disk);
  for (const trip of service.trips) {
    const { where } = trip;
    if (where !== undefined && (environment[where.key] ?? null) !== where.value) continue;
    if (trip.version === id || trip.version === '*')
      fail(world, behaviour, trip.journey, trip.share, trip.status, trip.log);
  }
  return behaviour;
}

/** Call after a flag, a schema or a trip changed: running processes see those at once. */
export function refreshBehaviours(world: World): void {
  for (const service of world.services) {
    service.plan = planCalls(world, service);
    for (const station of service.stations) behave(world, service, station);
  }
}

/** A station takes on what its version does in its environment. */
export function behave(world: World, service: ServiceState, station: Station): void {
  station.behaviour = behaviourOf(world, service, station.version, station.environment);
  if (station.behaviour.workS <= 0) return;
  station.work ??= createWork(world.users.journeys.length);
  world.delays = true;
}

/** Calls behind a flag that is off are not made. */
function planCalls(world: World, service: ServiceState): number[][] {
  const spec = world.spec.services[service.index]!;
  return world.spec.journeys.map(({ id }) =>
    planOf(spec, id).filter((call) => {
      const flag = spec.calls[call]?.flag;
      return flag === undefined || world.flags[flag] === true;
    }),
  );
}

function applyErrors(world: World, behaviour: Behaviour, code: VersionSpec): void {
  for (const [journey, error] of Object.entries(code.errors ?? {})) {
    if (error.flag !== undefined && world.flags[error.flag] !== true) continue;
    fail(world, behaviour, journey, error.share, error.status, error.log);
  }
}

/** Nothing can be written to a full disk: the journeys that need it fail. */
function failWrites(world: World, behaviour: Behaviour, disk: DiskState): void {
  const journeys = world.spec.disks![disk.index]!.journeys ?? ['*'];
  for (const journey of journeys)
    fail(world, behaviour, journey, 1, 500, 'Error: ENOSPC: no space left on device, write');
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

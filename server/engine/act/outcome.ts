import type { DatabaseState } from '../services/database.ts';
import type { ServiceState } from '../services/station.ts';
import type { World } from '../world.ts';

/** What the simulated system itself said to an action. */
export interface Outcome {
  ok: boolean;
  message: string;
}

export function withService(world: World, id: string, then: (service: ServiceState) => Outcome): Outcome {
  const service = world.services.find((candidate) => candidate.id === id);
  return service === undefined ? refused(`deployments.apps "${id}" not found`) : then(service);
}

export function withDatabase(world: World, id: string, then: (database: DatabaseState) => Outcome): Outcome {
  const database = world.databases.find((candidate) => candidate.id === id);
  return database === undefined ? refused(`no database "${id}"`) : then(database);
}

export function withEdge(world: World, id: string, then: () => Outcome): Outcome {
  return world.edge?.id === id ? then() : refused(`no edge "${id}"`);
}

export function done(message: string): Outcome {
  return { ok: true, message };
}

export function refused(message: string): Outcome {
  return { ok: false, message };
}

import type { DatabaseState } from '../services/database.ts';
import type { ServiceState } from '../services/station.ts';
import type { World } from '../world.ts';

/** Parameters as a scenario writes them; read with `text`, `number` and so on, which name what is wrong. */
export type Params = Readonly<Record<string, unknown>>;

export interface ActionWord {
  /** name → meaning; a name that ends in "?" may be left out. */
  params: Readonly<Record<string, string>>;
  meaning: string;
  run: (world: World, params: Params) => void;
}

export interface GuardWord {
  params: Readonly<Record<string, string>>;
  meaning: string;
  holds: (world: World, params: Params) => boolean;
}

/** Author of what a fault does by itself, as /whatchanged shows it. */
export const AUTHOR = 'automation';

export function serviceOf(world: World, params: Params): ServiceState {
  const id = text(params, 'service');
  const service = world.services.find((candidate) => candidate.id === id);
  if (service === undefined) throw new Error(`there is no service "${id}"`);
  return service;
}

export function jobOf(world: World, params: Params): World['jobs'][number] {
  const id = text(params, 'job');
  const job = world.jobs.find((candidate) => candidate.id === id);
  if (job === undefined) throw new Error(`there is no job "${id}"`);
  return job;
}

export function databaseOf(world: World, params: Params): DatabaseState {
  const id = text(params, 'db');
  const database = world.databases.find((candidate) => candidate.id === id);
  if (database === undefined) throw new Error(`there is no database "${id}"`);
  return database;
}

export function text(params: Params, name: string, otherwise?: string): string {
  const value = params[name] ?? otherwise;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw new Error(`parameter "${name}" must be a text`);
}

export function number(params: Params, name: string, otherwise?: number): number {
  const value = params[name] ?? otherwise;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new Error(`parameter "${name}" must be a number`);
}

import type { World } from '../world.ts';
import type { DatabaseState } from './database.ts';
import { needsRestart } from './setting-list.ts';

/** SIGHUP: what ALTER SYSTEM wrote takes effect, but for what only a start can change. Returns the names that changed. */
export function readWrittenSettings(world: World, database: DatabaseState): string[] {
  const names = Object.keys(database.writtenSettings);
  for (const name of names) {
    const value = database.writtenSettings[name]!;
    if (needsRestart(name)) database.restartSettings[name] = value;
    else put(world, database, name, value);
  }
  database.writtenSettings = {};
  return names;
}

/** A starting server reads everything. */
export function readSettingsAtStart(world: World, database: DatabaseState): void {
  for (const [name, value] of Object.entries({ ...database.restartSettings, ...database.writtenSettings }))
    put(world, database, name, value);
  database.restartSettings = {};
  database.writtenSettings = {};
}

function put(world: World, database: DatabaseState, name: string, value: string | null): void {
  const spec = world.spec.databases[database.index]!;
  const initial = spec.settings[name];
  if (name === 'max_connections') database.maxConnections = value === null ? spec.maxConnections : Number(value);
  else if (value !== null) database.settings[name] = value;
  else if (initial !== undefined) database.settings[name] = initial;
  else Reflect.deleteProperty(database.settings, name);
}

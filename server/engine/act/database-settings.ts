import { emitChange } from '../announce.ts';
import type { Action } from '../input.ts';
import type { DatabaseState } from '../services/database.ts';
import { readWrittenSettings } from '../services/server-settings.ts';
import { needsRestart } from '../services/setting-list.ts';
import type { World } from '../world.ts';
import type { Outcome } from './outcome.ts';
import { done, refused } from './outcome.ts';

/** A setting of the whole server or of a role's new sessions. What needs a restart waits for one. */
export function setSetting(
  world: World,
  database: DatabaseState,
  { name, value, role, pending }: Extract<Action, { do: 'db.set' }>,
  author: string,
): Outcome {
  if (name === 'max_connections' && value !== null) {
    const wanted = Number(value);
    if (!Number.isInteger(wanted) || wanted < 10 || wanted > 10_000)
      return refused(`invalid value for parameter "max_connections": "${value}"`);
  }
  const of = role === undefined ? '' : `${role}: `;
  const before =
    role === undefined
      ? (database.writtenSettings[name] ?? database.settings[name])
      : database.roleSettings.findLast((one) => one.role === role && one.name === name)?.value;
  if (role !== undefined) database.roleSettings.push({ role, name, value, fromS: world.nowS });
  else if (pending === true) database.writtenSettings[name] = value;
  else {
    database.writtenSettings[name] = value;
    readWrittenSettings(world, database);
  }
  const waits = role === undefined && (needsRestart(name) ? ', after a restart' : pending ? ', after a reload' : '');
  emitChange(world, {
    kind: 'config',
    target: database.id,
    summary: `${name} = ${value ?? 'default'}${role === undefined ? '' : ` for ${role}`}${waits || ''}`,
    author,
    diff: `${before == null ? '' : `-${of}${name} = '${before}'\n`}${value === null ? '' : `+${of}${name} = '${value}'\n`}`,
  });
  if (role !== undefined) return done('ALTER ROLE');
  return done(needsRestart(name) ? 'ALTER SYSTEM: takes effect after a restart of the server' : 'ALTER SYSTEM');
}

/** SIGHUP to the server: what ALTER SYSTEM wrote is read. */
export function reloadSettings(world: World, database: DatabaseState, author: string): Outcome {
  if (database.downS > 0) return refused('the database system is starting up');
  const names = readWrittenSettings(world, database);
  if (names.length > 0)
    emitChange(world, {
      kind: 'config',
      target: database.id,
      summary: `configuration of ${database.id} reloaded: ${names.join(', ')}`,
      author,
    });
  return done('reloading configuration files');
}

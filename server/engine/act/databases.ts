import { emitChange } from '../announce.ts';
import type { DatabaseState } from '../services/database.ts';
import { restartDatabase } from '../services/run-databases.ts';
import { removeSessions } from '../services/sessions.ts';
import { cancelStatement } from '../services/statement.ts';
import type { World } from '../world.ts';
import type { Outcome } from './outcome.ts';
import { done, refused } from './outcome.ts';

export function restartServer(world: World, database: DatabaseState, author: string): Outcome {
  restartDatabase(world, database);
  emitChange(world, { kind: 'restart', target: database.id, summary: `${database.id} restarted`, author });
  return done(`server ${database.id} is restarting`);
}

export function terminate(world: World, database: DatabaseState, pids: number[]): Outcome {
  if (database.downS > 0) return refused('the database system is starting up');
  const count = removeSessions(world, database, (session) => pids.includes(session.pid));
  return done(`${count} of ${pids.length} backends terminated`);
}

/** Cancelling ends a running statement; a session idle in its transaction has none. */
export function cancel(world: World, database: DatabaseState, pids: number[]): Outcome {
  if (database.downS > 0) return refused('the database system is starting up');
  let count = 0;
  for (const session of [...database.sessions])
    if (pids.includes(session.pid) && cancelStatement(world, database, session)) count++;
  return done(`${count} of ${pids.length} statements cancelled`);
}

export function setSetting(
  world: World,
  database: DatabaseState,
  name: string,
  value: string,
  role: string | undefined,
  author: string,
): Outcome {
  if (name === 'max_connections') {
    const wanted = Number(value);
    if (!Number.isInteger(wanted) || wanted < 10 || wanted > 10_000)
      return refused(`invalid value for parameter "max_connections": "${value}"`);
    database.maxConnectionsPending = wanted;
    return done('ALTER SYSTEM: takes effect after a restart of the server');
  }
  if (role === undefined) database.settings[name] = value;
  else database.roleSettings.push({ role, name, value, fromS: world.nowS });
  emitChange(world, {
    kind: 'config',
    target: database.id,
    summary: `${name} = ${value}${role === undefined ? '' : ` for ${role}`}`,
    author,
  });
  return done(role === undefined ? 'ALTER SYSTEM' : 'ALTER ROLE');
}

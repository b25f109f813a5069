import type { DatabaseState } from '../services/database.ts';
import { readLockMode } from '../services/lock-mode.ts';
import type { LockNeed } from '../services/lock-queue.ts';
import { releaseLock, takeLock } from '../services/lock-taker.ts';
import type { World } from '../world.ts';
import type { ActionWord, GuardWord } from './word.ts';
import { databaseOf, text, number } from './word.ts';

/** Locks on tables. */
export const LOCK_ACTIONS: Readonly<Record<string, ActionWord>> = {
  'lock.take': {
    params: {
      db: 'database',
      table: 'table',
      mode: "lock mode, 'ACCESS SHARE' … 'ACCESS EXCLUSIVE'",
      applicationName: 'application_name of the session',
      user: 'its role',
      query: 'its statement',
      'state?': "what it does once it has the lock, 'active' (default) or 'idle in transaction'",
      'forS?': 'seconds from getting the lock to the commit (until it is ended)',
    },
    meaning:
      'A client connects and locks a table, waiting for its turn in the queue. Its session goes with its transaction: committed, cancelled, terminated or timed out.',
    run: (world, params) => {
      takeLock(world, databaseOf(world, params), {
        applicationName: text(params, 'applicationName'),
        user: text(params, 'user'),
        query: text(params, 'query'),
        state: text(params, 'state', 'active') === 'active' ? 'active' : 'idle in transaction',
        forS: params['forS'] === undefined ? null : number(params, 'forS'),
        need: lockOf(world, databaseOf(world, params), text(params, 'table'), text(params, 'mode')),
      });
    },
  },
  'lock.release': {
    params: { db: 'database', applicationName: 'application_name of the sessions' },
    meaning: 'The clients of that name commit and go.',
    run: (world, params) => {
      releaseLock(world, databaseOf(world, params), text(params, 'applicationName'));
    },
  },
};

export const LOCK_GUARDS: Readonly<Record<string, GuardWord>> = {
  tableBlocked: {
    params: { db: 'database', table: 'table' },
    meaning: 'Somebody waits for a lock on the table.',
    holds: (world, params) => {
      const table = text(params, 'table');
      return databaseOf(world, params).locks.some((lock) => lock.table === table && lock.grantedS === null);
    },
  },
};

/** A lock on a table of the database. Throws when there is no such table or mode. */
export function lockOf(world: World, database: DatabaseState, table: string, modeName: string): LockNeed {
  const { tables } = world.spec.databases[database.index]!;
  if (!tables.includes(table)) throw new Error(`database "${database.id}" has no table "${table}"`);
  const mode = readLockMode(modeName);
  if (mode === null) throw new Error(`"${modeName}" is no lock mode`);
  return { table, mode };
}

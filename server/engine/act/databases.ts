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

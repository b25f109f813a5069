import { emitEvent } from '../announce.ts';
import { lagS } from '../services/replica.ts';
import type { ReplicaState } from '../services/storage.ts';
import type { World } from '../world.ts';
import type { ActionWord, GuardWord, Params } from './word.ts';
import { databaseOf, number, text } from './word.ts';

/** What a database writes, and the replicas that follow it. */
export const REPLICA_ACTIONS: Readonly<Record<string, ActionWord>> = {
  'db.writes': {
    params: { db: 'database', perS: 'rows per second beside the applications; 0 = none' },
    meaning: 'A bulk writer: more to replay for the replicas, more log to keep, some load on the primary.',
    run: (world, params) => {
      databaseOf(world, params).storage.bulkPerS = Math.max(0, number(params, 'perS'));
    },
  },
  'replica.slow': {
    params: { db: 'database', replica: 'replica', applyPerS: 'transactions it can replay per second' },
    meaning: 'The replica replays at another pace: below what is written its lag grows.',
    run: (world, params) => {
      replicaOf(world, params).applyPerS = Math.max(0, number(params, 'applyPerS'));
    },
  },
  'replica.down': {
    params: { db: 'database', replica: 'replica' },
    meaning: 'The replica is gone: its reads go to the primary, which keeps the log for it.',
    run: (world, params) => {
      const replica = replicaOf(world, params);
      replica.up = false;
      emitEvent(world, replica.id, 'Warning', 'Unhealthy', 'Readiness probe failed: no response');
    },
  },
  'replica.up': {
    params: { db: 'database', replica: 'replica' },
    meaning: 'The replica is back and catches up.',
    run: (world, params) => {
      const replica = replicaOf(world, params);
      if (!replica.dropped) replica.up = true;
    },
  },
};

export const REPLICA_GUARDS: Readonly<Record<string, GuardWord>> = {
  replicaBehind: {
    params: { db: 'database', replica: 'replica', s: 'seconds' },
    meaning: 'The replica answers with data at least that old.',
    holds: (world, params) => lagS(world, replicaOf(world, params)) >= number(params, 's'),
  },
};

function replicaOf(world: World, params: Params): ReplicaState {
  const database = databaseOf(world, params);
  const id = text(params, 'replica');
  const replica = database.storage.replicas.find((one) => one.id === id);
  if (replica === undefined) throw new Error(`database "${database.id}" has no replica "${id}"`);
  return replica;
}

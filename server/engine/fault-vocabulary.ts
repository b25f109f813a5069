import { JOB_ACTIONS, JOB_GUARDS } from './fault-vocabulary/jobs.ts';
import { LOCK_ACTIONS, LOCK_GUARDS } from './fault-vocabulary/locks.ts';
import { DEPLOY_ACTIONS, DEPLOY_GUARDS } from './fault-vocabulary/deploys.ts';
import { TRAFFIC_ACTIONS, TRAFFIC_GUARDS } from './fault-vocabulary/traffic.ts';
import { CALL_ACTIONS, CALL_GUARDS } from './fault-vocabulary/calls.ts';
import { CERTIFICATE_ACTIONS, CERTIFICATE_GUARDS } from './fault-vocabulary/certificates.ts';
import { DATABASE_ACTIONS } from './fault-vocabulary/databases.ts';
import { MONITORING_ACTIONS } from './fault-vocabulary/monitoring.ts';
import { NAME_ACTIONS, NAME_GUARDS } from './fault-vocabulary/names.ts';
import { NODE_ACTIONS } from './fault-vocabulary/nodes.ts';
import { REPLICA_ACTIONS, REPLICA_GUARDS } from './fault-vocabulary/replicas.ts';
import { STORE_ACTIONS, STORE_GUARDS } from './fault-vocabulary/stores.ts';
import type { ActionWord, GuardWord } from './fault-vocabulary/word.ts';

/** Everything a fault can do: one family of words per file. Actions change the model, never a metric. */
export const ACTIONS: Readonly<Record<string, ActionWord>> = {
  ...JOB_ACTIONS,
  ...LOCK_ACTIONS,
  ...DEPLOY_ACTIONS,
  ...TRAFFIC_ACTIONS,
  ...CERTIFICATE_ACTIONS,
  ...DATABASE_ACTIONS,
  ...CALL_ACTIONS,
  ...STORE_ACTIONS,
  ...NAME_ACTIONS,
  ...REPLICA_ACTIONS,
  ...NODE_ACTIONS,
  ...MONITORING_ACTIONS,
};

/** Everything a fault can ask. */
export const GUARDS: Readonly<Record<string, GuardWord>> = {
  ...JOB_GUARDS,
  ...LOCK_GUARDS,
  ...DEPLOY_GUARDS,
  ...TRAFFIC_GUARDS,
  ...CERTIFICATE_GUARDS,
  ...CALL_GUARDS,
  ...STORE_GUARDS,
  ...NAME_GUARDS,
  ...REPLICA_GUARDS,
};

/** Events that the model sends to every machine; `<x>` stands for an id. Besides, `BREAK` fires a fault and `STOP` stops it. */
export const EVENTS: Readonly<Record<string, string>> = {
  ended: 'A job has lost its last connection (any job).',
  'ended.<job>': 'The job has lost its last connection.',
  'paused.<job|queue>': 'Somebody suspended the job, or the consumers of the queue.',
  'resumed.<job|queue>': 'Somebody let it go on again.',
  'unlocked.<application>': 'A client of lock.take has gone: committed, cancelled, terminated, timed out or refused.',
  'restarted.<database|service|edge|cache>': 'It was restarted and is back.',
  'deployed.<service>': 'A deploy has reached its last pod.',
  'rolledBack.<service>': 'A roll-back has reached its last pod.',
  'renewed.<certificate>': 'A renewed certificate lies on disk.',
  'reloaded.<edge>': 'The proxies have read their certificates again.',
  'flushed.<cache>': 'Everything in the cache was deleted.',
  'purged.<queue>': 'Everything that waited in the queue was deleted.',
  'parked.<queue>': 'What blocked the queue went to the dead letters.',
  'resolved.<record>': 'A DNS record was changed.',
  'full.<disk>': 'There is no space left on the disk.',
  'freed.<disk>': 'There is space on the disk again.',
  'promoted.<database>': 'A replica has become the primary.',
  'sloBreached.<slo>': 'A promise was broken.',
  'sloRestored.<slo>': 'A promise is kept again.',
};

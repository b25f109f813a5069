import { JOB_ACTIONS, JOB_GUARDS } from './fault-vocabulary/jobs.ts';
import { LOCK_ACTIONS, LOCK_GUARDS } from './fault-vocabulary/locks.ts';
import { DEPLOY_ACTIONS, DEPLOY_GUARDS } from './fault-vocabulary/deploys.ts';
import { TRAFFIC_ACTIONS, TRAFFIC_GUARDS } from './fault-vocabulary/traffic.ts';
import { CERTIFICATE_ACTIONS, CERTIFICATE_GUARDS } from './fault-vocabulary/certificates.ts';
import { DATABASE_ACTIONS } from './fault-vocabulary/databases.ts';
import type { ActionWord, GuardWord } from './fault-vocabulary/word.ts';

/** Everything a fault can do: one family of words per file. Actions change the model, never a metric. */
export const ACTIONS: Readonly<Record<string, ActionWord>> = {
  ...JOB_ACTIONS,
  ...LOCK_ACTIONS,
  ...DEPLOY_ACTIONS,
  ...TRAFFIC_ACTIONS,
  ...CERTIFICATE_ACTIONS,
  ...DATABASE_ACTIONS,
};

/** Everything a fault can ask. */
export const GUARDS: Readonly<Record<string, GuardWord>> = {
  ...JOB_GUARDS,
  ...LOCK_GUARDS,
  ...DEPLOY_GUARDS,
  ...TRAFFIC_GUARDS,
  ...CERTIFICATE_GUARDS,
};

/** Events that the model sends to every machine; `<x>` stands for an id. Besides, `BREAK` fires a fault and `STOP` stops it. */
export const EVENTS: Readonly<Record<string, string>> = {
  ended: 'A job has lost its last connection (any job).',
  'ended.<job>': 'The job has lost its last connection.',
  'paused.<job>': 'Somebody suspended the job.',
  'resumed.<job>': 'Somebody let the job run again.',
  'unlocked.<application>': 'A client of lock.take has gone: committed, cancelled, terminated, timed out or refused.',
  'restarted.<database|service|edge>': 'It was restarted and is back.',
  'deployed.<service>': 'A deploy has reached its last pod.',
  'rolledBack.<service>': 'A roll-back has reached its last pod.',
  'renewed.<certificate>': 'A renewed certificate lies on disk.',
  'reloaded.<edge>': 'The proxies have read their certificates again.',
  'sloBreached.<slo>': 'A promise was broken.',
  'sloRestored.<slo>': 'A promise is kept again.',
};

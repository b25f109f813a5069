import { emitChange } from '../announce.ts';
import { refreshBehaviours } from '../services/behaviour.ts';
import { restartDatabase } from '../services/run-databases.ts';
import type { ActionWord } from './word.ts';
import { databaseOf, text, AUTHOR } from './word.ts';

/** Databases: schema and restarts. */
export const DATABASE_ACTIONS: Readonly<Record<string, ActionWord>> = {
  'schema.migrate': {
    params: { db: 'database', version: 'schema version', 'author?': 'who ran it' },
    meaning: 'The schema moves on; versions that need another one answer errors.',
    run: (world, params) => {
      const database = databaseOf(world, params);
      const before = database.schemaVersion;
      database.schemaVersion = text(params, 'version');
      emitChange(world, {
        kind: 'migration',
        target: database.id,
        summary: `${database.id}: schema ${before} → ${database.schemaVersion}`,
        author: text(params, 'author', AUTHOR),
        diff: `-schema_version: ${before}\n+schema_version: ${database.schemaVersion}\n`,
      });
      refreshBehaviours(world);
    },
  },
  'database.restart': {
    params: { db: 'database' },
    meaning: 'The database restarts: every session is gone, the cache is cold.',
    run: (world, params) => {
      restartDatabase(world, databaseOf(world, params));
    },
  },
};

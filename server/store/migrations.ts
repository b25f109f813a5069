import { type Kysely, type Migration, Migrator } from 'kysely';

/** In order; a released one is never edited. */
const migrations: Record<string, Migration> = {
  '001-drills-and-accounts': {
    async up(db: Kysely<unknown>) {
      const { schema } = db;
      await schema
        .createTable('people')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('facilitator', 'integer', (column) => column.notNull())
        .addColumn('created_ms', 'bigint', (column) => column.notNull())
        .execute();
      await schema
        .createTable('drills')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('scenario', 'text', (column) => column.notNull())
        .addColumn('cover', 'text', (column) => column.notNull())
        .addColumn('join_code', 'text', (column) => column.notNull().unique())
        .addColumn('created_by', 'text', (column) => column.notNull())
        .addColumn('created_ms', 'bigint', (column) => column.notNull())
        .addColumn('epoch', 'integer', (column) => column.notNull())
        .addColumn('last_seq', 'integer', (column) => column.notNull())
        .execute();
      await schema
        .createTable('entries')
        .addColumn('drill', 'text', (column) => column.notNull().references('drills.id'))
        .addColumn('seq', 'integer', (column) => column.notNull())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('v', 'integer', (column) => column.notNull())
        .addColumn('sim_ms', 'bigint', (column) => column.notNull())
        .addColumn('wall_ms', 'bigint', (column) => column.notNull())
        .addColumn('seat', 'text')
        .addColumn('command', 'text')
        .addColumn('payload', 'text', (column) => column.notNull())
        .addColumn('hash', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('entries_in_order', ['drill', 'seq'])
        .addUniqueConstraint('entries_command_once', ['drill', 'command'])
        .execute();
      await schema
        .createTable('seat_names')
        .addColumn('drill', 'text', (column) => column.notNull().references('drills.id'))
        .addColumn('seat', 'text', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('seat_names_once', ['drill', 'seat'])
        .execute();
      await schema
        .createTable('seats')
        .addColumn('drill', 'text', (column) => column.notNull().references('drills.id'))
        .addColumn('seat', 'text', (column) => column.notNull())
        .addColumn('person', 'text', (column) => column.notNull().references('people.id'))
        .addPrimaryKeyConstraint('seats_once', ['drill', 'seat'])
        .addUniqueConstraint('seats_person_once', ['person', 'drill'])
        .execute();
      await schema
        .createTable('invites')
        .addColumn('token_hash', 'text', (column) => column.primaryKey())
        .addColumn('drill', 'text', (column) => column.notNull().references('drills.id'))
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('created_ms', 'bigint', (column) => column.notNull())
        .addColumn('expires_ms', 'bigint', (column) => column.notNull())
        .execute();
      await schema
        .createTable('sessions')
        .addColumn('token_hash', 'text', (column) => column.primaryKey())
        .addColumn('person', 'text', (column) => column.notNull().references('people.id'))
        .addColumn('created_ms', 'bigint', (column) => column.notNull())
        .addColumn('expires_ms', 'bigint', (column) => column.notNull())
        .execute();
      await schema.createIndex('sessions_of_person').on('sessions').column('person').execute();
      await schema
        .createTable('links')
        .addColumn('token_hash', 'text', (column) => column.primaryKey())
        .addColumn('person', 'text', (column) => column.notNull().references('people.id'))
        .addColumn('created_ms', 'bigint', (column) => column.notNull())
        .addColumn('expires_ms', 'bigint', (column) => column.notNull())
        .addColumn('used_ms', 'bigint')
        .execute();
      await schema
        .createTable('settings')
        .addColumn('key', 'text', (column) => column.primaryKey())
        .addColumn('value', 'text', (column) => column.notNull())
        .execute();
    },
  },
  '002-scenario-packs': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('packs')
        .addColumn('hash', 'text', (column) => column.notNull())
        .addColumn('variant', 'text', (column) => column.notNull())
        .addColumn('scenario', 'text', (column) => column.notNull())
        .addColumn('body', 'text', (column) => column.notNull())
        .addColumn('saved_ms', 'bigint', (column) => column.notNull())
        .addPrimaryKeyConstraint('packs_once', ['hash', 'variant'])
        .execute();
    },
  },
  '003-readings': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('readings')
        .addColumn('drill', 'text', (column) => column.primaryKey().references('drills.id'))
        .addColumn('body', 'text', (column) => column.notNull())
        .addColumn('saved_ms', 'bigint', (column) => column.notNull())
        .execute();
    },
  },
  '004-runbook-library': {
    async up({ schema }: Kysely<unknown>) {
      await schema
        .createTable('runbooks')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('path', 'text', (column) => column.notNull())
        .addColumn('origin', 'text', (column) => column.notNull())
        .addColumn('draft', 'integer', (column) => column.notNull())
        .addColumn('retired', 'integer', (column) => column.notNull())
        .addColumn('version', 'integer', (column) => column.notNull())
        .execute();
      await schema
        .createTable('runbook_versions')
        .addColumn('runbook', 'text', (column) => column.notNull().references('runbooks.id'))
        .addColumn('version', 'integer', (column) => column.notNull())
        .addColumn('text', 'text', (column) => column.notNull())
        .addColumn('hash', 'text', (column) => column.notNull())
        .addColumn('author', 'text', (column) => column.notNull())
        .addColumn('at_ms', 'bigint', (column) => column.notNull())
        .addColumn('note', 'text', (column) => column.notNull())
        .addColumn('drill', 'text')
        .addColumn('gap', 'text')
        .addColumn('commit_id', 'text')
        .addPrimaryKeyConstraint('runbook_versions_in_order', ['runbook', 'version'])
        .execute();
      await schema
        .createTable('runbook_care')
        .addColumn('runbook', 'text', (column) => column.primaryKey().references('runbooks.id'))
        .addColumn('body', 'text', (column) => column.notNull())
        .execute();
      await schema
        .createTable('gap_states')
        .addColumn('drill', 'text', (column) => column.notNull().references('drills.id'))
        .addColumn('gap', 'text', (column) => column.notNull())
        .addColumn('body', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('gap_states_once', ['drill', 'gap'])
        .execute();
      await schema
        .createTable('bot_checks')
        .addColumn('runbook', 'text', (column) => column.notNull().references('runbooks.id'))
        .addColumn('version', 'integer', (column) => column.notNull())
        .addColumn('at_ms', 'bigint', (column) => column.notNull())
        .addColumn('body', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('bot_checks_once', ['runbook', 'version', 'at_ms'])
        .execute();
    },
  },
  '005-setups': {
    async up({ schema }: Kysely<unknown>) {
      await schema
        .createTable('setups')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('person', 'text', (column) => column.notNull().references('people.id'))
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('body', 'text', (column) => column.notNull())
        .addColumn('saved_ms', 'bigint', (column) => column.notNull())
        .execute();
      await schema.createIndex('setups_by_kind').on('setups').columns(['kind', 'person']).execute();
    },
  },
};

/** Brings the tables up to date. Throws the database's error, with the migration's name, when one fails. */
export async function migrate<T>(db: Kysely<T>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
  const { error, results } = await migrator.migrateToLatest();
  if (!error) return;
  const failed = results?.find((result) => result.status === 'Error')?.migrationName ?? 'preparing';
  throw new Error(`migration ${failed} failed`, { cause: error });
}

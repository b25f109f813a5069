import { DatabaseSync } from '@photostructure/sqlite';
import {
  Kysely,
  SqliteDialect,
  SqliteDriver,
  type DatabaseConnection,
  type Driver,
  type SqliteDatabase,
  type SqliteStatement,
} from 'kysely';
import type { Tables } from './schema.ts';
import { sqlStore } from './sql-store.ts';
import type { Store } from './store.ts';

/** Extended result codes of a violated primary key and unique constraint. */
const UNIQUE_CODES = [1555, 2067];

/** How many prepared statements are kept; the server has about fifty different ones. */
const STATEMENTS_KEPT = 200;

/** Opens (and makes) the database file. Every commit is on the disk before it returns (WAL, synchronous=FULL). */
export async function sqliteStore(file: string): Promise<Store> {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = FULL');
  database.exec('PRAGMA foreign_keys = ON');
  database.exec('PRAGMA busy_timeout = 5000');
  const db = new Kysely<Tables>({ dialect: new CleanSqliteDialect(database) });
  return sqlStore('sqlite', db, (error) => UNIQUE_CODES.includes(Number((error as { errcode?: unknown }).errcode)));
}

type Database = InstanceType<typeof DatabaseSync>;

/**
 * Kysely's SQLite, with one promise more: nobody gets a connection that is still in somebody else's transaction. When a
 * disk fails, the rollback may fail too; what came next would then be acknowledged inside a transaction that never ends.
 * `asKysely` is what Kysely talks to; tests put a failing disk there.
 */
export class CleanSqliteDialect extends SqliteDialect {
  readonly #database: Database;
  readonly #asKysely: SqliteDatabase;

  constructor(database: Database, asKysely: SqliteDatabase = asKyselyDatabase(database)) {
    super({ database: asKysely });
    this.#database = database;
    this.#asKysely = asKysely;
  }

  override createDriver(): Driver {
    return new CleanSqliteDriver(this.#database, this.#asKysely);
  }
}

class CleanSqliteDriver extends SqliteDriver {
  readonly #database: Database;

  constructor(database: Database, asKysely: SqliteDatabase) {
    super({ database: asKysely });
    this.#database = database;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection();
    try {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    } catch (error) {
      await this.releaseConnection();
      throw error;
    }
    return connection;
  }
}

/** Kysely expects better-sqlite3's shape; Node's differs only in how a statement says that it returns rows. */
export function asKyselyDatabase(database: Database): SqliteDatabase {
  const kept = new Map<string, SqliteStatement>();
  return {
    close: () => database.close(),
    prepare(sql) {
      const known = kept.get(sql);
      if (known) return known;
      const statement = database.prepare(sql);
      const made: SqliteStatement = {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...parameters),
        run: (parameters) => statement.run(...parameters),
        iterate: (parameters) => statement.iterate(...parameters),
      };
      if (kept.size >= STATEMENTS_KEPT) kept.clear();
      kept.set(sql, made);
      return made;
    },
  };
}

import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Tables } from './schema.ts';
import { sqlStore } from './sql-store.ts';
import type { Store } from './store.ts';

const UNIQUE_VIOLATION = '23505';
const INT8 = pg.types.builtins.INT8;

/** Opens the database of a `postgres://` URL. `onBrokenConnection` hears of connections that broke between two queries; the next
 * query gets a new one. */
export async function postgresStore(url: string, onBrokenConnection: (error: Error) => void): Promise<Store> {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 3000,
    // Milliseconds since 1970 fit a double for 285,000 years; pg would hand them over as text.
    types: { getTypeParser: (oid, format) => (oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) },
  });
  pool.on('error', onBrokenConnection);
  // The pool listens to idle clients only; a lent one that breaks between two queries would end the process.
  pool.on('connect', (client) => client.on('error', onBrokenConnection));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return sqlStore('postgres', db, (error) => (error as { code?: unknown }).code === UNIQUE_VIOLATION);
}

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from './store.ts';

export interface StorePlace {
  /** Folder of the embedded database. */
  dataDir: string;
  /** A PostgreSQL URL, or null for the embedded database. */
  databaseUrl: string | null;
}

/** Opens the store that the configuration names; only the driver that is needed is loaded. */
export async function openStore(place: StorePlace, onBrokenConnection: (error: Error) => void): Promise<Store> {
  if (place.databaseUrl !== null) {
    const { postgresStore } = await import('./postgres.ts');
    return postgresStore(place.databaseUrl, onBrokenConnection);
  }
  mkdirSync(place.dataDir, { recursive: true });
  const { sqliteStore } = await import('./sqlite.ts');
  return sqliteStore(join(place.dataDir, 'drillbook.sqlite'));
}

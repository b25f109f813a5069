import type { Config } from '../config.ts';
import { StartError } from '../start-error.ts';
import { openStore } from './open-store.ts';
import type { Store } from './store.ts';

/** Opens the store, or says in a sentence why not. The database's URL may hold a password: it is never repeated. */
export async function openConfiguredStore(config: Config, onBrokenConnection: (error: Error) => void): Promise<Store> {
  try {
    return await openStore(config, onBrokenConnection);
  } catch (error) {
    const reason = rootCause(error).message || rootCause(error).name;
    if (config.databaseUrl !== null) throw new StartError(`The database of DATABASE_URL cannot be used: ${reason}.`);
    throw new StartError(`The database in ${config.dataDir} cannot be opened: ${reason}.`);
  }
}

function rootCause(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  return error.cause === undefined ? error : rootCause(error.cause);
}

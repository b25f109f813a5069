import { DatabaseSync } from '@photostructure/sqlite';

const SQLITE_BUSY = 5;

/**
 * Holds the data folder for one server: two on the same embedded database would take each other's drills away.
 * The lock is the operating system's, so it is gone when the process is, however it went. Returns null when taken.
 */
export function lockForServer(file: string): { release(): void } | null {
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { errcode?: unknown }).errcode === SQLITE_BUSY) return null;
    throw error;
  }
  return { release: () => database.close() };
}

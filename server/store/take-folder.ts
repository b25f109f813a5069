import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StartError } from '../start-error.ts';

/**
 * Takes the data folder for this process; the answer lets go of it. Throws `StartError` when the folder cannot be written,
 * and with `taken` when another process has it.
 */
export async function takeFolder(dataDir: string, taken: string): Promise<() => void> {
  try {
    makeFolder(dataDir);
    accessSync(dataDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartError(
      `The data folder ${dataDir} cannot be written (${code}); name another with --data or DATA_DIR.`,
    );
  }
  const { lockForServer } = await import('./server-lock.ts');
  const lock = lockForServer(join(dataDir, 'server.lock'));
  if (!lock) throw new StartError(taken);
  return () => lock.release();
}

/** Not `recursive: true`: below /proc, where nothing can be made, Node 20 then tries for ever. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

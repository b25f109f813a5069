import { readFileSync } from 'node:fs';

/** Gives a file's text, or null when there is none. Lets a scenario come from a folder, an upload or a test. */
export type ReadFile = (path: string) => string | null;

export const readFromDisk: ReadFile = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return null;
    throw error;
  }
};

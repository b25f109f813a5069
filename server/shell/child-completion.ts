import type { Bash } from 'just-bash';
import type { CompleteRequest } from './protocol.ts';

/** Words that bash itself knows beside its commands. */
const BUILTINS = [
  'cd',
  'exit',
  'export',
  'history',
  'for',
  'if',
  'while',
  'set',
  'unset',
  'type',
  'test',
  'read',
  'source',
  'less',
  'more',
  'date',
  'id',
];
const MAX_CANDIDATES = 200;

/** Commands or files that start with the word, sorted; directories end in `/`. */
export async function complete(bash: Bash, request: CompleteRequest, commands: readonly string[]): Promise<string[]> {
  const names =
    request.what === 'command'
      ? [...new Set([...commands, ...BUILTINS, ...request.tools])]
      : await files(bash, request);
  return names
    .filter((name) => name.startsWith(request.word))
    .sort()
    .slice(0, MAX_CANDIDATES);
}

async function files(bash: Bash, { word, cwd, env }: CompleteRequest): Promise<string[]> {
  const slash = word.lastIndexOf('/') + 1;
  const written = word.slice(0, slash);
  const folder = bash.fs.resolvePath(cwd, written.replace(/^~(?=\/)/, env.HOME ?? '/') || '.');
  const hidden = word.slice(slash).startsWith('.');
  try {
    const names = (await bash.fs.readdir(folder)).filter((name) => hidden || !name.startsWith('.'));
    return await Promise.all(
      names.map(async (name) => {
        const { isDirectory } = await bash.fs.stat(bash.fs.resolvePath(folder, name));
        return written + name + (isDirectory ? '/' : '');
      }),
    );
  } catch {
    return [];
  }
}

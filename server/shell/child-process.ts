import { existsSync, lstatSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The child's heap in MB: an attack that gets past bash's own limits ends the child, not the server. */
const HEAP_MB = 192;

/**
 * Where the child's entry is: beside this file in a checkout (`child.ts`), beside or one above the bundle's file in a
 * build (`dist/server/child.js`).
 */
export function defaultChildPath(from: string = import.meta.url): string {
  const here = dirname(fileURLToPath(from));
  const candidates = [join(here, 'child.ts'), join(here, 'child.js'), join(here, '..', 'child.js')];
  const found = candidates.find((path) => existsSync(path));
  if (!found)
    throw new Error(
      `The shell's child program is missing: looked for ${candidates.join(', ')}. Run \`npm run build\`.`,
    );
  return found;
}

/**
 * Starts the child with an empty environment and a small heap. A built child also runs under Node's permission model:
 * it may read itself and its packages, nothing else of the host. In a checkout the TypeScript loader starts processes
 * of its own, which that model forbids, so there the child runs without it.
 */
export function startChild(childPath: string, deadlineMs: number): ChildProcess {
  const loader = childPath.endsWith('.ts') ? ['--import', typeScriptLoader()] : permissionFlags(childPath);
  return fork(childPath, [String(deadlineMs)], {
    env: {},
    execArgv: [`--max-old-space-size=${HEAP_MB}`, '--no-warnings', ...loader],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

function typeScriptLoader(): string {
  return pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
}

/** Node 20 calls the flag experimental. Reads are granted by path: the entry's folder, its packages, their manifests. */
function permissionFlags(childPath: string): string[] {
  const flag = process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission';
  const entryFolder = dirname(childPath);
  const readable = [
    `${entryFolder}${sep}*`,
    `${packagesFolder(childPath)}${sep}*`,
    ...linkedPackagesAbove(entryFolder),
    ...manifestsAbove(entryFolder),
  ];
  return [flag, ...readable.map((path) => `--allow-fs-read=${path}`)];
}

/** The outermost `node_modules` that holds just-bash, since its own packages may be hoisted beside it. */
function packagesFolder(childPath: string): string {
  const entry = createRequire(childPath).resolve('just-bash');
  return entry.slice(0, entry.indexOf(`${sep}node_modules${sep}`) + `${sep}node_modules`.length);
}

/**
 * Where `node_modules` is a link (a second work tree), Node reads the link before what it names. Only then: Node 20 aborts
 * when a folder is granted both as itself and with a star.
 */
function linkedPackagesAbove(folder: string): string[] {
  const parent = dirname(folder);
  const packages = join(folder, 'node_modules');
  const here = lstatSync(packages, { throwIfNoEntry: false })?.isSymbolicLink() ? [packages] : [];
  return parent === folder ? here : [...here, ...linkedPackagesAbove(parent)];
}

/** Node looks for `package.json` in every folder above a module to learn its type. */
function manifestsAbove(folder: string): string[] {
  const parent = dirname(folder);
  const here = join(folder, 'package.json');
  return parent === folder ? [here] : [here, ...manifestsAbove(parent)];
}

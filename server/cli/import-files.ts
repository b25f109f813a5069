import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative, resolve, sep } from 'node:path';
import { GitTree, TreeProblem } from '../library/git-tree.ts';
import { MOST_BYTES } from '../runbook/import/read-page.ts';
import { StartError } from '../start-error.ts';

/** A file to import: by the path that the library knows it under, and how its bytes are had. */
export interface ImportSource {
  path: string;
  /** Null when it is a link, or larger than anything that is read. */
  bytes: () => Promise<Uint8Array | null>;
}

const MARKDOWN = /\.(?:md|markdown|mdown|mkd)$/i;

/**
 * The Markdown files that the arguments name. In a git working tree their paths count from its root, so that the library
 * finds the file again to commit to; elsewhere from the folder one stands in, or from the folder named. Throws `StartError`
 * for a path that is not there.
 */
export async function importSources(args: readonly string[]): Promise<ImportSource[]> {
  const found = new Map<string, ImportSource>();
  for (const arg of args) {
    const state = lstatSync(arg, { throwIfNoEntry: false });
    if (!state) throw new StartError(`There is no file or folder "${arg}".`);
    const sources = state.isDirectory() ? await sourcesInFolder(arg) : [await sourceOfFile(arg)];
    for (const source of sources) found.set(source.path, source);
  }
  return [...found.values()];
}

async function sourcesInFolder(folder: string): Promise<ImportSource[]> {
  const tree = await treeOf(folder);
  if (!tree) return filesBelow(folder);
  const paths = await tree.markdown(true);
  // A folder that git ignores is imported all the same when somebody names it.
  if (paths.length === 0) return filesBelow(folder);
  return paths.map((path) => ({ path, bytes: () => tree.bytes(path) }));
}

function filesBelow(folder: string): ImportSource[] {
  return walk(folder).map((file) => ({ path: libraryPath(file, folder), bytes: () => plainBytes(file) }));
}

async function sourceOfFile(file: string): Promise<ImportSource> {
  const tree = await treeOf(join(file, '..'));
  const path = tree ? relative(tree.root, resolve(file)).split(sep).join('/') : libraryPath(file, join(file, '..'));
  return { path, bytes: () => plainBytes(file) };
}

async function treeOf(folder: string): Promise<GitTree | null> {
  try {
    return await GitTree.open(folder);
  } catch (error) {
    if (error instanceof TreeProblem) return null;
    throw error;
  }
}

/** Below the folder one stands in: from there. Elsewhere: from the named folder, its own name in front. */
function libraryPath(file: string, folder: string): string {
  const here = relative('.', file);
  const path = here.startsWith('..') ? join(basename(resolve(folder)), relative(folder, file)) : here;
  return path.split(sep).join('/');
}

/** Markdown below a folder; links are not followed, hidden folders and `node_modules` not entered. */
function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return walk(path);
      return MARKDOWN.test(entry.name) ? [path] : [];
    });
}

function plainBytes(file: string): Promise<Uint8Array | null> {
  const state = lstatSync(file);
  return Promise.resolve(state.isFile() && state.size <= 2 * MOST_BYTES ? readFileSync(file) : null);
}

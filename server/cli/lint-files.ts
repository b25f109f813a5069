import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from '../start-error.ts';

export type LintKind = 'scenario' | 'rules' | 'runbook';

export interface LintFile {
  path: string;
  kind: LintKind;
  /** Somebody named this very file; else it was found in a folder, where not every page is a runbook. */
  named: boolean;
}

/**
 * What there is to lint below the given files and folders, each once. In a git working tree only what git would keep
 * counts: ignored files are not ours. Throws `StartError` for a path that is not there.
 */
export function filesToLint(paths: readonly string[]): LintFile[] {
  const missing = paths.find((path) => !existsSync(path));
  if (missing !== undefined) throw new StartError(`There is no file or folder "${missing}".`);
  const files = new Map<string, LintFile>();
  for (const path of paths) {
    const named = !statSync(path).isDirectory();
    for (const found of named ? [path] : filesBelow(path)) {
      const kind = kindOf(found);
      if (kind && (named || !isAboutProject(found)) && !files.has(join(found)))
        files.set(join(found), { path: found, kind, named });
    }
  }
  return [...files.values()];
}

function kindOf(path: string): LintKind | null {
  if (/scenario\.ya?ml$/.test(path)) return 'scenario';
  if (/\.rules\.ya?ml$/.test(path)) return 'rules';
  return /\.(?:md|markdown)$/i.test(path) ? 'runbook' : null;
}

/** Pages that every repository has and nobody is paged with. */
function isAboutProject(path: string): boolean {
  const name = path.split(/[\\/]/).at(-1) ?? '';
  return /^(?:readme|changelog|contributing|code_of_conduct|security|license|licence|governance|authors|support|pull_request_template|issue_template|_?index)\b/i.test(
    name,
  );
}

function filesBelow(folder: string): string[] {
  return (trackedBelow(folder) ?? walk(folder)).filter(
    (path) => !path.split(/[\\/]/).some((part) => part === 'node_modules' || part === 'golden'),
  );
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.') && entry.name !== 'node_modules' && entry.name !== 'golden')
    .sort((a, b) => a.name.localeCompare(b.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return walk(path);
      return entry.isFile() ? [path] : [];
    });
}

/** Files that git knows, or would take; null outside a working tree, and in a folder that git ignores. */
function trackedBelow(folder: string): string[] | null {
  try {
    const args = ['-C', folder, 'ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
    const output = execFileSync('git', args, {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const names = output
      .split('\0')
      .filter((name) => name !== '' && !name.split('/').some((part) => part.startsWith('.')));
    if (names.length === 0) return null;
    return names.sort((a, b) => a.localeCompare(b)).map((name) => join(folder, name)).filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile()); // prettier-ignore
  } catch {
    return null;
  }
}

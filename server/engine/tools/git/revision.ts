import type { Commit } from './commits.ts';

/** Names that stand for the newest commit. */
const HEADS = ['HEAD', '@', 'main', 'master', 'origin/main', 'origin/HEAD', 'FETCH_HEAD'];

/** The commit that a name means: a sha or its beginning, a tag, a version without its v, HEAD, and `~n` or `^` behind it. */
export function findCommit(commits: readonly Commit[], typed: string): Commit | undefined {
  const match = /^(.*?)((?:~\d*|\^)*)$/.exec(typed)!;
  const [, name = '', steps = ''] = match;
  let at = HEADS.includes(name) ? 0 : named(commits, name);
  if (at < 0) return undefined;
  for (const [step] of steps.matchAll(/~\d*|\^/g)) at += step === '^' || step === '~' ? 1 : Number(step.slice(1));
  return commits[at];
}

function named(commits: readonly Commit[], name: string): number {
  const tag = commits.findIndex(
    ({ tags }) =>
      tags.includes(name) || tags.includes(`v${name}`) || tags.includes(name.replace(/^(refs\/)?tags\//, '')),
  );
  if (tag >= 0) return tag;
  return /^[0-9a-f]{4,40}$/.test(name) ? commits.findIndex(({ sha }) => sha.startsWith(name)) : -1;
}

/** Commits of `A..B`, newest first: in B's history and not in A's. Null when a name is unknown. */
export function range(
  commits: readonly Commit[],
  typed: string,
): { commits: Commit[]; unknown: null } | { unknown: string } {
  const dots = /^(.*?)\.{2,3}(.*)$/.exec(typed);
  if (!dots) {
    const to = findCommit(commits, typed);
    return to ? { commits: commits.slice(commits.indexOf(to)), unknown: null } : { unknown: typed };
  }
  const [from, to] = [findCommit(commits, dots[1] || 'HEAD'), findCommit(commits, dots[2] || 'HEAD')];
  if (!from || !to) return { unknown: typed };
  const [start, end] = [commits.indexOf(to), commits.indexOf(from)];
  return { commits: commits.slice(start, Math.max(start, end)), unknown: null };
}

export function unknownRevision(typed: string): string {
  return `fatal: ambiguous argument '${typed}': unknown revision or path not in the working tree.\nUse '--' to separate paths from revisions, like this:\n'git <command> [<revision>...] -- [<file>...]'`;
}

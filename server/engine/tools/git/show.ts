import type { World } from '../../world.ts';
import { isProblem, parseFlags, type ParsedFlags } from '../flags.ts';
import { fail, out, type ToolResult } from '../tool.ts';
import type { Commit } from './commits.ts';
import { diffText, type FileChange, reversed, statText } from './diff.ts';
import { commitText } from './format.ts';
import { findCommit, unknownRevision } from './revision.ts';

const FLAGS = {
  stat: 'switch',
  patch: 'switch',
  'no-patch': 'switch',
  'name-only': 'switch',
  'name-status': 'switch',
  oneline: 'switch',
  pretty: 'value',
  date: 'value',
  color: 'switch',
  'no-color': 'switch',
  'word-diff': 'switch',
  cached: 'switch',
  staged: 'switch',
} as const;
const ALIASES = { p: 'patch', s: 'no-patch', format: 'pretty' };

/** `git show COMMIT…`: who, when, why, and the diff. */
export function show(world: World, commits: readonly Commit[], argv: readonly string[]): ToolResult {
  const flags = parseFlags(argv, FLAGS, ALIASES);
  if (isProblem(flags)) return fail(`fatal: unrecognized argument: ${flags.flag}`, 128);
  const names = flags.words.length === 0 ? ['HEAD'] : flags.words;
  const texts: string[] = [];
  for (const name of names) {
    const colon = /^(.+):(.+)$/.exec(name);
    if (colon) return fail(`fatal: path '${colon[2]}' does not exist in '${colon[1]}'`, 128);
    const commit = findCommit(commits, name);
    if (!commit) return fail(unknownRevision(name), 128);
    const format = flags.on('oneline') ? 'oneline' : (flags.value('pretty') ?? 'medium');
    const head = commitText(world, commit, commit === commits[0], {
      format,
      date: flags.value('date') ?? 'default',
      decorate: true,
    });
    texts.push(
      [
        head.replace(/\n$/, ''),
        ...(flags.on('no-patch') ? [] : [`${flags.on('oneline') ? '' : '\n'}${changesText(commit.changes, flags)}`]),
      ].join('\n'),
    );
  }
  return out(texts.join('\n\n'));
}

/** `git diff A..B`, `git diff A B`, `git diff A` (to HEAD); without names the working copy, which is clean. */
export function compare(commits: readonly Commit[], argv: readonly string[]): ToolResult {
  const dashes = argv.indexOf('--');
  const flags = parseFlags(dashes < 0 ? argv : argv.slice(0, dashes), FLAGS, ALIASES);
  if (isProblem(flags)) return fail(`error: invalid option: ${flags.flag}`, 129);
  const [first, second] = flags.words.flatMap((word) => {
    const dots = /^(.*?)\.{2,3}(.*)$/.exec(word);
    return dots ? [dots[1] || 'HEAD', dots[2] || 'HEAD'] : [word];
  });
  if (first === undefined) return out('');
  const names = [first, second ?? 'HEAD'];
  const [from, to] = names.map((name) => findCommit(commits, name));
  if (!from || !to) return fail(unknownRevision(names.find((name) => !findCommit(commits, name))!), 128);
  const [a, b] = [commits.indexOf(from), commits.indexOf(to)];
  const forward = a >= b;
  const between = commits.slice(Math.min(a, b), Math.max(a, b)).reverse();
  const paths = dashes < 0 ? [] : argv.slice(dashes + 1);
  const changes = between
    .flatMap((commit) => commit.changes)
    .filter(
      ({ path }) =>
        paths.length === 0 || paths.some((asked) => path === asked || path.startsWith(`${asked.replace(/\/$/, '')}/`)),
    )
    .map((change) => (forward ? change : reversed(change)));
  return out(changes.length === 0 ? '' : changesText(changes, flags));
}

function changesText(changes: readonly FileChange[], flags: ParsedFlags): string {
  const paths = [...new Set(changes.map(({ path }) => path))].sort();
  if (flags.on('name-only')) return paths.join('\n');
  if (flags.on('name-status'))
    return paths
      .map((path) => `${changes.find((change) => change.path === path)!.isNew ? 'A' : 'M'}\t${path}`)
      .join('\n');
  if (flags.on('stat')) return flags.on('patch') ? `${statText(changes)}\n\n${diffText(changes)}` : statText(changes);
  return diffText(changes);
}

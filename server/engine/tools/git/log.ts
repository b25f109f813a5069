import type { World } from '../../world.ts';
import { isProblem, parseFlags, type ParsedFlags } from '../flags.ts';
import { fail, out, type ToolResult } from '../tool.ts';
import type { Commit } from './commits.ts';
import { diffText, statText } from './diff.ts';
import { commitText } from './format.ts';
import { range, unknownRevision } from './revision.ts';
import { readSince } from './since.ts';

const FLAGS = {
  oneline: 'switch',
  patch: 'switch',
  stat: 'switch',
  'name-only': 'switch',
  'name-status': 'switch',
  all: 'switch',
  graph: 'switch',
  decorate: 'value',
  'no-decorate': 'switch',
  merges: 'switch',
  'no-merges': 'switch',
  reverse: 'switch',
  follow: 'switch',
  'first-parent': 'switch',
  tags: 'switch',
  branches: 'switch',
  'abbrev-commit': 'switch',
  color: 'switch',
  'no-color': 'switch',
  'max-count': 'value',
  since: 'value',
  until: 'value',
  author: 'value',
  grep: 'value',
  pretty: 'value',
  date: 'value',
  search: 'value',
  skip: 'value',
  'ignore-case': 'switch',
} as const;
const ALIASES = {
  n: 'max-count',
  p: 'patch',
  u: 'patch',
  after: 'since',
  before: 'until',
  format: 'pretty',
  S: 'search',
  G: 'search',
  i: 'ignore-case',
};

/** `git log`, newest first. */
export function log(world: World, commits: readonly Commit[], argv: readonly string[]): ToolResult {
  const dashes = argv.indexOf('--');
  const typed = (dashes < 0 ? argv : argv.slice(0, dashes)).map((word) =>
    /^-\d+$/.test(word) ? `-n${word.slice(1)}` : word === '--decorate' ? '--decorate=short' : word,
  );
  const flags = parseFlags(typed, FLAGS, ALIASES);
  if (isProblem(flags))
    return flags.why === 'unknown'
      ? fail(`fatal: unrecognized argument: ${flags.flag}`, 128)
      : fail(`fatal: ${flags.flag.replace(/^-+/, '')} requires a value`, 128);
  const paths = dashes < 0 ? [] : [...argv.slice(dashes + 1)];
  let chosen: readonly Commit[] = commits;
  for (const word of flags.words) {
    const found = range(commits, word);
    if (found.unknown === null) chosen = found.commits;
    else if (commits.some((commit) => touches(commit, [word]))) paths.push(word);
    else return fail(unknownRevision(word), 128);
  }
  const narrowed = narrow(world, chosen, flags, paths);
  if ('problem' in narrowed) return fail(narrowed.problem, 128);
  const text = narrowed.commits.map((commit) => entry(world, commit, commit === commits[0], flags, paths));
  const between = isOneLine(flags) && !hasDiff(flags) ? '\n' : '\n\n';
  return out(text.map((one) => one.replace(/\n$/, '')).join(between));
}

function narrow(
  world: World,
  commits: readonly Commit[],
  flags: ParsedFlags,
  paths: readonly string[],
): { commits: Commit[] } | { problem: string } {
  const times: Record<string, number> = {};
  for (const name of ['since', 'until']) {
    const typed = flags.value(name);
    if (typed === undefined) continue;
    // git takes what it does not understand as now.
    times[name] = readSince(world, typed) ?? world.spec.startsAtMs + world.nowS * 1000;
  }
  const count = flags.value('max-count');
  if (count !== undefined && !/^-?\d+$/.test(count)) return { problem: `fatal: '${count}': not an integer` };
  const contains = (text: string, part: string | undefined) =>
    part === undefined || text.toLowerCase().includes(part.toLowerCase());
  const chosen = commits
    .filter(
      (commit) =>
        commit.atMs >= (times['since'] ?? -Infinity) &&
        commit.atMs <= (times['until'] ?? Infinity) &&
        contains(commit.author, flags.value('author')) &&
        contains(commit.message, flags.value('grep')) &&
        (paths.length === 0 || touches(commit, paths)) &&
        contains(commit.changes.flatMap(({ lines }) => lines).join('\n'), flags.value('search')),
    )
    .slice(Number(flags.value('skip') ?? 0));
  if (flags.on('merges')) return { commits: [] };
  const cut = count === undefined || Number(count) < 0 ? chosen : chosen.slice(0, Number(count));
  return { commits: flags.on('reverse') ? [...cut].reverse() : cut };
}

function touches({ changes }: Commit, paths: readonly string[]): boolean {
  return changes.some(({ path }) =>
    paths.some((asked) => asked === '.' || path === asked || path.startsWith(`${asked.replace(/\/$/, '')}/`)),
  );
}

function entry(world: World, commit: Commit, isHead: boolean, flags: ParsedFlags, paths: readonly string[]): string {
  const pretty = flags.value('pretty') ?? 'medium';
  const format = flags.on('oneline') ? 'oneline' : pretty === 'oneline' ? 'oneline-full' : pretty;
  const decorate = !flags.on('no-decorate') && flags.value('decorate') !== 'no';
  const head = commitText(world, commit, isHead, { format, date: flags.value('date') ?? 'default', decorate });
  const marked = flags.on('graph') ? graphed(head) : head;
  const changes = commit.changes.filter(
    (change) => paths.length === 0 || touches({ ...commit, changes: [change] }, paths),
  );
  const parts = [marked.replace(/\n$/, '')];
  const gap = isOneLine(flags) ? '' : '\n';
  if (flags.on('name-only')) parts.push(gap + changes.map(({ path }) => path).join('\n'));
  if (flags.on('name-status'))
    parts.push(gap + changes.map(({ path, isNew }) => `${isNew ? 'A' : 'M'}\t${path}`).join('\n'));
  if (flags.on('stat')) parts.push(gap + statText(changes));
  if (flags.on('patch')) parts.push(gap + diffText(changes));
  return parts.join('\n');
}

function graphed(text: string): string {
  const [first = '', ...rest] = text.replace(/\n$/, '').split('\n');
  return [`* ${first}`, ...rest.map((line) => `| ${line}`)].join('\n');
}

function isOneLine(flags: ParsedFlags): boolean {
  return flags.on('oneline') || /^(oneline|(t?format:)?%.*|format:.*)$/s.test(flags.value('pretty') ?? '');
}

function hasDiff(flags: ParsedFlags): boolean {
  return flags.on('patch') || flags.on('stat') || flags.on('name-only') || flags.on('name-status');
}

import type { World } from '../world.ts';
import { type Commit, commitsOf } from './git/commits.ts';
import { log } from './git/log.ts';
import { findCommit } from './git/revision.ts';
import { compare, show } from './git/show.ts';
import { repositoryAt, SOURCES } from './git/working-copy.ts';
import { nearest } from './nearest.ts';
import { fail, out, type Tool, type ToolResult } from './tool.ts';

const USAGE = `usage: git [-C <path>] <command> [<args>]

A working copy of each deployed service lies in ~/src/<service>, read-only.

   log        [--oneline] [-n N] [-p] [--stat] [--since=…] [--author=…] [--grep=…] [A..B] [-- PATH]
   show       COMMIT | TAG | VERSION  [--stat]
   diff       A..B | A B  [--stat] [--name-only]
   tag        list of versions
   branch, status, remote, describe, rev-parse, shortlog

Examples:
  git -C checkout log --oneline -n 5
  git -C checkout show HEAD --stat
  git -C checkout tag`;

interface Repository {
  world: World;
  service: string;
  commits: Commit[];
}

type Command = (repository: Repository, args: readonly string[]) => ToolResult;

const READ_ONLY: Command = ({ service }) =>
  fail(
    `error: insufficient permission for adding an object to repository database .git/objects\nfatal: this copy of ${service} is read-only; changes go through review, and versions through: deploy`,
    128,
  );

const COMMANDS: Readonly<Record<string, Command>> = {
  log: ({ world, commits }, args) => log(world, commits, args),
  show: ({ world, commits }, args) => show(world, commits, args),
  diff: ({ commits }, args) => compare(commits, args),
  tag: tags,
  branch: (_repository, args) =>
    out(
      args.some((word) => /^(-a|--all|-av|-vv)$/.test(word))
        ? '* main\n  remotes/origin/HEAD -> origin/main\n  remotes/origin/main'
        : args.includes('-r')
          ? '  origin/HEAD -> origin/main\n  origin/main'
          : '* main',
    ),
  status: (_repository, args) =>
    out(
      args.some((word) => /^(-s|--short|--porcelain)$/.test(word))
        ? ''
        : "On branch main\nYour branch is up to date with 'origin/main'.\n\nnothing to commit, working tree clean",
    ),
  remote: ({ service }, args) =>
    out(
      args.includes('-v')
        ? `origin\tgit@git.shop.internal:shop/${service}.git (fetch)\norigin\tgit@git.shop.internal:shop/${service}.git (push)`
        : 'origin',
    ),
  describe: ({ commits }) => describe(commits),
  'rev-parse': revParse,
  shortlog: ({ commits }) => shortlog(commits),
  fetch: () => out(''),
  pull: () => out('Already up to date.'),
  config: (_repository, args) => out(args.some((word) => word === 'user.name') ? 'oncall' : ''),
  blame: ({ service }) => fail(`fatal: this copy of ${service} keeps no blobs for blame; use: git log -p -- PATH`, 128),
  push: ({ service }) =>
    fail(
      `remote: Permission to shop/${service}.git denied to oncall.\nfatal: unable to access 'git.shop.internal:shop/${service}.git': The requested URL returned error: 403`,
      128,
    ),
  ...Object.fromEntries(
    [
      'add',
      'am',
      'bisect',
      'checkout',
      'cherry-pick',
      'commit',
      'merge',
      'mv',
      'rebase',
      'reset',
      'restore',
      'revert',
      'rm',
      'stash',
      'switch',
      'clean',
    ].map((name) => [name, READ_ONLY]),
  ),
};

/** The repositories of what is deployed: who changed what, and when. */
export const git: Tool = {
  name: 'git',
  summary: 'history and diffs of the deployed services',
  usage: USAGE,
  run: (world, ctx, argv) => {
    const { changes, command, args } = readGlobals(argv);
    if (command === undefined) return fail(USAGE, 1);
    if (command === '--version' || command === 'version') return out('git version 2.39.5');
    if (command === 'help') return out(USAGE);
    if (command.startsWith('-'))
      return fail(`unknown option: ${command}\nusage: git [-C <path>] <command> [<args>]`, 129);
    if (command === 'clone')
      return fail(
        `fatal: unable to access the remote: the repositories are in ${SOURCES.replace('/home/oncall', '~')} already`,
        128,
      );
    const run = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
    if (!run) return unknownCommand(command);
    const found = repositoryAt(world.spec, ctx.cwd ?? '/home/oncall', changes);
    if ('fatal' in found) return fail(found.fatal, 128);
    return run({ world, service: found.service, commits: commitsOf(world, found.service) }, args);
  },
  complete: (world, ctx, argv) => {
    const { changes, command, args } = readGlobals(argv);
    const services = world.spec.services.map(({ id }) => id);
    if (argv.at(-2) === '-C') return services;
    if (command === undefined || args.length === 0) return [...Object.keys(COMMANDS), '-C'];
    const found = repositoryAt(world.spec, ctx.cwd ?? '/home/oncall', changes);
    const tagged = 'fatal' in found ? [] : commitsOf(world, found.service).flatMap(({ tags: names }) => names);
    if ((args.at(-1) ?? '').startsWith('-')) return Object.hasOwn(FLAGS, command) ? FLAGS[command]! : [];
    return ['log', 'show', 'diff', 'rev-parse'].includes(command) ? ['HEAD', 'main', ...tagged] : [];
  },
};

const FLAGS: Readonly<Record<string, string[]>> = {
  log: ['--oneline', '--stat', '--patch', '--since=', '--author=', '--grep=', '--all', '--pretty=', '-n'],
  show: ['--stat', '--name-only'],
  diff: ['--stat', '--name-only'],
  branch: ['--all'],
  tag: ['--list'],
};

/** `-C path` and the like stand before the command. */
function readGlobals(argv: readonly string[]): { changes: string[]; command: string | undefined; args: string[] } {
  const changes: string[] = [];
  let at = 0;
  for (; at < argv.length && argv[at]!.startsWith('-'); at++) {
    const word = argv[at]!;
    if (word === '-C') changes.push(argv[++at] ?? '');
    else if (word === '-c') at++;
    else if (!['--no-pager', '-P', '-p', '--paginate'].includes(word)) break;
  }
  return { changes, command: argv[at], args: argv.slice(at + 1) };
}

function unknownCommand(command: string): ToolResult {
  const close = nearest(command, Object.keys(COMMANDS));
  const meant =
    close.length === 0
      ? ''
      : `\n\nThe most similar command${close.length === 1 ? ' is' : 's are'}\n${close.map((name) => `\t${name}`).join('\n')}`;
  return fail(`git: '${command}' is not a git command. See 'git --help'.${meant}`, 1);
}

/** Versions, as git sorts names: letter by letter, unless asked for the newest first. */
function tags({ commits }: Repository, args: readonly string[]): ToolResult {
  if (args.some((word) => /^(-a|-d|-f|-m|--delete|--annotate)$/.test(word)))
    return fail('error: insufficient permission for adding an object to repository database .git/objects', 128);
  const byDate = args.find((word) => word.startsWith('--sort='));
  const names = commits.flatMap((commit) => commit.tags);
  const pattern = args.find((word) => !word.startsWith('-'));
  const fits = (name: string) =>
    pattern === undefined ||
    new RegExp(
      `^${pattern
        .replace(/[.+^$()|[\]\\]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.')}$`,
    ).test(name);
  const ordered = byDate === undefined ? [...names].sort() : byDate.includes('=-') ? names : [...names].reverse();
  return out(ordered.filter(fits).join('\n'));
}

function describe(commits: readonly Commit[]): ToolResult {
  const at = commits.findIndex(({ tags: names }) => names.length > 0);
  const tag = commits[at]?.tags[0];
  if (tag === undefined) return fail('fatal: No names found, cannot describe anything.', 128);
  return out(at === 0 ? tag : `${tag}-${at}-g${commits[0]!.sha.slice(0, 7)}`);
}

function revParse({ commits, service }: Repository, args: readonly string[]): ToolResult {
  if (args.includes('--show-toplevel')) return out(`${SOURCES}/${service}`);
  if (args.includes('--abbrev-ref')) return out('main');
  const typed = args.find((word) => !word.startsWith('-')) ?? 'HEAD';
  const commit = findCommit(commits, typed);
  if (!commit)
    return fail(
      `${typed}\nfatal: ambiguous argument '${typed}': unknown revision or path not in the working tree.`,
      128,
    );
  return out(args.includes('--short') ? commit.sha.slice(0, 7) : commit.sha);
}

function shortlog(commits: readonly Commit[]): ToolResult {
  const authors = [...new Set(commits.map(({ author }) => author))].sort();
  return out(
    authors
      .map((author) => {
        const mine = commits.filter((commit) => commit.author === author).reverse();
        return `${author} (${mine.length}):\n${mine.map(({ message }) => `      ${message}`).join('\n')}\n`;
      })
      .join('\n'),
  );
}

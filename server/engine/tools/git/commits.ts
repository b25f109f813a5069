import { deployments } from '../../read.ts';
import { hashText } from '../../random.ts';
import type { World } from '../../world.ts';
import { type FileChange, fileChanges } from './diff.ts';
import { SMALL_CHANGES } from './small-changes.ts';

export interface Commit {
  /** 40 hexadecimal digits. */
  sha: string;
  /** Account name of who wrote it. */
  author: string;
  /** Unix milliseconds. */
  atMs: number;
  message: string;
  /** Tags on it, such as `v2.17.2`. */
  tags: string[];
  changes: FileChange[];
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * The history of one service's repository, newest first: a commit for each version that was deployed, with the message
 * and diff of the scenario, the configuration changes that were recorded, and small everyday commits between them. What
 * has not been deployed yet is not there, so that a repository tells nothing of what is to come.
 */
export function commitsOf(world: World, service: string): Commit[] {
  const releases = releaseCommits(world, service);
  const configured = configCommits(world, service);
  const small = smallCommits(world, service, releases);
  return [...releases, ...configured, ...small].sort((a, b) => b.atMs - a.atMs || (a.sha < b.sha ? -1 : 1));
}

function releaseCommits(world: World, service: string): Commit[] {
  const spec = world.spec.services.find(({ id }) => id === service);
  const revisions = deployments(world).find((deployment) => deployment.service === service)?.revisions ?? [];
  const seen = new Set<string>();
  return revisions.flatMap(({ version, atS, summary, author }) => {
    if (seen.has(version)) return [];
    seen.add(version);
    const commit = spec?.versions[version]?.commit;
    const message = commit?.message ?? summary.replace(new RegExp(`^${service} [\\d.]+: `), '');
    // Merged, built and tested before it was deployed.
    const beforeMs = (25 + (hashText(`${service}@${version}/merged`) % 60)) * MINUTE_MS;
    return [
      {
        sha: fullSha(commit?.sha ?? '', `${service}@${version}`),
        author: commit?.author ?? author,
        atMs: timeOf(world, atS) - beforeMs,
        message,
        tags: [`v${version}`],
        changes:
          commit?.diff === undefined ? usualChanges(message, version) : fileChanges(service, message, commit.diff),
      },
    ];
  });
}

/** The diff of a release that the scenario says nothing of: a step more in the handler, and the version. */
function usualChanges(message: string, version: string): FileChange[] {
  const words = message
    .replace(/[^A-Za-z ]/g, '')
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
  const step =
    words.map((word, at) => (at === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('') || 'step';
  const line = 10 + (hashText(message) % 90);
  return [
    {
      path: 'package.json',
      isNew: false,
      line: 3,
      lines: [`-  "version": "${previous(version)}",`, `+  "version": "${version}",`],
    },
    {
      path: 'src/handlers.js',
      isNew: false,
      line: 4,
      lines: [`+import { ${step} } from './${words.join('-') || 'step'}.js'`],
    },
    {
      path: 'src/handlers.js',
      isNew: false,
      line,
      lines: ['-  return answer(request)', `+  return ${step}(answer(request))`],
    },
  ];
}

/** Changes of configuration and schema that went through the repository. */
function configCommits(world: World, service: string): Commit[] {
  return world.spec.history
    .filter(
      ({ kind, target, diff }) =>
        target === service && (kind === 'config' || kind === 'migration') && diff !== undefined,
    )
    .map(({ atS, summary, author, diff }) => {
      const message = `${summary.charAt(0).toUpperCase()}${summary.slice(1)}`;
      return {
        sha: fullSha('', `${service}/${atS}/${summary}`),
        author,
        atMs: timeOf(world, atS) - 4 * MINUTE_MS,
        message,
        tags: [],
        changes: fileChanges(service, message, diff!),
      };
    });
}

/** What a team also does: two to four small commits before each release. */
function smallCommits(world: World, service: string, releases: readonly Commit[]): Commit[] {
  const people = [
    ...new Set([
      ...releases.map(({ author }) => author),
      world.spec.services.find(({ id }) => id === service)?.owner ?? 'root',
    ]),
  ];
  let next = hashText(`${world.spec.entry}/${service}`) % SMALL_CHANGES.length;
  const oldestFirst = [...releases].sort((a, b) => a.atMs - b.atMs);
  return oldestFirst.flatMap((release, at) => {
    const fromMs = oldestFirst[at - 1]?.atMs ?? release.atMs - 6 * DAY_MS;
    const count = 2 + (hashText(`${release.sha}/count`) % 3);
    return Array.from({ length: count }, (_, i): Commit => {
      const { message, path, lines } = SMALL_CHANGES[next++ % SMALL_CHANGES.length]!;
      const key = `${service}/${release.sha}/${i}`;
      const share = (i + 0.3 + 0.4 * ((hashText(key) % 100) / 100)) / count;
      return {
        sha: fullSha('', key),
        author: people[hashText(`${key}/author`) % people.length]!,
        atMs: Math.floor((fromMs + share * (release.atMs - fromMs)) / 1000) * 1000,
        message,
        tags: [],
        changes: [{ path, isNew: false, line: 1 + (hashText(key) % 60), lines }],
      };
    });
  });
}

/** 40 digits that begin with what the scenario gave. */
function fullSha(short: string, key: string): string {
  const rest = [1, 2, 3, 4, 5].map((part) => hashText(`${key}/${part}`).toString(16).padStart(8, '0')).join('');
  return `${short}${rest}`.slice(0, 40);
}

function previous(version: string): string {
  const [, head = '', patch = '0'] = /^(.*\.)?(\d+)$/.exec(version) ?? [];
  return `${head}${Math.max(0, Number(patch) - 1)}`;
}

function timeOf(world: World, atS: number): number {
  return world.spec.startsAtMs + Math.floor(atS) * 1000;
}

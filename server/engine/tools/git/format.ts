import type { World } from '../../world.ts';
import { calendar } from '../../calendar.ts';
import { clockTime, httpTime, isoTime } from '../when.ts';
import type { Commit } from './commits.ts';

/** How commits are shown: `--oneline`, `--pretty=…`, `--format=…`, `--date=…`. */
export interface CommitFormat {
  format: string;
  date: string;
  decorate: boolean;
}

/** One commit without its diff. */
export function commitText(
  world: World,
  commit: Commit,
  isHead: boolean,
  { format, date, decorate }: CommitFormat,
): string {
  const names = decorate ? decoration(commit, isHead) : '';
  const who = `${commit.author} <${mailOf(commit.author)}>`;
  const when = dateText(world, commit.atMs, date);
  const body = `\n    ${commit.message.split('\n').join('\n    ')}\n`;
  if (format === 'oneline') return `${short(commit)}${names} ${commit.message.split('\n')[0]!}`;
  if (format === 'oneline-full') return `${commit.sha}${names} ${commit.message.split('\n')[0]!}`;
  if (format === 'short') return `commit ${commit.sha}${names}\nAuthor: ${who}\n${body}`;
  if (format === 'fuller')
    return `commit ${commit.sha}${names}\nAuthor:     ${who}\nAuthorDate: ${when}\nCommit:     ${who}\nCommitDate: ${when}\n${body}`;
  if (format === 'medium' || format === 'full' || format === '')
    return `commit ${commit.sha}${names}\nAuthor: ${who}\n${format === 'full' ? `Commit: ${who}\n` : `Date:   ${when}\n`}${body}`;
  return placeholders(world, commit, format.replace(/^t?format:/, ''), names, date);
}

export function short({ sha }: Commit): string {
  return sha.slice(0, 7);
}

export function mailOf(author: string): string {
  return `${author}@shop.example.com`;
}

function decoration({ tags }: Commit, isHead: boolean): string {
  const names = [
    ...(isHead ? ['HEAD -> main'] : []),
    ...tags.map((tag) => `tag: ${tag}`),
    ...(isHead ? ['origin/main', 'origin/HEAD'] : []),
  ];
  return names.length === 0 ? '' : ` (${names.join(', ')})`;
}

/** `Tue Mar 10 13:25:00 2026 +0000`, or as `--date` says. */
export function dateText(world: World, atMs: number, style: string): string {
  const nowMs = world.spec.startsAtMs + world.nowS * 1000;
  if (style === 'short') return isoTime(atMs).slice(0, 10);
  if (style === 'iso' || style === 'iso8601') return `${isoTime(atMs).slice(0, 10)} ${clockTime(atMs)} +0000`;
  if (style === 'iso-strict' || style === 'iso8601-strict') return isoTime(atMs).replace('Z', '+00:00');
  if (style === 'relative' || style === 'human') return relative(nowMs - atMs);
  if (style === 'unix') return String(Math.floor(atMs / 1000));
  if (style === 'rfc') return httpTime(atMs).replace('GMT', '+0000');
  const [weekday = '', , month = ''] = httpTime(atMs).replace(',', '').split(' ');
  const at = calendar(atMs);
  return `${weekday} ${month} ${at.day} ${clockTime(atMs)} ${at.year} +0000`;
}

/** `35 minutes ago`, in git's steps. */
function relative(ms: number): string {
  const s = Math.floor(ms / 1000);
  const ago = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'} ago`;
  if (s < 90) return ago(s, 'second');
  const minutes = Math.floor((s + 30) / 60);
  if (minutes < 90) return ago(minutes, 'minute');
  const hours = Math.floor((minutes + 30) / 60);
  if (hours < 36) return ago(hours, 'hour');
  const days = Math.floor((hours + 12) / 24);
  return days < 14 ? ago(days, 'day') : ago(Math.floor((days + 3) / 7), 'week');
}

function placeholders(world: World, commit: Commit, format: string, names: string, date: string): string {
  const values: Record<string, string> = {
    H: commit.sha,
    h: short(commit),
    s: commit.message.split('\n')[0]!,
    B: commit.message,
    b: commit.message.split('\n').slice(2).join('\n'),
    an: commit.author,
    ae: mailOf(commit.author),
    cn: commit.author,
    ce: mailOf(commit.author),
    ad: dateText(world, commit.atMs, date),
    cd: dateText(world, commit.atMs, date),
    ar: dateText(world, commit.atMs, 'relative'),
    cr: dateText(world, commit.atMs, 'relative'),
    ai: dateText(world, commit.atMs, 'iso'),
    ci: dateText(world, commit.atMs, 'iso'),
    aI: dateText(world, commit.atMs, 'iso-strict'),
    cI: dateText(world, commit.atMs, 'iso-strict'),
    as: dateText(world, commit.atMs, 'short'),
    cs: dateText(world, commit.atMs, 'short'),
    at: dateText(world, commit.atMs, 'unix'),
    ct: dateText(world, commit.atMs, 'unix'),
    d: names,
    D: names.replace(/^ \((.*)\)$/, '$1'),
    n: '\n',
    '%': '%',
  };
  return format
    .replace(/%C\([^)]*\)|%C(?:red|green|blue|reset|yellow)/g, '')
    .replace(/%(a[neidrIst]|c[neidrIst]|[HhsBbdDn%])/g, (typed, key: string) => values[key] ?? typed);
}

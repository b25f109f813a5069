import type { Runbook } from './runbook.ts';

type Prerequisite = Runbook['prerequisites'][number];

/**
 * Has an account with these permissions what a prerequisite asks for? The page says it in a comment
 * (`<!-- access: psql:orders:pg_signal_backend -->`), or by naming a permission's tool and what it is for in words; null
 * when it says neither, and a person has to know.
 */
export function isMet(prerequisite: Prerequisite, access: readonly string[]): boolean | null {
  const wanted = prerequisite.access ?? accessInWords(prerequisite.text);
  return wanted === null ? null : grants(access, wanted);
}

/** True when one of the permissions is the wanted one, holds it, or lies within it: any right on `psql:orders` lets one in. */
export function grants(access: readonly string[], wanted: string): boolean {
  return access.some(
    (grant) =>
      grant === wanted ||
      grant === '*' ||
      (grant.endsWith(':*') && wanted.startsWith(grant.slice(0, -1))) ||
      grant.startsWith(`${wanted}:`),
  );
}

/** Words that ask for a permission, each with its name. */
const WORDS: [RegExp, string][] = [
  [/\b(pg_signal_backend|end(ing)? (other |the )?sessions|terminate (other )?sessions)\b/i, 'pg_signal_backend'],
  [/\bpg_monitor|sight of (other )?sessions\b/i, 'pg_monitor'],
  [/\b(pause|resume|stop)( \w+)? jobs?\b/i, 'job:write'],
  [/\b(roll(ing)? ?back|halt|release|deploy)\b.*\b(right|may|permission|role)\b|\b(right|may|permission|role)\b.*\b(roll ?back|halt|release|deploy)\b/i, 'deploy:write'],
  [/\b(flip|switch|change|set)( \w+)? (feature )?flags?\b/i, 'flag:write'],
  [/\bkubectl\b.*\b(write|restart|scale|delete|edit)\b/i, 'kubectl:write'],
  [/\bkubectl\b|\bsight of pods\b/i, 'kubectl:read'],
  [/\b(renew|install)( \w+)? cert(ificate)?s?\b/i, 'cert:write'],
]; // prettier-ignore

function accessInWords(text: string): string | null {
  const found = WORDS.find(([words]) => words.test(text))?.[1];
  if (found === undefined) return null;
  if (!found.startsWith('pg_')) return found;
  const database = /\bon (?:the )?`?([a-z][\w-]*)`?/i.exec(text)?.[1];
  return database === undefined ? null : `psql:${database}:${found}`;
}

/**
 * The permission that a refused line asked for, from the line and what the system said; null when it cannot be told. The
 * names are those that tools check and scenarios grant.
 */
export function permissionFor(line: string, stderr: string): string | null {
  const words = line.trim().split(/\s+/);
  const tool = words[0] ?? '';
  if (tool === 'psql') {
    const database = /(?:-h|--host|-d|--dbname)[ =]?([a-z][\w-]*)/.exec(line)?.[1] ?? words[1];
    if (database === undefined || database.startsWith('-')) return null;
    const right = /pg_(terminate|cancel)_backend/.test(line) ? 'pg_signal_backend' : /superuser|owner|parameter/.test(stderr) ? 'superuser' : 'pg_monitor'; // prettier-ignore
    return `psql:${database}:${right}`;
  }
  if (tool === 'kubectl') {
    if (/\bcordon|drain\b/.test(line)) return 'node:write';
    if (/statefulset/.test(line)) return 'db:restart';
    if (/cronjob/.test(line)) return 'job:write';
    return /\b(get|top|describe|logs)\b/.test(line) ? 'kubectl:read' : 'kubectl:write';
  }
  return PERMISSIONS[tool] ?? null;
}

const PERMISSIONS: Record<string, string> = {
  deploy: 'deploy:write',
  flag: 'flag:write',
  job: 'job:write',
  cert: 'cert:write',
  traffic: 'traffic:write',
  breaker: 'breaker:write',
  queue: 'queue:write',
  dns: 'dns:write',
  disk: 'disk:write',
  'redis-cli': 'cache:write',
  sudo: 'host:sudo',
};

/** Relation-level lock modes as pg_locks names them, weakest first. */
export const LOCK_MODES = [
  'AccessShareLock',
  'RowShareLock',
  'RowExclusiveLock',
  'ShareUpdateExclusiveLock',
  'ShareLock',
  'ShareRowExclusiveLock',
  'ExclusiveLock',
  'AccessExclusiveLock',
] as const;

export type LockMode = (typeof LOCK_MODES)[number];

/** PostgreSQL's "Conflicting Lock Modes": whom each mode keeps out, by position in `LOCK_MODES`. */
const CONFLICTS: Record<LockMode, readonly number[]> = {
  AccessShareLock: [7],
  RowShareLock: [6, 7],
  RowExclusiveLock: [4, 5, 6, 7],
  ShareUpdateExclusiveLock: [3, 4, 5, 6, 7],
  ShareLock: [2, 3, 5, 6, 7],
  ShareRowExclusiveLock: [2, 3, 4, 5, 6, 7],
  ExclusiveLock: [1, 2, 3, 4, 5, 6, 7],
  AccessExclusiveLock: [0, 1, 2, 3, 4, 5, 6, 7],
};

/** A mode as a bit, and the modes it keeps out as bits. */
export const MODE_BIT: Readonly<Record<LockMode, number>> = bits((mode) => [LOCK_MODES.indexOf(mode)]);
export const CONFLICT_BITS: Readonly<Record<LockMode, number>> = bits((mode) => CONFLICTS[mode]);

function bits(of: (mode: LockMode) => readonly number[]): Record<LockMode, number> {
  return Object.fromEntries(
    LOCK_MODES.map((mode) => [mode, of(mode).reduce((sum, position) => sum | (1 << position), 0)]),
  ) as Record<LockMode, number>;
}

/** May two sessions not hold these on one table at the same time? Symmetric. */
export function conflict(a: LockMode, b: LockMode): boolean {
  return (CONFLICT_BITS[a] & MODE_BIT[b]) !== 0;
}

/** Reads "ACCESS EXCLUSIVE" as LOCK TABLE writes it, or "AccessExclusiveLock" as pg_locks shows it; null = neither. */
export function readLockMode(text: string): LockMode | null {
  const name = text.replace(/[\s_]/g, '').toLowerCase().replace(/lock$/, '');
  return LOCK_MODES.find((mode) => mode.toLowerCase() === `${name}lock`) ?? null;
}

/** The lock that a statement takes on the tables it names (documentation of PostgreSQL 15, "Table-Level Locks"). */
export function modeOfStatement(statement: string): LockMode {
  const text = statement.trim().toLowerCase().replace(/\s+/g, ' ');
  if (text.startsWith('lock ')) {
    const named = / in ([a-z ]+) mode/.exec(text)?.[1];
    return (named === undefined ? null : readLockMode(named)) ?? 'AccessExclusiveLock';
  }
  if (/^(vacuum|analyze|create (unique )?index concurrently|reindex .*concurrently)\b/.test(text))
    return /^vacuum \(?full/.test(text) ? 'AccessExclusiveLock' : 'ShareUpdateExclusiveLock';
  if (/^(create (unique )?index|reindex)\b/.test(text)) return 'ShareLock';
  if (/^create (constraint )?trigger\b/.test(text)) return 'ShareRowExclusiveLock';
  if (text.startsWith('alter ') && text.includes(' validate constraint ')) return 'ShareUpdateExclusiveLock';
  if (/^(alter|drop|truncate|cluster)\b/.test(text)) return 'AccessExclusiveLock';
  if (/^(insert|update|delete|merge)\b/.test(text) || /^copy [^(]+ from /.test(text)) return 'RowExclusiveLock';
  if (/^with\b.*\b(insert into|update|delete from)\b/.test(text) && !/\bfor (no key )?update\b/.test(text))
    return 'RowExclusiveLock';
  return /\bfor (no key update|update|key share|share)\b/.test(text) ? 'RowShareLock' : 'AccessShareLock';
}

/** Tables that a statement names, in the order of `tables`: everybody locks in one order, so nobody deadlocks. */
export function tablesIn(tables: readonly string[], statement: string): string[] {
  return tables.filter((table) => new RegExp(`\\b${table}\\b`, 'i').test(statement));
}

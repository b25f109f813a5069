/**
 * What a caller hands to the SQL evaluator: relations, backend functions, settings, the clock and the role.
 * The evaluator knows no world; whoever implements `psql` builds a catalog from it per statement.
 */

/** Scalar types by PostgreSQL's internal names; an array is the element's name followed by `[]`. */
export type ScalarType =
  | 'bool'
  | 'int4'
  | 'int8'
  | 'oid'
  | 'xid'
  | 'float8'
  | 'numeric'
  | 'text'
  | 'name'
  | 'char'
  | 'timestamptz'
  | 'timestamp'
  | 'date'
  | 'interval'
  | 'inet'
  | 'pg_lsn'
  | 'regclass'
  | 'jsonb'
  | 'void'
  | 'unknown';
export type SqlType = ScalarType | `${ScalarType}[]`;

export interface Column {
  name: string;
  type: SqlType;
}

/**
 * A value as callers give it, by column type: bool → boolean; int4, oid, xid, float8 → number; int8, numeric → number,
 * bigint or decimal text; text, name, inet, pg_lsn, jsonb → string in PostgreSQL's input form; timestamptz, timestamp,
 * date → milliseconds since 1970 UTC; interval → milliseconds; regclass → the relation's oid; arrays → JS arrays.
 */
export type PlainValue = null | boolean | number | bigint | string | readonly PlainValue[];

export interface Relation {
  columns: readonly Column[];
  /** Called at most once per statement, on first use. Each row has one value per column. */
  rows: () => readonly (readonly PlainValue[])[];
  /** `view` unless said otherwise; it only changes the wording of refusals. */
  kind?: 'table' | 'view';
  /** For `::regclass` in both directions. */
  oid?: number;
  /** False: `permission denied for table …`. Default true. */
  readable?: boolean;
}

/** A message beside the result: `WARNING:  PID 999999 is not a PostgreSQL backend process`. */
export interface SqlNotice {
  severity: 'WARNING' | 'NOTICE' | 'INFO';
  message: string;
  hint?: string;
}

/** One overload of a function the caller supplies (effects allowed; it runs once per row that passes the filter). */
export interface BackendFunction {
  args: readonly SqlType[];
  /** How many trailing arguments may be left out. Default 0. */
  optional?: number;
  returns: SqlType;
  /** True for functions with effects or changing answers: they are evaluated after every other condition. */
  volatile?: boolean;
  /** True: null when any argument is null, without a call. Default true. */
  strict?: boolean;
  /** True: `returns` is the element type and the function yields one row per element of the array it gives. */
  setReturning?: boolean;
  /** May throw `SqlFault`. Arguments arrive as `PlainValue` in the forms above. */
  run: (args: readonly PlainValue[], notice: (notice: SqlNotice) => void) => PlainValue;
}

export interface Setting {
  /** As SHOW prints it: `100`, `30s`, `on`. */
  value: string;
  /** Who may change it; the wording of `SET` depends on it. Default `user`. */
  context?: 'internal' | 'postmaster' | 'sighup' | 'superuser' | 'user';
}

export interface RoleAttributes {
  superuser: boolean;
  /** Roles it is a member of, such as `pg_monitor`. */
  memberOf: readonly string[];
}

/** A statement other than SELECT and SHOW, boiled down to what a caller may want to act on. */
export type Utility =
  | { kind: 'alter system'; setting: string; value: string | null }
  | { kind: 'alter role'; role: string; database: string | null; setting: string; value: string | null }
  | { kind: 'alter database'; database: string; setting: string; value: string | null }
  | { kind: 'set'; setting: string; value: string | null; local: boolean }
  | { kind: 'transaction'; verb: 'BEGIN' | 'COMMIT' | 'ROLLBACK' }
  | {
      kind: 'write';
      verb: 'INSERT' | 'UPDATE' | 'DELETE' | 'TRUNCATE TABLE' | 'MERGE';
      relation: string;
      position?: number;
    }
  | { kind: 'other'; verb: string; relation: string | null };

export interface Catalog {
  /** By lower-case name, optionally schema-qualified (`public.orders`); `pg_catalog.` and `public.` may be left out. */
  relations: Readonly<Record<string, Relation>>;
  /** By lower-case name; several overloads are tried in order. */
  functions: Readonly<Record<string, readonly BackendFunction[]>>;
  /** By lower-case name. */
  settings: Readonly<Record<string, Setting>>;
  /** Simulated time, milliseconds since 1970 UTC: `now()`, the same for the whole text. */
  nowMs: number;
  user: string;
  database: string;
  role: RoleAttributes;
  /** This session's own pid, for `pg_backend_pid()`. */
  backendPid: number;
  /** Evaluation steps for the whole text before `statement timeout`. Default 500,000. */
  maxSteps?: number;
  /**
   * Takes over a utility statement: return its command tag (`ALTER SYSTEM`) or its rows, or throw `SqlFault`. Return undefined to
   * leave it to the default, which refuses by privilege.
   */
  onUtility?: (statement: Utility, notice: (notice: SqlNotice) => void) => UtilityAnswer | undefined;
}

/** A command tag, or a result set such as EXPLAIN's. */
export type UtilityAnswer =
  string | { command: string; columns: readonly Column[]; rows: readonly (readonly (string | null)[])[] };

/** What an error carries to the client. `position` counts characters from 0 in the text that was sent. */
export interface SqlErrorReport {
  severity: 'ERROR' | 'FATAL';
  message: string;
  detail?: string;
  hint?: string;
  position?: number;
}

/** One statement's outcome. With `error`, columns and rows are empty; notices may still be there. */
export interface SqlResult {
  columns: readonly Column[];
  /** Values in PostgreSQL's output text; null is SQL's null. */
  rows: readonly (readonly (string | null)[])[];
  /** Command tag: `SELECT 3`, `SHOW`, `ALTER SYSTEM`. */
  command: string;
  /** False for statements without a result set (psql prints the command tag instead). */
  hasRows: boolean;
  notices: readonly SqlNotice[];
  error?: SqlErrorReport;
}

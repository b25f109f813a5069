import { readSettingMs } from './settings.ts';

/** Who may change a PostgreSQL setting, and when it takes effect; the words of pg_settings.context. */
export type SettingContext = 'internal' | 'postmaster' | 'sighup' | 'superuser' | 'user';

/** One server parameter as PostgreSQL 15 documents it. `value` is the default in SHOW's form. */
export interface SettingSpec {
  value: string;
  /** pg_settings.unit: what `setting` counts. */
  unit?: 'ms' | 's' | 'min' | 'kB' | '8kB' | 'MB';
  type: 'bool' | 'integer' | 'real' | 'string' | 'enum';
  context: SettingContext;
  category: string;
  about: string;
  min?: number;
  max?: number;
  oneOf?: readonly string[];
}

const INT_MAX = 2_147_483_647;
const CONNECTIONS = 'Connections and Authentication / Connection Settings';
const CLIENT = 'Client Connection Defaults / Statement Behavior';
const MEMORY = 'Resource Usage / Memory';
const LOGGING = 'Reporting and Logging / What to Log';
const WHEN = 'Reporting and Logging / When to Log';
const WAL = 'Write-Ahead Log / Settings';
const CHECKPOINTS = 'Write-Ahead Log / Checkpoints';
const VACUUM = 'Autovacuum';
const SENDING = 'Replication / Sending Servers';
const STANDBY = 'Replication / Standby Servers';
const PLANNER = 'Query Tuning / Planner Cost Constants';
const TCP = 'Connections and Authentication / TCP Settings';
const PRESET = 'Preset Options';

const timeout = (about: string, context: SettingContext = 'user'): SettingSpec => ({
  value: '0',
  unit: 'ms',
  type: 'integer',
  context,
  category: CLIENT,
  about,
  min: 0,
  max: INT_MAX,
});
const whole = (
  value: string,
  min: number,
  max: number,
  context: SettingContext,
  category: string,
  about: string,
  unit?: SettingSpec['unit'],
): SettingSpec => ({ value, type: 'integer', context, category, about, min, max, ...(unit ? { unit } : {}) });
const bool = (value: string, context: SettingContext, category: string, about: string): SettingSpec => ({
  value,
  type: 'bool',
  context,
  category,
  about,
});
const text = (value: string, context: SettingContext, category: string, about: string): SettingSpec => ({
  value,
  type: 'string',
  context,
  category,
  about,
});

/** The parameters that people look at or change in an incident, by name. */
export const SERVER_SETTINGS: Readonly<Record<string, SettingSpec>> = {
  application_name: text('psql', 'user', LOGGING, 'Sets the application name to be reported in statistics and logs.'),
  autovacuum: bool('on', 'sighup', VACUUM, 'Starts the autovacuum subprocess.'),
  autovacuum_max_workers: whole('3', 1, 262_143, 'postmaster', VACUUM, 'Sets the maximum number of simultaneously running autovacuum worker processes.'),
  autovacuum_naptime: whole('1min', 1, 2_147_483, 'sighup', VACUUM, 'Time to sleep between autovacuum runs.', 's'),
  autovacuum_vacuum_threshold: whole('50', 0, INT_MAX, 'sighup', VACUUM, 'Minimum number of tuple updates or deletes prior to vacuum.'),
  checkpoint_completion_target: { value: '0.9', type: 'real', context: 'sighup', category: CHECKPOINTS, about: 'Time spent flushing dirty buffers during checkpoint, as fraction of checkpoint interval.', min: 0, max: 1 },
  checkpoint_timeout: whole('5min', 30, 86_400, 'sighup', CHECKPOINTS, 'Sets the maximum time between automatic WAL checkpoints.', 's'),
  client_min_messages: { value: 'notice', type: 'enum', context: 'user', category: WHEN, about: 'Sets the message levels that are sent to the client.', oneOf: ['debug5', 'debug4', 'debug3', 'debug2', 'debug1', 'log', 'notice', 'warning', 'error'] },
  cluster_name: text('', 'postmaster', 'Reporting and Logging / Process Title', 'Sets the name of the cluster, which is included in the process title.'),
  data_directory: text('/var/lib/postgresql/15/main', 'postmaster', 'File Locations', "Sets the server's data directory."),
  deadlock_timeout: { ...timeout('Sets the time to wait on a lock before checking for deadlock.', 'superuser'), value: '1s', min: 1, category: 'Lock Management' },
  default_transaction_isolation: { value: 'read committed', type: 'enum', context: 'user', category: CLIENT, about: 'Sets the transaction isolation level of each new transaction.', oneOf: ['serializable', 'repeatable read', 'read committed', 'read uncommitted'] },
  default_transaction_read_only: bool('off', 'user', CLIENT, 'Sets the default read-only status of new transactions.'),
  effective_cache_size: whole('4GB', 1, INT_MAX, 'user', PLANNER, "Sets the planner's assumption about the total size of the data caches.", '8kB'),
  fsync: bool('on', 'sighup', WAL, 'Forces synchronization of updates to disk.'),
  hot_standby: bool('on', 'postmaster', STANDBY, 'Allows connections and queries during recovery.'),
  hot_standby_feedback: bool('off', 'sighup', STANDBY, 'Allows feedback from a hot standby to the primary that will avoid query conflicts.'),
  idle_in_transaction_session_timeout: timeout('Sets the maximum allowed idle time between queries, when in a transaction.'),
  idle_session_timeout: timeout('Sets the maximum allowed idle time between queries, when not in a transaction.'),
  lc_messages: text('C.UTF-8', 'superuser', 'Client Connection Defaults / Locale and Formatting', 'Sets the language in which messages are displayed.'),
  listen_addresses: text('*', 'postmaster', CONNECTIONS, 'Sets the host name or IP address(es) to listen to.'),
  lock_timeout: timeout('Sets the maximum allowed duration of any wait for a lock.'),
  log_connections: bool('on', 'superuser', LOGGING, 'Logs each successful connection.'),
  log_lock_waits: bool('off', 'superuser', LOGGING, 'Logs long lock waits.'),
  log_min_duration_statement: { ...timeout('Sets the minimum execution time above which all statements will be logged.', 'superuser'), value: '-1', min: -1, category: WHEN },
  log_statement: { value: 'none', type: 'enum', context: 'superuser', category: LOGGING, about: 'Sets the type of statements logged.', oneOf: ['none', 'ddl', 'mod', 'all'] },
  maintenance_work_mem: whole('64MB', 1024, INT_MAX, 'user', MEMORY, 'Sets the maximum memory to be used for maintenance operations.', 'kB'),
  max_connections: whole('100', 1, 262_143, 'postmaster', CONNECTIONS, 'Sets the maximum number of concurrent connections.'),
  max_locks_per_transaction: whole('64', 10, INT_MAX, 'postmaster', 'Lock Management', 'Sets the maximum number of locks per transaction.'),
  max_parallel_workers: whole('8', 0, 1024, 'user', 'Resource Usage / Asynchronous Behavior', 'Sets the maximum number of parallel workers that can be active at one time.'),
  max_prepared_transactions: whole('0', 0, 262_143, 'postmaster', 'Resource Usage / Memory', 'Sets the maximum number of simultaneously prepared transactions.'),
  max_replication_slots: whole('10', 0, 262_143, 'postmaster', SENDING, 'Sets the maximum number of simultaneously defined replication slots.'),
  max_standby_streaming_delay: { ...timeout('Sets the maximum delay before canceling queries when a hot standby server is processing streamed WAL data.', 'sighup'), value: '30s', min: -1, category: STANDBY },
  max_wal_senders: whole('10', 0, 262_143, 'postmaster', SENDING, 'Sets the maximum number of simultaneously running WAL sender processes.'),
  max_wal_size: whole('1GB', 2, 2_147_483_647, 'sighup', CHECKPOINTS, 'Sets the WAL size that triggers a checkpoint.', 'MB'),
  max_worker_processes: whole('8', 0, 262_143, 'postmaster', 'Resource Usage / Asynchronous Behavior', 'Maximum number of concurrent worker processes.'),
  min_wal_size: whole('80MB', 2, 2_147_483_647, 'sighup', CHECKPOINTS, 'Sets the minimum size to shrink the WAL to.', 'MB'),
  password_encryption: { value: 'scram-sha-256', type: 'enum', context: 'user', category: 'Connections and Authentication / Authentication', about: 'Chooses the algorithm for encrypting passwords.', oneOf: ['md5', 'scram-sha-256'] },
  port: whole('5432', 1, 65_535, 'postmaster', CONNECTIONS, 'Sets the TCP port the server listens on.'),
  random_page_cost: { value: '4', type: 'real', context: 'user', category: PLANNER, about: "Sets the planner's estimate of the cost of a nonsequentially fetched disk page.", min: 0, max: 1e300 },
  search_path: text('"$user", public', 'user', CLIENT, 'Sets the schema search order for names that are not schema-qualified.'),
  seq_page_cost: { value: '1', type: 'real', context: 'user', category: PLANNER, about: "Sets the planner's estimate of the cost of a sequentially fetched disk page.", min: 0, max: 1e300 },
  server_version: text('15.6', 'internal', PRESET, 'Shows the server version.'),
  shared_buffers: whole('4GB', 16, 1_073_741_823, 'postmaster', MEMORY, 'Sets the number of shared memory buffers used by the server.', '8kB'),
  shared_preload_libraries: text('pg_stat_statements', 'postmaster', 'Client Connection Defaults / Shared Library Preloading', 'Lists shared libraries to preload into server.'),
  statement_timeout: timeout('Sets the maximum allowed duration of any statement.'),
  superuser_reserved_connections: whole('3', 0, 262_143, 'postmaster', CONNECTIONS, 'Sets the number of connection slots reserved for superusers.'),
  synchronous_commit: { value: 'on', type: 'enum', context: 'user', category: WAL, about: "Sets the current transaction's synchronization level.", oneOf: ['local', 'remote_write', 'remote_apply', 'on', 'off'] },
  synchronous_standby_names: text('', 'sighup', 'Replication / Primary Server', 'Number of synchronous standbys and list of names of potential synchronous ones.'),
  tcp_keepalives_idle: whole('7200', 0, INT_MAX, 'user', TCP, 'Time between issuing TCP keepalives.', 's'),
  temp_file_limit: whole('-1', -1, INT_MAX, 'superuser', 'Resource Usage / Disk', 'Limits the total size of all temporary files used by each process.', 'kB'),
  timezone: text('Etc/UTC', 'user', 'Client Connection Defaults / Locale and Formatting', 'Sets the time zone for displaying and interpreting time stamps.'),
  track_activities: bool('on', 'superuser', 'Statistics / Cumulative Query and Index Statistics', 'Collects information about executing commands.'),
  track_activity_query_size: whole('1kB', 100, 1_048_576, 'postmaster', 'Statistics / Cumulative Query and Index Statistics', 'Sets the size reserved for pg_stat_activity.query, in bytes.'),
  transaction_isolation: { value: 'read committed', type: 'enum', context: 'user', category: CLIENT, about: "Sets the current transaction's isolation level.", oneOf: ['serializable', 'repeatable read', 'read committed', 'read uncommitted'] },
  transaction_read_only: bool('off', 'user', CLIENT, "Sets the current transaction's read-only status."),
  wal_keep_size: whole('0', 0, 2_147_483_647, 'sighup', SENDING, 'Sets the size of WAL files held for standby servers.', 'MB'),
  wal_level: { value: 'replica', type: 'enum', context: 'postmaster', category: WAL, about: 'Sets the level of information written to the WAL.', oneOf: ['minimal', 'replica', 'logical'] },
  wal_receiver_status_interval: whole('10s', 0, 2_147_483, 'sighup', STANDBY, 'Sets the maximum interval between WAL receiver status reports to the sending server.', 's'),
  wal_sender_timeout: { ...timeout('Sets the maximum time to wait for WAL replication.'), value: '1min', category: SENDING },
  work_mem: whole('16MB', 64, INT_MAX, 'user', MEMORY, 'Sets the maximum memory to be used for query workspaces.', 'kB'),
}; // prettier-ignore

/** Takes effect only when the server starts. */
export function needsRestart(name: string): boolean {
  return SERVER_SETTINGS[name]?.context === 'postmaster';
}

const SIZE_BYTES: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1024,
  MB: 1_048_576,
  GB: 1_073_741_824,
  TB: 1_099_511_627_776,
};
const UNIT_BYTES: Readonly<Record<string, number>> = { kB: 1024, '8kB': 8192, MB: 1_048_576 };
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000 };

/** What a value is worth in its setting's own unit: "30s" of a setting in ms is 30000. Null when it is no such number. */
export function settingNumber(spec: SettingSpec, value: string): number | null {
  const bytes = UNIT_BYTES[spec.unit ?? ''];
  const ms = UNIT_MS[spec.unit ?? ''];
  const plain = /^\s*-?\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) : null;
  if (plain !== null) return spec.type === 'integer' ? Math.round(plain) : plain;
  if (bytes !== undefined) {
    const size = /^\s*(\d+(?:\.\d+)?)\s*(B|kB|MB|GB|TB)\s*$/.exec(value);
    return size ? Math.round((Number(size[1]) * SIZE_BYTES[size[2]!]!) / bytes) : null;
  }
  if (ms !== undefined && /^\s*\d+(?:\.\d+)?\s*(ms|s|min|h|d)\s*$/.test(value))
    return Math.round(readSettingMs(value) / ms);
  return null;
}

/** How SHOW prints a number of a setting's own unit: the largest unit that divides it. */
export function settingText(spec: SettingSpec, amount: number): string {
  const bytes = UNIT_BYTES[spec.unit ?? ''];
  const ms = UNIT_MS[spec.unit ?? ''];
  if (amount <= 0) return String(amount);
  if (bytes !== undefined) return inLargest(amount * bytes, [['TB', SIZE_BYTES['TB']!], ['GB', SIZE_BYTES['GB']!], ['MB', SIZE_BYTES['MB']!], ['kB', 1024]]); // prettier-ignore
  if (ms !== undefined) return inLargest(amount * ms, [['d', 86_400_000], ['h', 3_600_000], ['min', 60_000], ['s', 1000], ['ms', 1]]); // prettier-ignore
  return String(amount);
}

function inLargest(amount: number, units: readonly (readonly [string, number])[]): string {
  const [name, size] = units.find(([, of]) => amount % of === 0) ?? units.at(-1)!;
  return `${amount / size}${name}`;
}

/**
 * A value as the server keeps it ("30000" → "30s", "TRUE" → "on"), or what is wrong with it in PostgreSQL's words.
 * Source: guc.c of PostgreSQL 15.
 */
export function readSetting(name: string, value: string): { text: string } | { problem: string; hint?: string } {
  const spec = SERVER_SETTINGS[name];
  if (!spec) return { problem: `unrecognized configuration parameter "${name}"` };
  if (spec.type === 'bool') {
    const on = /^(on|t|tr|tru|true|y|ye|yes|1)$/i.test(value);
    const off = /^(of|off|f|fa|fal|fals|false|n|no|0)$/i.test(value);
    return on || off ? { text: on ? 'on' : 'off' } : { problem: `parameter "${name}" requires a Boolean value` };
  }
  if (spec.type === 'enum') {
    const found = spec.oneOf?.find((one) => one === value.toLowerCase());
    if (found !== undefined) return { text: found };
    return {
      problem: `invalid value for parameter "${name}": "${value}"`,
      hint: `Available values: ${spec.oneOf?.join(', ') ?? ''}.`,
    };
  }
  if (spec.type === 'string') return { text: value };
  const amount = settingNumber(spec, value);
  if (amount === null) {
    const units = spec.unit === undefined ? null : UNIT_MS[spec.unit] === undefined ? '"B", "kB", "MB", "GB", and "TB"' : '"us", "ms", "s", "min", "h", and "d"'; // prettier-ignore
    return {
      problem: `invalid value for parameter "${name}": "${value}"`,
      ...(units !== null && /^\s*\d+(\.\d+)?\s*\S+\s*$/.test(value)
        ? { hint: `Valid units for this parameter are ${units}.` }
        : {}),
    };
  }
  const { min = -INT_MAX, max = INT_MAX, unit } = spec;
  const counted = unit === undefined ? '' : ` ${unit}`;
  if (amount < min || amount > max)
    return { problem: `${amount}${counted} is outside the valid range for parameter "${name}" (${min} .. ${max})` };
  return { text: settingText(spec, amount) };
}

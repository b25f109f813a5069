import type { Catalog, Column, PlainValue, Relation, SqlType } from '../../server/sql/catalog.ts';

/** Noon on a Wednesday in the simulated year; every time below is relative to it. */
export const NOW_MS = 1_772_020_800_000;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const ago = (ms: number): number => NOW_MS - ms;

interface FixtureTable {
  columns: readonly Column[];
  rows: readonly (readonly PlainValue[])[];
}

function table(columns: Record<string, SqlType>, rows: readonly (readonly PlainValue[])[]): FixtureTable {
  return { columns: Object.entries(columns).map(([name, type]) => ({ name, type })), rows };
}

const ORDERS = 16385;
const STOCK = 16402;

/** Backends as in an incident: one session idle in a transaction blocks a migration, which blocks everyone else. */
export const tables: Readonly<Record<string, FixtureTable>> = {
  pg_stat_activity: table(
    {
      datname: 'name',
      pid: 'int4',
      usename: 'name',
      application_name: 'text',
      client_addr: 'inet',
      backend_start: 'timestamptz',
      xact_start: 'timestamptz',
      query_start: 'timestamptz',
      state_change: 'timestamptz',
      wait_event_type: 'text',
      wait_event: 'text',
      state: 'text',
      query: 'text',
      backend_type: 'text',
    },
    [
      [
        null,
        71,
        null,
        '',
        null,
        ago(30 * HOUR),
        null,
        null,
        null,
        'Activity',
        'CheckpointerMain',
        null,
        '',
        'checkpointer',
      ],
      [
        null,
        74,
        null,
        '',
        null,
        ago(30 * HOUR),
        null,
        null,
        null,
        'Activity',
        'AutoVacuumMain',
        null,
        '',
        'autovacuum launcher',
      ],
      [
        'shop',
        4101,
        'orders',
        'orders-api',
        '10.0.3.2',
        ago(3 * HOUR),
        ago(14 * MINUTE + 3250),
        ago(13 * MINUTE),
        ago(13 * MINUTE - 20),
        'Client',
        'ClientRead',
        'idle in transaction',
        'UPDATE orders SET state = $1 WHERE id = $2',
        'client backend',
      ],
      [
        'shop',
        4102,
        'deploy',
        'migrate',
        '10.0.3.10',
        ago(12 * MINUTE),
        ago(11 * MINUTE),
        ago(11 * MINUTE),
        ago(11 * MINUTE),
        'Lock',
        'relation',
        'active',
        'ALTER TABLE orders ADD COLUMN note text',
        'client backend',
      ],
      [
        'shop',
        4103,
        'orders',
        'orders-api',
        '10.0.3.2',
        ago(2 * HOUR),
        ago(10 * MINUTE),
        ago(10 * MINUTE),
        ago(10 * MINUTE),
        'Lock',
        'relation',
        'active',
        "SELECT id, state FROM orders WHERE customer_id = $1 AND state <> 'done' ORDER BY created_at DESC LIMIT 20",
        'client backend',
      ],
      [
        'shop',
        4104,
        'orders',
        'orders-api',
        '10.0.3.11',
        ago(2 * HOUR),
        ago(9 * MINUTE),
        ago(9 * MINUTE),
        ago(9 * MINUTE),
        'Lock',
        'relation',
        'active',
        'SELECT count(*) FROM orders',
        'client backend',
      ],
      [
        'shop',
        4105,
        'orders',
        'orders-api',
        '10.0.3.2',
        ago(50 * MINUTE),
        null,
        ago(4 * MINUTE),
        ago(4 * MINUTE - 12),
        'Client',
        'ClientRead',
        'idle',
        'COMMIT',
        'client backend',
      ],
      [
        'shop',
        4106,
        'reports',
        'nightly-report',
        '10.0.7.1',
        ago(26 * HOUR),
        ago(25 * HOUR + 61 * SECOND),
        ago(25 * HOUR),
        ago(25 * HOUR),
        null,
        null,
        'active',
        'SELECT sum(total) FROM orders\n  JOIN lines USING (order_id)',
        'client backend',
      ],
      [
        'shop',
        4107,
        'stock',
        'stock-api',
        '10.0.4.9',
        ago(40 * MINUTE),
        ago(200),
        ago(150),
        ago(150),
        null,
        null,
        'active',
        "UPDATE stock SET left_over = left_over - 1 WHERE sku = 'naïve-ß'",
        'client backend',
      ],
      [
        'postgres',
        4999,
        'oncall',
        'psql',
        null,
        ago(90 * SECOND),
        ago(0),
        ago(0),
        ago(0),
        null,
        null,
        'active',
        'select 1',
        'client backend',
      ],
    ],
  ),
  pg_locks: table(
    {
      locktype: 'text',
      database: 'oid',
      relation: 'oid',
      transactionid: 'xid',
      pid: 'int4',
      mode: 'text',
      granted: 'bool',
      waitstart: 'timestamptz',
    },
    [
      ['relation', 16384, ORDERS, null, 4101, 'RowExclusiveLock', true, null],
      ['transactionid', null, null, 901, 4101, 'ExclusiveLock', true, null],
      ['relation', 16384, ORDERS, null, 4102, 'AccessExclusiveLock', false, ago(11 * MINUTE)],
      ['relation', 16384, ORDERS, null, 4103, 'AccessShareLock', false, ago(10 * MINUTE)],
      ['relation', 16384, ORDERS, null, 4104, 'AccessShareLock', false, ago(9 * MINUTE)],
      ['relation', 16384, ORDERS, null, 4106, 'AccessShareLock', true, null],
      ['relation', 16384, STOCK, null, 4107, 'RowExclusiveLock', true, null],
      ['transactionid', null, null, 907, 4107, 'ExclusiveLock', true, null],
    ],
  ),
  pg_settings: table({ name: 'text', setting: 'text', unit: 'text', context: 'text' }, [
    ['max_connections', '20', null, 'postmaster'],
    ['shared_buffers', '16384', '8kB', 'postmaster'],
    ['statement_timeout', '0', 'ms', 'user'],
    ['superuser_reserved_connections', '3', null, 'postmaster'],
    ['work_mem', '4096', 'kB', 'user'],
  ]),
  pg_stat_replication: table(
    {
      pid: 'int4',
      application_name: 'text',
      state: 'text',
      sync_state: 'text',
      sent_lsn: 'pg_lsn',
      replay_lsn: 'pg_lsn',
      replay_lag: 'interval',
    },
    [
      [4201, 'replica-1', 'streaming', 'async', '0/5A3C2E8', '0/5A3C2E8', 4],
      [4202, 'replica-2', 'streaming', 'sync', '1/5A3C2E8', '0/5A00000', 74_250],
    ],
  ),
  pg_stat_statements: table(
    { queryid: 'int8', query: 'text', calls: 'int8', mean_exec_time: 'float8', total_exec_time: 'float8' },
    [
      ['-4811332045', 'SELECT count(*) FROM orders', 120, 1830.25, 219630],
      ['7301', 'UPDATE orders SET state = $1 WHERE id = $2', 54_000, 0.4123456, 22266.6624],
      ['7302', 'SELECT 1', 9_000_000_000, 0.00002, 180000],
    ],
  ),
  pg_stat_database: table(
    { datname: 'name', blks_hit: 'int8', blks_read: 'int8', temp_bytes: 'int8', deadlocks: 'int8' },
    [
      ['shop', 98_765_432, 1_234_567, 12_345_678_901, 2],
      ['postgres', 0, 0, 0, 0],
    ],
  ),
};

const KINDS: Readonly<Record<string, string>> = {
  int4: 'integer',
  int8: 'bigint',
  bool: 'boolean',
  float8: 'double precision',
};

/** What blocks whom; the same answer serves both sides of the comparison. */
export const blockers: Readonly<Record<number, number[]>> = { 4102: [4101, 4106], 4103: [4102], 4104: [4102] };

const settings: Catalog['settings'] = {
  max_connections: { value: '20', context: 'postmaster' },
  statement_timeout: { value: '0' },
  work_mem: { value: '4MB' },
  server_version: { value: '15.18 (Debian 15.18-0+deb12u1)', context: 'internal' },
};

const PIDS = tables.pg_stat_activity!.rows.map((row) => row[1]);

/** The fixture as the evaluator takes it. `terminated` collects the pids that were signalled. */
export function fixtureCatalog(terminated: number[] = []): Catalog {
  const relations: Record<string, Relation> = {
    orders: { columns: [{ name: 'id', type: 'int8' }], rows: () => [], kind: 'table', oid: ORDERS, readable: false },
    stock: { columns: [{ name: 'sku', type: 'text' }], rows: () => [], kind: 'table', oid: STOCK, readable: false },
  };
  for (const [name, { columns, rows }] of Object.entries(tables)) relations[name] = { columns, rows: () => rows };
  const signal: Catalog['functions'][string] = [
    {
      args: ['int4', 'int8'],
      optional: 1,
      returns: 'bool',
      volatile: true,
      run: ([pid], notice) => {
        if (PIDS.includes(pid!)) return terminated.push(pid as number) > 0;
        notice({ severity: 'WARNING', message: `PID ${String(pid)} is not a PostgreSQL backend process` });
        return false;
      },
    },
  ];
  return {
    relations,
    functions: {
      pg_terminate_backend: signal,
      pg_cancel_backend: [{ ...signal[0]!, args: ['int4'], optional: 0 }],
      pg_blocking_pids: [{ args: ['int4'], returns: 'int4[]', run: ([pid]) => blockers[pid as number] ?? [] }],
    },
    settings,
    nowMs: NOW_MS,
    user: 'oncall',
    database: 'postgres',
    role: { superuser: false, memberOf: ['pg_monitor'] },
    backendPid: 4999,
  };
}

function literal(value: PlainValue, type: SqlType): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (type === 'timestamptz') return `to_timestamp(${(value as number) / 1000})`;
  if (type === 'interval') return `interval '${String(value)} ms'`;
  if (type === 'oid')
    return value === ORDERS
      ? "'fx.orders'::regclass::oid"
      : value === STOCK
        ? "'fx.stock'::regclass::oid"
        : String(value);
  return `'${String(value).replaceAll("'", "''")}'`;
}

function column({ name, type }: Column): string {
  return `${name} ${KINDS[type] ?? type}`;
}

/** The same fixture as a script for a real server: a schema that is searched before `pg_catalog`. */
export function fixtureScript(): string {
  const relations = Object.entries(tables).flatMap(([name, { columns, rows }]) => [
    `create table fx.${name} (${columns.map(column).join(', ')});`,
    ...rows.map(
      (row) =>
        `insert into fx.${name} values (${row.map((value, at) => literal(value, columns[at]!.type)).join(', ')});`,
    ),
  ]);
  const blocking = Object.entries(blockers).map(([pid, by]) => `when ${pid} then array[${by.join(',')}]`);
  return [
    'create schema fx; set client_min_messages = warning;',
    'create table fx.orders (id bigint); create table fx.stock (sku text);',
    ...relations,
    `create function fx.now() returns timestamptz language sql immutable as $$ select to_timestamp(${NOW_MS / 1000}) $$;`,
    `create function fx.pg_blocking_pids(pid integer) returns integer[] language sql stable as $$ select case pid ${blocking.join(' ')} else '{}' end $$;`,
    'create function fx.pg_backend_pid() returns integer language sql stable as $$ select 4999 $$;',
    ...['pg_terminate_backend(p integer, timeout bigint default 0)', 'pg_cancel_backend(p integer)'].map(
      (head) => `create function fx.${head} returns boolean language plpgsql volatile strict as $$ begin
        if exists (select from fx.pg_stat_activity where pid = p) then return true; end if;
        raise warning 'PID % is not a PostgreSQL backend process', p; return false; end $$;`,
    ),
    'create role oncall login; grant usage on schema fx to oncall;',
    `grant select on ${Object.keys(tables)
      .map((name) => `fx.${name}`)
      .join(', ')} to oncall;`,
    'alter system set max_connections = 20; alter role oncall set search_path = fx, pg_catalog; alter role oncall set timezone = utc;',
  ].join('\n');
}

import { formatResult, type PsqlStyle } from '../../../sql/psql-format.ts';
import type { Column } from '../../../sql/catalog.ts';
import type { PoolerView } from '../../inspect-platform.ts';
import { pods } from '../../read.ts';
import type { World } from '../../world.ts';
import { hosts } from '../net/address.ts';
import { fail, out, type ToolResult } from '../tool.ts';
import { isoTime } from '../when.ts';
import type { Connection } from './connection.ts';

/** PgBouncer's console (1.18): SHOW only; what changes it needs an admin, which an on-call account is not. */
export function consoleCommand(
  world: World,
  connection: Connection,
  pooler: PoolerView,
  text: string,
  style: PsqlStyle,
): ToolResult {
  const sql = text.trim().replace(/;\s*$/, '');
  const [, what = ''] = /^show\s+(\w+)$/i.exec(sql) ?? [];
  const name = what.toLowerCase();
  const table = Object.hasOwn(SHOW, name) ? SHOW[name]!(world, connection, pooler) : undefined;
  if (table !== undefined) {
    const columns: Column[] = table.names.map((title, at) => ({
      name: title,
      type: typeof table.rows[0]?.[at] === 'number' ? 'int8' : 'text',
    }));
    const rows = table.rows.map((row) => row.map((cell) => (cell === null ? null : String(cell))));
    return out(formatResult({ columns, rows, command: 'SHOW', hasRows: true, notices: [] }, style));
  }
  if (/^show\b/i.test(sql)) return fail(`ERROR:  invalid command '${sql}', use SHOW HELP;`);
  if (/^(pause|resume|reload|kill|disable|enable|reconnect|suspend|shutdown|wait_close|set)\b/i.test(sql))
    return fail('ERROR:  admin access needed');
  return fail(`ERROR:  invalid command '${sql};', use SHOW HELP;`);
}

interface ConsoleTable {
  names: string[];
  rows: (string | number | null)[][];
}

type Show = (world: World, connection: Connection, pooler: PoolerView) => ConsoleTable;

function poolUser(world: World, db: string): string {
  return world.spec.services.find(({ pool }) => pool?.db === db)?.pool?.user ?? 'app';
}

const SHOW: Readonly<Record<string, Show>> = {
  pools: (world, connection, pooler) => ({
    names: ['database', 'user', 'cl_active', 'cl_waiting', 'cl_active_cancel_req', 'cl_waiting_cancel_req', 'sv_active', 'sv_active_cancel', 'sv_being_canceled', 'sv_idle', 'sv_used', 'sv_tested', 'sv_login', 'maxwait', 'maxwait_us', 'pool_mode'], // prettier-ignore
    rows: [
      [
        pooler.db,
        poolUser(world, pooler.db),
        Math.round(pooler.clientsActive),
        Math.round(pooler.clientsWaiting),
        0,
        0,
        Math.round(pooler.serversActive),
        0,
        0,
        Math.round(pooler.serversIdle),
        0,
        0,
        0,
        Math.floor(pooler.maxWaitS),
        Math.round((pooler.maxWaitS - Math.floor(pooler.maxWaitS)) * 1_000_000),
        'transaction',
      ],
      ['pgbouncer', connection.user, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 'statement'],
    ],
  }),
  databases: (world, connection, pooler) => ({
    names: ['name', 'host', 'port', 'database', 'force_user', 'pool_size', 'min_pool_size', 'reserve_pool', 'pool_mode', 'max_connections', 'current_connections', 'paused', 'disabled'], // prettier-ignore
    rows: [
      [
        pooler.db,
        connection.database.host,
        connection.database.port,
        pooler.db,
        null,
        pooler.poolSize,
        0,
        0,
        null,
        0,
        Math.round(pooler.serversActive + pooler.serversIdle),
        0,
        0,
      ],
      ['pgbouncer', null, pooler.port, 'pgbouncer', 'pgbouncer', 2, 0, 0, 'statement', 0, 0, 0, 0],
    ],
  }),
  stats: (world, _connection, pooler) => {
    const state = world.databases.find(({ id }) => id === pooler.db);
    const total = Math.round(state?.committed ?? 0);
    const perS = Math.round(state?.transactions ?? 0);
    const waitUs = Math.round(pooler.maxWaitS * 500_000);
    return {
      names: ['database', 'total_xact_count', 'total_query_count', 'total_received', 'total_sent', 'total_xact_time', 'total_query_time', 'total_wait_time', 'avg_xact_count', 'avg_query_count', 'avg_recv', 'avg_sent', 'avg_xact_time', 'avg_query_time', 'avg_wait_time'], // prettier-ignore
      rows: [
        [pooler.db, total, total * 3, total * 620, total * 4100, total * 24_000, total * 19_000, total * 40, perS, perS * 3, perS * 620, perS * 4100, 24_000, 6300, waitUs], // prettier-ignore
      ],
    };
  },
  clients: (world, connection, pooler) => ({
    names: ['type', 'user', 'database', 'state', 'addr', 'port', 'local_addr', 'local_port', 'connect_time', 'request_time', 'wait', 'wait_us', 'close_needed', 'ptr', 'link', 'remote_pid', 'tls', 'application_name'], // prettier-ignore
    rows: clients(world, connection, pooler),
  }),
  servers: (world, connection, pooler) => ({
    names: ['type', 'user', 'database', 'state', 'addr', 'port', 'local_addr', 'local_port', 'connect_time', 'request_time', 'wait', 'wait_us', 'close_needed', 'ptr', 'link', 'remote_pid', 'tls', 'application_name'], // prettier-ignore
    rows: servers(world, connection, pooler),
  }),
  config: (_world, _connection, pooler) => ({
    names: ['key', 'value', 'default', 'changeable'],
    rows: [
      ['default_pool_size', String(pooler.poolSize), '20', 'yes'],
      ['idle_transaction_timeout', '0', '0', 'yes'],
      ['listen_addr', '*', '', 'no'],
      ['listen_port', String(pooler.port), '6432', 'no'],
      ['max_client_conn', String(pooler.maxClientConn), '100', 'yes'],
      ['max_db_connections', '0', '0', 'yes'],
      ['min_pool_size', '0', '0', 'yes'],
      ['pool_mode', 'transaction', 'session', 'yes'],
      ['query_timeout', '0', '0', 'yes'],
      ['query_wait_timeout', '120', '120', 'yes'],
      ['reserve_pool_size', '0', '0', 'yes'],
      ['server_idle_timeout', '600', '600', 'yes'],
      ['server_lifetime', '3600', '3600', 'yes'],
      ['server_login_retry', '15', '15', 'yes'],
    ],
  }),
  lists: (_world, _connection, pooler) => ({
    names: ['list', 'items'],
    rows: [
      ['databases', 2],
      ['users', 3],
      ['pools', 2],
      ['free_clients', Math.max(0, pooler.maxClientConn - Math.round(pooler.clientsActive + pooler.clientsWaiting))],
      ['used_clients', Math.round(pooler.clientsActive + pooler.clientsWaiting) + 1],
      ['login_clients', 0],
      ['free_servers', Math.round(pooler.serversIdle)],
      ['used_servers', Math.round(pooler.serversActive)],
    ],
  }),
  version: () => ({ names: ['version'], rows: [['PgBouncer 1.18.0']] }),
  help: () => ({
    names: ['Console usage'],
    rows: [['SHOW HELP|CONFIG|DATABASES|POOLS|CLIENTS|SERVERS|STATS|LISTS|VERSION']],
  }),
};

const CLIENT_ROWS = 60;

/** Waiting clients last, the longest wait first among them; at most what fits on a screen or two. */
function clients(world: World, connection: Connection, pooler: PoolerView): (string | number | null)[][] {
  const addresses = clientAddresses(world, pooler.db);
  const active = Math.round(pooler.clientsActive);
  const waiting = Math.round(pooler.clientsWaiting);
  const row = (at: number, waits: boolean): (string | number | null)[] => {
    const waitS = waits ? pooler.maxWaitS * (1 - (at - active) / Math.max(1, waiting)) : 0;
    return [
      'C',
      poolUser(world, pooler.db),
      pooler.db,
      waits ? 'waiting' : 'active',
      addresses[at % addresses.length] ?? '10.42.30.2',
      40_000 + at * 7,
      connection.address,
      pooler.port,
      stamp(world, -600 - at),
      stamp(world, -waitS),
      Math.floor(waitS),
      Math.floor((waitS - Math.floor(waitS)) * 1_000_000),
      0,
      `0x55d0c3${(0x1000 + at * 64).toString(16)}`,
      '',
      0,
      '',
      '',
    ];
  };
  const rows = Array.from({ length: Math.min(CLIENT_ROWS, active + waiting) }, (_, at) => row(at, at >= active));
  return [
    ...rows,
    ['C', connection.user, 'pgbouncer', 'active', '10.40.9.4', 51_344, connection.address, pooler.port, stamp(world, 0), stamp(world, 0), 0, 0, 0, '0x55d0c30fff', '', 0, '', 'psql'], // prettier-ignore
  ];
}

function servers(world: World, connection: Connection, pooler: PoolerView): (string | number | null)[][] {
  const active = Math.round(pooler.serversActive);
  const address = hosts(world).find(({ host }) => host === connection.database.host)?.address ?? connection.address;
  return Array.from({ length: Math.min(CLIENT_ROWS, active + Math.round(pooler.serversIdle)) }, (_, at) => [
    'S',
    poolUser(world, pooler.db),
    pooler.db,
    at < active ? 'active' : 'idle',
    address,
    connection.database.port,
    connection.address,
    36_000 + at * 3,
    stamp(world, -900 - at),
    stamp(world, 0),
    0,
    0,
    0,
    `0x55d0d1${(0x2000 + at * 64).toString(16)}`,
    '',
    2000 + at,
    '',
    '',
  ]);
}

function clientAddresses(world: World, db: string): string[] {
  const owners = world.spec.services.filter(({ pool }) => pool?.db === db);
  return owners.flatMap(({ id }) => pods(world, id).map(({ ip }) => ip));
}

/** `2026-03-10 14:00:05 UTC` so many seconds from now. */
function stamp(world: World, fromNowS: number): string {
  const text = isoTime(world.spec.startsAtMs + Math.floor(world.nowS + fromNowS) * 1000);
  return `${text.slice(0, 10)} ${text.slice(11, 19)} UTC`;
}

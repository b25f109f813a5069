import { databaseSettings, sessions } from '../../read.ts';
import type { DatabaseSpec } from '../../spec.ts';
import type { World } from '../../world.ts';
import type { Action } from '../../input.ts';
import type { PoolerView, ReplicaView } from '../../inspect-platform.ts';
import { lookUp } from '../net/address.ts';
import { poolers, replicas } from '../platform.ts';
import { allowed, fail, type ToolContext, type ToolResult } from '../tool.ts';

/** Which server of a database answers. */
export type Server =
  | { kind: 'primary' }
  | { kind: 'replica'; replica: ReplicaView }
  | { kind: 'pooler'; pooler: PoolerView }
  /** The pooler's own console: `psql -p 6432 pgbouncer`. */
  | { kind: 'console'; pooler: PoolerView };

/** One psql run's connection: who, where, its session's state, and what it did to the server. */
export interface Connection {
  database: DatabaseSpec;
  server: Server;
  host: string;
  address: string;
  port: number;
  dbname: string;
  user: string;
  pid: number;
  /** Sessions that pg_terminate_backend ended in this run. */
  terminated: Set<number>;
  cancelled: Set<number>;
  /** `SET` of this session; null where it went back to the default. */
  session: Map<string, string | null>;
  /** What ALTER SYSTEM wrote in this run and a reload has not read, and what one has. */
  written: Map<string, string | null>;
  reloaded: Map<string, string | null>;
  transaction: 'none' | 'open' | 'failed';
  actions: Action[];
}

export interface Target {
  host?: string | undefined;
  port?: string | undefined;
  user?: string | undefined;
  dbname?: string | undefined;
}

/** `postgresql://user@host:port/db?…` and `host=… dbname=…` as libpq reads them; a bare word is a database. */
export function readConninfo(text: string): Target | null {
  const uri = /^postgres(?:ql)?:\/\/(?:([^:@/]*)(?::[^@/]*)?@)?([^:/?]*)(?::(\d+))?(?:\/([^?]*))?(?:\?.*)?$/.exec(text);
  if (uri) {
    const [, user, host, port, dbname] = uri;
    return {
      ...(user ? { user } : {}),
      ...(host ? { host } : {}),
      ...(port ? { port } : {}),
      ...(dbname ? { dbname } : {}),
    };
  }
  if (!text.includes('=')) return { dbname: text };
  const pairs = new Map([...text.matchAll(/(\w+)\s*=\s*(?:'([^']*)'|(\S*))/g)].map((m) => [m[1]!, m[2] ?? m[3] ?? '']));
  if (pairs.size === 0) return null;
  return {
    host: pairs.get('host') ?? pairs.get('hostaddr'),
    port: pairs.get('port'),
    user: pairs.get('user'),
    dbname: pairs.get('dbname'),
  };
}

/** Opens the connection or says why not, in libpq's words and with its exit status 2. */
export function connect(
  world: World,
  ctx: ToolContext,
  target: Target,
  login: string,
): Connection | { refusal: ToolResult } {
  const host = target.host ?? world.spec.databases[0]?.host ?? 'localhost';
  const located = locate(world, host, target);
  if (located === null)
    return {
      refusal: fail(`psql: error: could not translate host name "${host}" to address: Name or service not known`, 2),
    };
  const { database, server, address, defaultPort } = located;
  const port = Number(target.port ?? defaultPort);
  const refuse = (reason: string) => ({
    refusal: fail(`psql: error: connection to server at "${host}" (${address}), port ${port} failed: ${reason}`, 2),
  });
  const nobody = 'Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?';
  if (database === undefined || server === undefined) return refuse(nobody);
  const user = target.user ?? login;
  const asked = target.dbname ?? (server.kind === 'pooler' && target.user === undefined ? database.id : undefined);
  const dbname = asked ?? database.id;
  const refused = refusal(world, ctx, database, server, user, login, dbname, nobody);
  if (refused !== null) return refuse(refused);
  const console = server.kind === 'pooler' && dbname === 'pgbouncer';
  return {
    database,
    server: console ? { kind: 'console', pooler: server.pooler } : server,
    host,
    address,
    port,
    dbname,
    user,
    pid: 20000 + ((((world.nowS * 7 + ctx.seat.length * 131) % 9000) + 9000) % 9000),
    terminated: new Set(),
    cancelled: new Set(),
    session: new Map(),
    written: new Map(),
    reloaded: new Map(),
    transaction: 'none',
    actions: [],
  };
}

/** The server at a host and port: a primary, a replica or a pooler; nothing when no PostgreSQL listens there. */
function locate(
  world: World,
  host: string,
  target: Target,
): {
  database: DatabaseSpec | undefined;
  server: Server | undefined;
  address: string;
  defaultPort: number;
} | null {
  const found = lookUp(world, host);
  if (found === null) return null;
  const { address } = found;
  const id = found.entry?.id;
  const primary = world.spec.databases.find((one) => one.id === id || one.host === found.entry?.host);
  const pooler = poolers(world).find((one) => one.id === id || one.host === found.entry?.host);
  const atPooler = poolers(world).find(
    (one) => String(one.port) === target.port && (one.id === pooler?.id || one.db === primary?.id),
  );
  if (atPooler ?? pooler) {
    const chosen = (atPooler ?? pooler)!;
    const database = world.spec.databases.find((one) => one.id === chosen.db);
    const matches = target.port === undefined || Number(target.port) === chosen.port;
    return { database, server: matches ? { kind: 'pooler', pooler: chosen } : undefined, address, defaultPort: chosen.port }; // prettier-ignore
  }
  for (const database of world.spec.databases) {
    const replica = replicas(world, database.id).find((one) => one.id === id || one.host === found.entry?.host);
    if (!replica) continue;
    const matches = target.port === undefined || Number(target.port) === replica.port;
    return { database, server: matches ? { kind: 'replica', replica } : undefined, address, defaultPort: replica.port };
  }
  if (!primary) return { database: undefined, server: undefined, address, defaultPort: 5432 };
  const matches = target.port === undefined || Number(target.port) === primary.port;
  return { database: primary, server: matches ? { kind: 'primary' } : undefined, address, defaultPort: primary.port };
}

function refusal(
  world: World,
  ctx: ToolContext,
  database: DatabaseSpec,
  server: Server,
  user: string,
  login: string,
  dbname: string,
  nobody: string,
): string | null {
  const superuser = allowed(ctx, `psql:${database.id}:superuser`);
  if (server.kind === 'replica' && server.replica.state === 'down') return nobody;
  const downS = world.databases.find(({ id }) => id === database.id)?.downS ?? 0;
  if (server.kind === 'primary' && downS > 0)
    return downS < 0.4 * database.restartS ? 'FATAL:  the database system is starting up' : nobody;
  if (user !== login && !(user === 'postgres' && superuser))
    return `FATAL:  password authentication failed for user "${user}"`;
  if (server.kind === 'pooler') {
    const { pooler } = server;
    if (dbname !== 'pgbouncer' && pooler.clientsActive + pooler.clientsWaiting >= pooler.maxClientConn)
      return 'FATAL:  no more connections allowed (max_client_conn)';
    if (dbname === 'pgbouncer') return null;
  }
  if (dbname !== database.id && dbname !== 'postgres') return `FATAL:  database "${dbname}" does not exist`;
  if (server.kind === 'pooler' && downS > 0) return 'FATAL:  server login has been failing, try again later (server_login_retry)'; // prettier-ignore
  return server.kind === 'primary' ? refusedForSlots(world, database, superuser) : null;
}

/** psql is a client too: without a free slot its own connection fails, in the words of PostgreSQL 15. */
function refusedForSlots(world: World, database: DatabaseSpec, superuser: boolean): string | null {
  const used = sessions(world, database.id).filter((session) => session.backendType === 'client backend').length;
  const most = Number(databaseSettings(world, database.id)['max_connections'] ?? database.maxConnections);
  if (used >= most) return 'FATAL:  sorry, too many clients already';
  if (used >= most - database.reserved && !superuser)
    return 'FATAL:  remaining connection slots are reserved for non-replication superuser connections';
  return null;
}

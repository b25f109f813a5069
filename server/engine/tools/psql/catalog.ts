import type { BackendFunction, Catalog, Column, PlainValue, Relation, SqlType } from '../../../sql/catalog.ts';
import { SqlFault } from '../../../sql/fault.ts';
import type { SessionView } from '../../inspect.ts';
import { blockingPids, databaseSettings, locks, sessions } from '../../read.ts';
import type { DatabaseSpec } from '../../spec.ts';
import { latest, seriesIdentity, type Labels } from '../../telemetry/series.ts';
import type { World } from '../../world.ts';
import { allowed, type ToolContext } from '../tool.ts';

/** One psql run's connection: who, where, and what its functions asked of the server. */
export interface Connection {
  database: DatabaseSpec;
  user: string;
  pid: number;
  /** Sessions that pg_terminate_backend ended in this run. */
  terminated: Set<number>;
  cancelled: Set<number>;
}

/** What SQL sees of a simulated PostgreSQL, for one statement text. */
export function catalogOf(world: World, ctx: ToolContext, connection: Connection, text: string): Catalog {
  const { database, user } = connection;
  const member = (role: string) => allowed(ctx, `psql:${database.id}:${role}`);
  const memberOf = ['pg_monitor', 'pg_signal_backend', 'pg_read_all_stats'].filter(member);
  const present = () => sessions(world, database.id).filter((session) => !connection.terminated.has(session.pid));
  return {
    relations: {
      pg_stat_activity: activity(world, connection, text, present, member('pg_monitor') || member('pg_read_all_stats')),
      pg_locks: lockTable(world, database),
      pg_settings: settingsTable(world, database),
      pg_stat_database: statDatabase(world, database),
      pg_database: {
        columns: columns({ oid: 'oid', datname: 'name', datallowconn: 'bool', datconnlimit: 'int4' }),
        rows: () => [[16384, database.id, true, -1]],
      },
      pg_stat_replication: {
        columns: columns({
          pid: 'int4',
          usename: 'name',
          application_name: 'text',
          client_addr: 'inet',
          state: 'text',
          sync_state: 'text',
        }),
        rows: () => [],
      },
      ...Object.fromEntries(
        database.tables.map((table, at) => [
          `public.${table}`,
          {
            columns: columns({ id: 'int8' }),
            rows: () => [],
            kind: 'table',
            oid: 16500 + at,
            readable: false,
          } satisfies Relation,
        ]),
      ),
    },
    functions: {
      pg_terminate_backend: [signalling(connection.terminated, present, member('pg_signal_backend'), 'terminate')],
      pg_cancel_backend: [signalling(connection.cancelled, present, member('pg_signal_backend'), 'cancel')],
      pg_blocking_pids: [
        { args: ['int4'], returns: 'int4[]', run: ([pid]) => blockingPids(world, database.id, Number(pid)) },
      ],
    },
    settings: Object.fromEntries(
      Object.entries(databaseSettings(world, database.id)).map(([name, value]) => [
        name,
        { value, context: name === 'max_connections' ? ('postmaster' as const) : ('user' as const) },
      ]),
    ),
    nowMs: ctx.nowMs,
    user,
    database: database.id,
    role: { superuser: member('superuser'), memberOf },
    backendPid: connection.pid,
  };
}

function activity(
  world: World,
  connection: Connection,
  text: string,
  present: () => SessionView[],
  seesAll: boolean,
): Relation {
  const { database, user, pid } = connection;
  const at = (seconds: number | null) => (seconds === null ? null : world.spec.startsAtMs + seconds * 1000);
  return {
    columns: columns({
      datid: 'oid',
      datname: 'name',
      pid: 'int4',
      leader_pid: 'int4',
      usesysid: 'oid',
      usename: 'name',
      application_name: 'text',
      client_addr: 'inet',
      client_hostname: 'text',
      client_port: 'int4',
      backend_start: 'timestamptz',
      xact_start: 'timestamptz',
      query_start: 'timestamptz',
      state_change: 'timestamptz',
      wait_event_type: 'text',
      wait_event: 'text',
      state: 'text',
      backend_xid: 'xid',
      backend_xmin: 'xid',
      query_id: 'int8',
      query: 'text',
      backend_type: 'text',
    }),
    rows: () => {
      const own: SessionView = {
        pid,
        user,
        database: database.id,
        applicationName: 'psql',
        clientAddr: '10.0.9.4',
        backendStartS: world.nowS,
        xactStartS: world.nowS,
        queryStartS: world.nowS,
        stateChangeS: world.nowS,
        waitEventType: null,
        waitEvent: null,
        state: 'active',
        query: text,
        backendType: 'client backend',
        superuser: false,
      };
      return [...present(), own].map((session): PlainValue[] => {
        const client = session.backendType === 'client backend';
        const visible = seesAll || session.user === user;
        const shown = <T extends PlainValue>(value: T) => (visible ? value : null);
        return [
          client ? 16384 : null,
          client ? session.database : null,
          session.pid,
          null,
          client ? 16390 : null,
          client ? session.user : null,
          session.applicationName,
          shown(session.clientAddr),
          null,
          shown(client && session.clientAddr ? 40000 + (session.pid % 20000) : null),
          shown(at(session.backendStartS)),
          shown(at(session.xactStartS)),
          shown(at(session.queryStartS)),
          shown(at(session.stateChangeS)),
          shown(session.waitEventType),
          shown(session.waitEvent),
          shown(session.state),
          null,
          null,
          null,
          visible ? session.query : '<insufficient privilege>',
          visible || !client ? session.backendType : null,
        ];
      });
    },
  };
}

function lockTable(world: World, database: DatabaseSpec): Relation {
  const oid = (table: string | null) => (table === null ? null : 16500 + Math.max(0, database.tables.indexOf(table)));
  return {
    columns: columns({
      locktype: 'text',
      database: 'oid',
      relation: 'oid',
      virtualxid: 'text',
      transactionid: 'xid',
      virtualtransaction: 'text',
      pid: 'int4',
      mode: 'text',
      granted: 'bool',
      fastpath: 'bool',
    }),
    rows: () =>
      locks(world, database.id).map((lock) => [
        lock.locktype,
        lock.relation === null ? null : 16384,
        oid(lock.relation),
        null,
        null,
        `3/${lock.pid}`,
        lock.pid,
        lock.mode,
        lock.granted,
        false,
      ]),
  };
}

function settingsTable(world: World, database: DatabaseSpec): Relation {
  return {
    columns: columns({ name: 'text', setting: 'text', unit: 'text', category: 'text', context: 'text' }),
    rows: () =>
      Object.entries(databaseSettings(world, database.id)).map(([name, value]) => {
        const [, amount = value, unit = null] = /^(\d+)(ms|s|min|kB|MB|GB)$/.exec(value) ?? [];
        return [
          name,
          amount,
          unit,
          'Connections and Authentication',
          name === 'max_connections' ? 'postmaster' : 'user',
        ];
      }),
  };
}

function statDatabase(world: World, database: DatabaseSpec): Relation {
  return {
    columns: columns({
      datid: 'oid',
      datname: 'name',
      numbackends: 'int4',
      xact_commit: 'int8',
      xact_rollback: 'int8',
      blks_read: 'int8',
      blks_hit: 'int8',
      deadlocks: 'int8',
      temp_bytes: 'int8',
    }),
    rows: () => {
      const commits = Math.round(lastSample(world, 'pg_stat_database_xact_commit_total', { db: database.id }) ?? 0);
      const hit = lastSample(world, 'pg_blks_hit_ratio', { db: database.id }) ?? 0.99;
      const blocks = commits * 40;
      return [
        [
          16384,
          database.id,
          sessions(world, database.id).filter((session) => session.backendType === 'client backend').length,
          commits,
          Math.round(commits / 2000),
          Math.round(blocks * (1 - hit)),
          Math.round(blocks * hit),
          0,
          0,
        ],
      ];
    },
  };
}

/** pg_terminate_backend and pg_cancel_backend: one call per row that passes the filter; an unknown pid is a warning. */
function signalling(
  chosen: Set<number>,
  present: () => SessionView[],
  permitted: boolean,
  verb: 'terminate' | 'cancel',
): BackendFunction {
  return {
    args: ['int4', 'int8'],
    optional: 1,
    returns: 'bool',
    volatile: true,
    run: ([pid], notice) => {
      const session = present().find((other) => other.pid === Number(pid));
      if (!session) {
        notice({ severity: 'WARNING', message: `PID ${String(pid)} is not a PostgreSQL backend process` });
        return false;
      }
      if (session.superuser)
        throw new SqlFault(
          `must be a superuser to ${verb === 'terminate' ? 'terminate superuser process' : 'cancel superuser query'}`,
        );
      if (!permitted)
        throw new SqlFault(
          `must be a member of the role whose ${verb === 'terminate' ? 'process' : 'query'} is being ${verb === 'terminate' ? 'terminated' : 'cancelled'} or member of pg_signal_backend`,
        );
      chosen.add(session.pid);
      return true;
    },
  };
}

function lastSample(world: World, name: string, labels: Labels): number | undefined {
  const ref = world.telemetry.byIdentity.get(seriesIdentity(name, labels));
  return ref === undefined ? undefined : latest(world.telemetry, ref);
}

function columns(types: Readonly<Record<string, SqlType>>): Column[] {
  return Object.entries(types).map(([name, type]) => ({ name, type }));
}

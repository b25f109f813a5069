import type { PlainValue, Relation } from '../../../sql/catalog.ts';
import type { SessionView } from '../../inspect.ts';
import { locks } from '../../read.ts';
import type { World } from '../../world.ts';
import { hosts } from '../net/address.ts';
import { replicas } from '../platform.ts';
import type { Connection } from './connection.ts';
import { DATABASE_OID, FIRST_TABLE_OID, view } from './relation.ts';
import type { Role } from './roles.ts';
import { lsnText, walPosition } from './wal.ts';

/** Addresses and pids of the replicas' walsenders, in the order of the replicas. */
const WALSENDER_PID = 118;

/** pg_stat_activity: others' sessions show little to a role that is no monitor. */
export function activity(
  world: World,
  connection: Connection,
  text: string,
  present: () => SessionView[],
  seesAll: boolean,
  known: () => readonly Role[],
): Relation {
  const { user, pid } = connection;
  const at = (seconds: number | null) => (seconds === null ? null : world.spec.startsAtMs + seconds * 1000);
  return view(
    {
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
    },
    () => {
      const oids = new Map(known().map((role) => [role.name, role.oid]));
      const own: SessionView = {
        pid,
        user,
        database: connection.dbname,
        applicationName: connection.session.get('application_name') ?? 'psql',
        clientAddr: '10.40.9.4',
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
      const rows = [...present(), own].map((session) => {
        const client = session.backendType === 'client backend';
        const visible = seesAll || session.user === user;
        const shown = <T extends PlainValue>(value: T) => (visible ? value : null);
        return {
          datid: client ? DATABASE_OID : null,
          datname: client ? session.database : null,
          pid: session.pid,
          usesysid: session.user === '' ? null : (oids.get(session.user) ?? null),
          usename: session.user === '' ? null : session.user,
          application_name: session.applicationName,
          client_addr: shown(session.clientAddr),
          client_port: shown(client && session.clientAddr ? 40000 + (session.pid % 20000) : null),
          backend_start: shown(at(session.backendStartS)),
          xact_start: shown(at(session.xactStartS)),
          query_start: shown(at(session.queryStartS)),
          state_change: shown(at(session.stateChangeS)),
          wait_event_type: shown(session.waitEventType),
          wait_event: shown(session.waitEvent),
          state: shown(session.state),
          query: visible ? session.query : '<insufficient privilege>',
          backend_type: visible || !client ? session.backendType : null,
        };
      });
      return [...rows, ...walsenders(world, connection, seesAll, at)];
    },
  );
}

function walsenders(
  world: World,
  { database, server }: Connection,
  seesAll: boolean,
  at: (seconds: number) => number | null,
): Record<string, PlainValue>[] {
  if (server.kind === 'replica') return [];
  return replicas(world, database.id).flatMap((replica, i) => {
    if (replica.state === 'down' || replica.state === 'promoted') return [];
    const since = world.databases.find(({ id }) => id === database.id)?.startedAtS ?? 0;
    return [
      {
        pid: WALSENDER_PID + i,
        usename: 'replicator',
        application_name: replica.id,
        ...(seesAll
          ? {
              client_addr: hosts(world).find(({ host }) => host === replica.host)?.address ?? null,
              client_port: 51_000 + i,
              backend_start: at(since + 2),
              state_change: at(since + 2),
              wait_event_type: 'Activity',
              wait_event: 'WalSenderMain',
              state: 'active',
              query: 'START_REPLICATION SLOT "' + replica.id.replace(/-/g, '_') + '" 1A/0 TIMELINE 1',
              backend_type: 'walsender',
            }
          : { query: '<insufficient privilege>' }),
      },
    ];
  });
}

/** What a standby runs itself: it replays the log and answers reads. */
export function standbyProcesses(world: World, since: number): SessionView[] {
  const OWN = [
    ['startup', 'RecoveryWalStream'],
    ['checkpointer', 'CheckpointerMain'],
    ['background writer', 'BgWriterHibernate'],
    ['walreceiver', 'WalReceiverMain'],
  ] as const;
  return OWN.map(([backendType, waitEvent], i) => ({
    pid: 41 + i,
    user: '',
    database: '',
    applicationName: '',
    clientAddr: null,
    backendStartS: Math.min(since, world.nowS),
    xactStartS: null,
    queryStartS: null,
    stateChangeS: null,
    waitEventType: 'Activity',
    waitEvent,
    state: null,
    query: '',
    backendType: backendType as SessionView['backendType'],
    superuser: true,
  }));
}

export function lockTable(world: World, connection: Connection, present: () => SessionView[]): Relation {
  const { database, server } = connection;
  const oid = (table: string | null) =>
    table === null ? null : FIRST_TABLE_OID + Math.max(0, database.tables.indexOf(table));
  return view(
    {
      locktype: 'text',
      database: 'oid',
      relation: 'oid',
      page: 'int4',
      tuple: 'int4',
      virtualxid: 'text',
      transactionid: 'xid',
      classid: 'oid',
      objid: 'oid',
      objsubid: 'int4',
      virtualtransaction: 'text',
      pid: 'int4',
      mode: 'text',
      granted: 'bool',
      fastpath: 'bool',
      waitstart: 'timestamptz',
    },
    () => {
      if (server.kind === 'replica') return [];
      const byPid = new Map(present().map((session) => [session.pid, session]));
      return locks(world, database.id)
        .filter((lock) => byPid.has(lock.pid))
        .map((lock) => {
          const since = byPid.get(lock.pid)?.queryStartS ?? null;
          return {
            locktype: lock.locktype,
            database: lock.relation === null ? null : DATABASE_OID,
            relation: oid(lock.relation),
            virtualxid: lock.locktype === 'virtualxid' ? `3/${lock.pid}` : null,
            virtualtransaction: `3/${lock.pid}`,
            pid: lock.pid,
            mode: lock.mode,
            granted: lock.granted,
            fastpath: lock.granted && /^(AccessShare|RowShare|RowExclusive)Lock$/.test(lock.mode),
            waitstart: lock.granted || since === null ? null : world.spec.startsAtMs + since * 1000,
          };
        });
    },
  );
}

/** pg_stat_replication on the primary: one row per standby that is connected. */
export function replication(world: World, { database, server }: Connection): Relation {
  return view(
    {
      pid: 'int4',
      usesysid: 'oid',
      usename: 'name',
      application_name: 'text',
      client_addr: 'inet',
      client_hostname: 'text',
      client_port: 'int4',
      backend_start: 'timestamptz',
      backend_xmin: 'xid',
      state: 'text',
      sent_lsn: 'pg_lsn',
      write_lsn: 'pg_lsn',
      flush_lsn: 'pg_lsn',
      replay_lsn: 'pg_lsn',
      write_lag: 'interval',
      flush_lag: 'interval',
      replay_lag: 'interval',
      sync_priority: 'int4',
      sync_state: 'text',
      reply_time: 'timestamptz',
    },
    () => {
      if (server.kind === 'replica') return [];
      const now = world.spec.startsAtMs + world.nowS * 1000;
      const end = walPosition(world, database.id);
      return replicas(world, database.id).flatMap((replica, i) => {
        if (replica.state === 'down' || replica.state === 'promoted') return [];
        const lag = (ms: number) => (replica.lagS <= 0 && ms === 0 ? null : ms);
        const since = world.databases.find(({ id }) => id === database.id)?.startedAtS ?? 0;
        return [
          {
            pid: WALSENDER_PID + i,
            usename: 'replicator',
            application_name: replica.id,
            client_addr: hosts(world).find(({ host }) => host === replica.host)?.address ?? null,
            client_port: 51_000 + i,
            backend_start: world.spec.startsAtMs + (since + 2) * 1000,
            state: replica.state,
            sent_lsn: lsnText(end),
            write_lsn: lsnText(end),
            flush_lsn: lsnText(end),
            replay_lsn: lsnText(Math.max(0, end - Math.floor(replica.lagBytes))),
            write_lag: lag(1),
            flush_lag: lag(2),
            replay_lag: lag(Math.floor(replica.lagS * 1000)),
            sync_priority: 0,
            sync_state: 'async',
            reply_time: now - 200,
          },
        ];
      });
    },
  );
}

import type { BackendFunction, PlainValue, SqlType } from '../../../sql/catalog.ts';
import { SqlFault } from '../../../sql/fault.ts';
import type { SessionView } from '../../inspect.ts';
import { blockingPids } from '../../read.ts';
import type { World } from '../../world.ts';
import { allowed, type ToolContext } from '../tool.ts';
import type { Connection } from './connection.ts';
import { DATABASE_OID } from './relation.ts';
import type { Role } from './roles.ts';
import { sendReload } from './statements.ts';
import { standbyOf } from './statistics-views.ts';
import { indexesOf, tableFacts } from './table-facts.ts';
import { lsnText, walPosition } from './wal.ts';

type Functions = Record<string, BackendFunction[]>;

/** The backend's own functions: signals, sizes, replication, configuration. */
export function backendFunctions(
  world: World,
  ctx: ToolContext,
  connection: Connection,
  present: () => SessionView[],
  known: () => readonly Role[],
): Functions {
  const { database } = connection;
  const member = (role: string) => allowed(ctx, `psql:${database.id}:${role}`);
  const signals = member('pg_signal_backend') || member('superuser');
  const startedMs = () =>
    world.spec.startsAtMs + (world.databases.find(({ id }) => id === database.id)?.startedAtS ?? 0) * 1000;
  const roleName = (oid: PlainValue) => known().find((role) => role.oid === Number(oid))?.name;
  return {
    pg_terminate_backend: [signalling(connection, connection.terminated, present, signals, member('superuser'), 'terminate')], // prettier-ignore
    pg_cancel_backend: [signalling(connection, connection.cancelled, present, signals, member('superuser'), 'cancel')],
    pg_blocking_pids: [plain(['int4'], 'int4[]', ([pid]) => blockingPids(world, database.id, Number(pid)))],
    ...sizeFunctions(world, connection),
    ...replicationFunctions(world, connection, member('superuser')),
    pg_reload_conf: [
      {
        ...plain([], 'bool', () => {
          if (!member('superuser') && !member('alter_system'))
            throw new SqlFault('permission denied for function pg_reload_conf');
          sendReload(connection);
          return true;
        }),
        volatile: true,
      },
    ],
    pg_rotate_logfile: [denied('pg_rotate_logfile', 'bool')],
    pg_stat_reset: [denied('pg_stat_reset', 'void')],
    pg_stat_statements_reset: [denied('pg_stat_statements_reset', 'void')],
    pg_postmaster_start_time: [plain([], 'timestamptz', startedMs)],
    pg_conf_load_time: [plain([], 'timestamptz', startedMs)],
    inet_server_addr: [plain([], 'inet', () => connection.address)],
    inet_server_port: [plain([], 'int4', () => connection.port)],
    inet_client_addr: [plain([], 'inet', () => '10.40.9.4')],
    pg_get_userbyid: [plain(['oid'], 'name', ([oid]) => roleName(oid!) ?? `unknown (OID=${Number(oid)})`)],
    pg_is_wal_replay_paused: [plain([], 'bool', () => false)],
    pg_sleep: [plain(['float8'], 'void', () => '')],
    txid_current: [plain([], 'int8', () => 91_204_113 + (world.databases.find(({ id }) => id === database.id)?.committed ?? 0))], // prettier-ignore
    obj_description: [plain(['oid', 'name'], 'text', () => null)],
    pg_table_is_visible: [plain(['oid'], 'bool', () => true)],
    pg_encoding_to_char: [plain(['int4'], 'name', () => 'UTF8')],
  };
}

function plain(
  args: readonly SqlType[],
  returns: SqlType,
  run: (args: readonly PlainValue[]) => PlainValue,
): BackendFunction {
  return { args, returns, run };
}

function denied(name: string, returns: SqlType): BackendFunction {
  return plain([], returns, () => {
    throw new SqlFault(`permission denied for function ${name}`);
  });
}

function sizeFunctions(world: World, { database }: Connection): Functions {
  const facts = () => tableFacts(world, database);
  const parts = () =>
    facts().flatMap((table) => {
      const indexes = indexesOf(table);
      const own = indexes.reduce((sum, index) => sum + index.bytes, 0);
      return [
        { oid: table.oid, main: table.bytes, indexes: own },
        ...indexes.map((index) => ({ oid: index.oid, main: index.bytes, indexes: 0 })),
      ];
    });
  const whole = () => parts().reduce((sum, part) => sum + part.main + part.indexes, 7_904_771);
  const inPages = (bytes: number) => Math.ceil(bytes / 8192) * 8192;
  const of = (pick: (part: { main: number; indexes: number }) => number): BackendFunction =>
    plain(['regclass'], 'int8', ([oid]) => {
      const part = parts().find((one) => one.oid === Number(oid));
      return part ? inPages(pick(part)) : 0;
    });
  return {
    pg_database_size: [
      plain(['name'], 'int8', ([name]) => {
        if (name === database.id) return inPages(whole());
        if (['postgres', 'template0', 'template1'].includes(String(name))) return 7_541_551;
        throw new SqlFault(`database "${String(name)}" does not exist`);
      }),
      plain(['oid'], 'int8', ([oid]) => (Number(oid) === DATABASE_OID ? inPages(whole()) : 7_541_551)),
    ],
    pg_relation_size: [of((part) => part.main)],
    pg_table_size: [of((part) => part.main + 139_264)],
    pg_indexes_size: [of((part) => part.indexes)],
    pg_total_relation_size: [of((part) => part.main + part.indexes + 139_264)],
  };
}

function replicationFunctions(world: World, connection: Connection, superuser: boolean): Functions {
  const { database } = connection;
  const standby = () => {
    const replica = standbyOf(world, connection);
    return replica === null || replica.state === 'promoted' ? null : replica;
  };
  const position = (lag: number) => lsnText(Math.max(0, walPosition(world, database.id) - Math.floor(lag)));
  const onPrimary = (): string => {
    if (standby() !== null)
      throw new SqlFault('recovery is in progress', {
        hint: 'WAL control functions cannot be executed during recovery.',
      });
    return position(0);
  };
  return {
    pg_is_in_recovery: [plain([], 'bool', () => standby() !== null)],
    pg_current_wal_lsn: [plain([], 'pg_lsn', onPrimary)],
    pg_current_wal_insert_lsn: [plain([], 'pg_lsn', onPrimary)],
    pg_current_wal_flush_lsn: [plain([], 'pg_lsn', onPrimary)],
    pg_last_wal_receive_lsn: [plain([], 'pg_lsn', () => (standby() === null ? null : position(0)))],
    pg_last_wal_replay_lsn: [plain([], 'pg_lsn', () => (standby() === null ? null : position(standby()!.lagBytes)))],
    pg_last_xact_replay_timestamp: [
      plain([], 'timestamptz', () => {
        const replica = standby();
        return replica === null ? null : world.spec.startsAtMs + (world.nowS - Math.max(0.2, replica.lagS)) * 1000;
      }),
    ],
    pg_promote: [
      {
        args: ['bool', 'int4'],
        optional: 2,
        returns: 'bool',
        volatile: true,
        run: () => {
          if (!superuser) throw new SqlFault('permission denied for function pg_promote');
          const replica = standby();
          if (replica === null)
            throw new SqlFault('recovery is not in progress', {
              hint: 'Recovery control functions can only be executed during recovery.',
            });
          connection.actions.push({ do: 'replica.promote', db: database.id, replica: replica.id });
          return true;
        },
      },
    ],
  };
}

/** pg_terminate_backend and pg_cancel_backend: one call per row that passes the filter; an unknown pid is a warning. */
function signalling(
  connection: Connection,
  chosen: Set<number>,
  present: () => SessionView[],
  permitted: boolean,
  superuser: boolean,
  verb: 'terminate' | 'cancel',
): BackendFunction {
  const [what, done] = verb === 'terminate' ? ['process', 'terminated'] : ['query', 'canceled'];
  return {
    args: ['int4', 'int8'],
    optional: 1,
    returns: 'bool',
    volatile: true,
    run: ([pid], notice) => {
      const session = present().find((other) => other.pid === Number(pid));
      if (!session) {
        if (Number(pid) === connection.pid && verb === 'terminate')
          throw new SqlFault('terminating connection due to administrator command', { severity: 'FATAL' });
        notice({ severity: 'WARNING', message: `PID ${String(pid)} is not a PostgreSQL backend process` });
        return false;
      }
      if (session.superuser && !superuser)
        throw new SqlFault(
          `must be a superuser to ${verb === 'terminate' ? 'terminate superuser process' : 'cancel superuser query'}`,
        );
      if (!permitted)
        throw new SqlFault(
          `must be a member of the role whose ${what} is being ${done} or member of pg_signal_backend`,
        );
      // The server's own processes take no such signal: it is sent, and nothing comes of it.
      if (session.backendType === 'client backend') chosen.add(session.pid);
      return true;
    },
  };
}

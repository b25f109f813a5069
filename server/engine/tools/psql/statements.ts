import type { Catalog, SqlNotice, Utility, UtilityAnswer } from '../../../sql/catalog.ts';
import { SqlFault } from '../../../sql/fault.ts';
import { needsRestart, readSetting, SERVER_SETTINGS } from '../../services/setting-list.ts';
import type { World } from '../../world.ts';
import { allowed, type ToolContext } from '../tool.ts';
import type { Connection } from './connection.ts';
import type { Role } from './roles.ts';

type Notice = (notice: SqlNotice) => void;

/** Takes over statements that change something here; the rest is refused by privilege, as the evaluator does. */
export function statementHook(
  world: World,
  ctx: ToolContext,
  connection: Connection,
  known: () => readonly Role[],
): NonNullable<Catalog['onUtility']> {
  const superuser = allowed(ctx, `psql:${connection.database.id}:superuser`);
  return (statement, notice) => {
    switch (statement.kind) {
      case 'set':
        return setInSession(connection, statement, superuser, notice);
      case 'transaction':
        return transaction(connection, statement.verb, notice);
      case 'alter system':
        return alterSystem(world, ctx, connection, statement, superuser);
      case 'alter role':
        return alterRole(connection, statement, superuser, known());
      case 'alter database':
        return alterDatabase(connection, statement, superuser, known());
      case 'write':
        if (isStandby(connection)) throw readOnly(statement.verb);
        return undefined;
      case 'other':
        return other(connection, statement, superuser, notice);
    }
  };
}

function isStandby({ server }: Connection): boolean {
  return server.kind === 'replica' && server.replica.state !== 'promoted';
}

function readOnly(verb: string): SqlFault {
  return new SqlFault(`cannot execute ${verb} in a read-only transaction`);
}

function setInSession(
  connection: Connection,
  { setting, value, local }: Extract<Utility, { kind: 'set' }>,
  superuser: boolean,
  notice: Notice,
): string {
  if (setting === '') {
    connection.session.clear();
    return 'RESET';
  }
  if (setting === 'role' || setting === 'session_authorization') {
    const what = setting === 'role' ? 'set role' : 'set session authorization';
    if (value !== null && value !== 'none' && value !== connection.user && !superuser)
      throw new SqlFault(`permission denied to ${what} "${value}"`);
    return value === null ? 'RESET' : 'SET';
  }
  checkContext(setting, superuser);
  if (value === null) {
    connection.session.set(setting, null);
    return 'RESET';
  }
  const text = checked(setting, value);
  if (local && connection.transaction === 'none')
    notice({ severity: 'WARNING', message: 'SET LOCAL can only be used in transaction blocks' });
  else connection.session.set(setting, text);
  return 'SET';
}

/** Who may change it, and when: the words of guc.c. */
function checkContext(name: string, superuser: boolean): void {
  switch (SERVER_SETTINGS[name]?.context) {
    case undefined:
      throw new SqlFault(`unrecognized configuration parameter "${name}"`);
    case 'internal':
      throw new SqlFault(`parameter "${name}" cannot be changed`);
    case 'postmaster':
      throw new SqlFault(`parameter "${name}" cannot be changed without restarting the server`);
    case 'sighup':
      throw new SqlFault(`parameter "${name}" cannot be changed now`);
    case 'superuser':
      if (!superuser) throw new SqlFault(`permission denied to set parameter "${name}"`);
  }
}

function checked(name: string, value: string): string {
  const read = readSetting(name, value);
  if ('text' in read) return read.text;
  throw new SqlFault(read.problem, read.hint === undefined ? {} : { hint: read.hint });
}

function transaction(connection: Connection, verb: 'BEGIN' | 'COMMIT' | 'ROLLBACK', notice: Notice): string {
  const before = connection.transaction;
  if (verb === 'BEGIN') {
    if (before !== 'none') notice({ severity: 'WARNING', message: 'there is already a transaction in progress' });
    else connection.transaction = 'open';
    return 'BEGIN';
  }
  if (before === 'none') notice({ severity: 'WARNING', message: 'there is no transaction in progress' });
  connection.transaction = 'none';
  return before === 'failed' ? 'ROLLBACK' : verb;
}

function alterSystem(
  world: World,
  ctx: ToolContext,
  connection: Connection,
  { setting, value }: Extract<Utility, { kind: 'alter system' }>,
  superuser: boolean,
): string {
  const { database, written } = connection;
  if (!superuser && !allowed(ctx, `psql:${database.id}:alter_system`))
    throw new SqlFault(
      setting === ''
        ? 'permission denied to perform ALTER SYSTEM RESET ALL'
        : `permission denied to set parameter "${setting}"`,
    );
  if (isStandby(connection))
    throw new SqlFault('ALTER SYSTEM here would change this standby only: run it on the primary');
  if (connection.transaction !== 'none') throw new SqlFault('ALTER SYSTEM cannot run inside a transaction block');
  const state = world.databases.find(({ id }) => id === database.id);
  const names = setting === '' ? Object.keys({ ...state?.settings, ...state?.writtenSettings }) : [setting];
  for (const name of names) {
    if (!Object.hasOwn(SERVER_SETTINGS, name)) throw new SqlFault(`unrecognized configuration parameter "${name}"`);
    if (SERVER_SETTINGS[name]!.context === 'internal' || name === 'data_directory')
      throw new SqlFault(`parameter "${name}" cannot be changed`);
    const text = value === null ? null : checked(name, value);
    written.set(name, text);
    connection.actions.push({ do: 'db.set', db: database.id, name, value: text, pending: true });
  }
  return 'ALTER SYSTEM';
}

/** SIGHUP: what this run wrote takes effect, unless only a restart can change it. */
export function sendReload(connection: Connection): void {
  for (const [name, value] of connection.written) if (!needsRestart(name)) connection.reloaded.set(name, value);
  connection.written.clear();
  connection.actions.push({ do: 'db.reload', db: connection.database.id });
}

function alterRole(
  connection: Connection,
  { role, database, setting, value }: Extract<Utility, { kind: 'alter role' }>,
  superuser: boolean,
  known: readonly Role[],
): string {
  if (isStandby(connection)) throw readOnly('ALTER ROLE');
  const name = role === 'current_user' || role === 'session_user' ? connection.user : role;
  const found = known.find((one) => one.name === name);
  if (role === 'all' && !superuser) throw new SqlFault('must be superuser to alter settings globally');
  if (role !== 'all' && !found) throw new SqlFault(`role "${role}" does not exist`);
  if (found?.superuser && !superuser) throw new SqlFault('must be superuser to alter superusers');
  if (!superuser && found?.name !== connection.user) throw new SqlFault('permission denied');
  if (database !== null && database !== connection.database.id && database !== 'postgres')
    throw new SqlFault(`database "${database}" does not exist`);
  const text = setForRole(setting, value, superuser);
  if (database === 'postgres') return 'ALTER ROLE';
  for (const one of found ? [found] : known)
    connection.actions.push({ do: 'db.set', db: connection.database.id, name: setting, value: text, role: one.name });
  return 'ALTER ROLE';
}

function alterDatabase(
  connection: Connection,
  { database, setting, value }: Extract<Utility, { kind: 'alter database' }>,
  superuser: boolean,
  known: readonly Role[],
): string {
  if (database !== connection.database.id && database !== 'postgres')
    throw new SqlFault(`database "${database}" does not exist`);
  if (!superuser) throw new SqlFault(`must be owner of database ${database}`);
  if (isStandby(connection)) throw readOnly('ALTER DATABASE');
  const text = setForRole(setting, value, superuser);
  if (database === connection.database.id)
    for (const role of known)
      connection.actions.push({ do: 'db.set', db: database, name: setting, value: text, role: role.name });
  return 'ALTER DATABASE';
}

function setForRole(setting: string, value: string | null, superuser: boolean): string | null {
  checkContext(setting, superuser);
  return value === null ? null : checked(setting, value);
}

function other(
  connection: Connection,
  { verb, relation }: Extract<Utility, { kind: 'other' }>,
  superuser: boolean,
  notice: Notice,
): UtilityAnswer | undefined {
  const { database } = connection;
  const table = database.tables.find((name) => name === relation?.replace(/^public\./, ''));
  if (verb === 'EXPLAIN') {
    if (table !== undefined && !superuser) throw new SqlFault(`permission denied for table ${table}`);
    return explained(relation);
  }
  if (verb === 'VACUUM' || verb === 'ANALYZE') {
    if (isStandby(connection)) throw new SqlFault(`cannot execute ${verb} during recovery`);
    for (const name of relation === null ? database.tables : [relation])
      if (!superuser)
        notice({
          severity: 'WARNING',
          message: `skipping "${name}" --- only table or database owner can ${verb === 'VACUUM' ? 'vacuum' : 'analyze'} it`,
        });
    return verb;
  }
  if (verb === 'CHECK POINT' || verb === 'CHECKPOINT') {
    if (superuser) return 'CHECKPOINT';
    throw new SqlFault('must be superuser or have privileges of pg_checkpoint to do CHECKPOINT');
  }
  if (['NOTIFY', 'LISTEN', 'UNLISTEN'].includes(verb)) return verb;
  if (verb === 'DISCARD') {
    connection.session.clear();
    return 'DISCARD ALL';
  }
  if (verb === 'LOCK TABLE' && connection.transaction === 'none')
    throw new SqlFault('LOCK TABLE can only be used in transaction blocks');
  if (!superuser) {
    if (verb === 'CREATE ROLE') throw new SqlFault('permission denied to create role');
    if (verb === 'GRANT' && table !== undefined) throw new SqlFault(`permission denied for table ${table}`);
  }
  if (isStandby(connection) && /^(CREATE|ALTER|DROP|REINDEX|LOCK)/.test(verb)) throw readOnly(verb);
  return undefined;
}

/** A plan as PostgreSQL words one; over the statistics views there is never more to see than a scan. */
function explained(relation: string | null): UtilityAnswer {
  const plan =
    relation === null
      ? 'Result  (cost=0.00..0.01 rows=1 width=4)'
      : /^pg_/.test(relation)
        ? `Function Scan on ${relation.replace(/^pg_stat_/, 'pg_stat_get_')} s  (cost=0.00..1.00 rows=100 width=440)`
        : `Seq Scan on ${relation}  (cost=0.00..118402.77 rows=4213877 width=148)`;
  return { command: 'EXPLAIN', columns: [{ name: 'QUERY PLAN', type: 'text' }], rows: [[plan]] };
}

import type { Node, VariableSetStmt } from 'libpg-query';
import type { Catalog, SqlNotice, Utility } from './catalog.ts';
import { SqlFault } from './fault.ts';

/** Boils a statement other than SELECT and SHOW down to what a caller may act on. */
export function readUtility(node: Node): Utility {
  if ('AlterSystemStmt' in node) return { kind: 'alter system', ...assignment(node.AlterSystemStmt.setstmt) };
  if ('AlterRoleSetStmt' in node) {
    const { role, database, setstmt } = node.AlterRoleSetStmt;
    return { kind: 'alter role', role: role?.rolename ?? 'all', database: database ?? null, ...assignment(setstmt) };
  }
  if ('AlterDatabaseSetStmt' in node) {
    const { dbname, setstmt } = node.AlterDatabaseSetStmt;
    return { kind: 'alter database', database: dbname ?? '', ...assignment(setstmt) };
  }
  if ('VariableSetStmt' in node)
    return { kind: 'set', ...assignment(node.VariableSetStmt), local: node.VariableSetStmt.is_local ?? false };
  if ('TransactionStmt' in node) return transaction(node.TransactionStmt.kind ?? '');
  return readWrite(node) ?? { kind: 'other', verb: verbOf(node), relation: relationIn(node) };
}

function assignment(statement: VariableSetStmt | undefined): { setting: string; value: string | null } {
  const setting = (statement?.name ?? '').toLowerCase();
  const resets = statement?.kind !== 'VAR_SET_VALUE';
  const values = (statement?.args ?? []).map(constantText);
  return { setting, value: resets ? null : values.join(', ') };
}

function constantText(node: Node): string {
  if (!('A_Const' in node)) return '';
  const { sval, fval, boolval, ival } = node.A_Const;
  if (sval) return sval.sval ?? '';
  if (fval) return fval.fval ?? '0';
  if (boolval) return boolval.boolval ? 'on' : 'off';
  return String(ival?.ival ?? 0);
}

function transaction(kind: string): Utility {
  if (kind === 'TRANS_STMT_COMMIT') return { kind: 'transaction', verb: 'COMMIT' };
  if (kind === 'TRANS_STMT_ROLLBACK') return { kind: 'transaction', verb: 'ROLLBACK' };
  return { kind: 'transaction', verb: 'BEGIN' };
}

function readWrite(node: Node): Utility | undefined {
  const relation = relationIn(node) ?? '';
  if ('TruncateStmt' in node) return { kind: 'write', verb: 'TRUNCATE TABLE', relation };
  if ('InsertStmt' in node) return { kind: 'write', verb: 'INSERT', relation, ...placeOf(node.InsertStmt.relation) };
  if ('UpdateStmt' in node) return { kind: 'write', verb: 'UPDATE', relation, ...placeOf(node.UpdateStmt.relation) };
  if ('DeleteStmt' in node) return { kind: 'write', verb: 'DELETE', relation, ...placeOf(node.DeleteStmt.relation) };
  if ('MergeStmt' in node) return { kind: 'write', verb: 'MERGE', relation, ...placeOf(node.MergeStmt.relation) };
  return undefined;
}

function placeOf(relation: { location?: number } | undefined): { position?: number } {
  return relation?.location === undefined ? {} : { position: relation.location };
}

/** The first relation that a statement names: `schema.name` when qualified. */
function relationIn(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  if ('relname' in value && typeof value.relname === 'string') {
    const schema = 'schemaname' in value && typeof value.schemaname === 'string' ? `${value.schemaname}.` : '';
    return schema + value.relname;
  }
  if ('DropStmt' in value) return droppedName(value.DropStmt as { objects?: Node[] });
  for (const part of Object.values(value)) {
    const found = relationIn(part);
    if (found !== null) return found;
  }
  return null;
}

function droppedName({ objects = [] }: { objects?: Node[] }): string | null {
  const [first] = objects;
  if (!first || !('List' in first)) return null;
  return (first.List.items ?? []).flatMap((part) => ('String' in part ? [part.String.sval ?? ''] : [])).join('.');
}

/** `AlterTableStmt` → `ALTER TABLE`; PostgreSQL's verbs for what people try. */
function verbOf(node: Node): string {
  if ('VacuumStmt' in node) return node.VacuumStmt.is_vacuumcmd ? 'VACUUM' : 'ANALYZE';
  const kind = Object.keys(node)[0] ?? '';
  const named: Readonly<Record<string, string>> = {
    IndexStmt: 'CREATE INDEX',
    CreateStmt: 'CREATE TABLE',
    ViewStmt: 'CREATE VIEW',
    DropdbStmt: 'DROP DATABASE',
    CreatedbStmt: 'CREATE DATABASE',
    CopyStmt: 'COPY',
    LockStmt: 'LOCK TABLE',
    ReindexStmt: 'REINDEX',
    ExplainStmt: 'EXPLAIN',
    DoStmt: 'DO',
    CallStmt: 'CALL',
  };
  return (
    named[kind] ??
    kind
      .replace(/Stmt$/, '')
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toUpperCase()
  );
}

/** What happens without a hook: session settings and transactions succeed, everything else is refused by privilege. */
export function defaultUtility(statement: Utility, catalog: Catalog, notice: (notice: SqlNotice) => void): string {
  switch (statement.kind) {
    case 'set':
      checkSetting(statement.setting, catalog);
      return statement.value === null ? 'RESET' : 'SET';
    case 'transaction':
      if (statement.verb !== 'BEGIN') notice({ severity: 'WARNING', message: 'there is no transaction in progress' });
      return statement.verb;
    case 'alter system':
      if (!catalog.role.superuser) throw new SqlFault(`permission denied to set parameter "${statement.setting}"`);
      throw readOnly('ALTER SYSTEM');
    case 'alter role':
      if (!catalog.role.superuser && statement.role !== catalog.user) throw new SqlFault('permission denied');
      throw readOnly('ALTER ROLE');
    case 'alter database':
      if (!catalog.role.superuser) throw new SqlFault(`must be owner of database ${statement.database}`);
      throw readOnly('ALTER DATABASE');
    case 'write':
      throw refuseWrite(statement, catalog);
    case 'other':
      throw refuseOther(statement, catalog);
  }
}

function readOnly(verb: string): SqlFault {
  return new SqlFault(`cannot execute ${verb} in a read-only transaction`);
}

function checkSetting(name: string, catalog: Catalog): void {
  const settings = catalog.settings;
  if (name === '' || ['search_path', 'timezone', 'role', 'session_authorization', 'application_name'].includes(name))
    return;
  if (!Object.hasOwn(settings, name)) throw new SqlFault(`unrecognized configuration parameter "${name}"`);
  switch (settings[name]!.context) {
    case 'internal':
      throw new SqlFault(`parameter "${name}" cannot be changed`);
    case 'postmaster':
      throw new SqlFault(`parameter "${name}" cannot be changed without restarting the server`);
    case 'sighup':
      throw new SqlFault(`parameter "${name}" cannot be changed now`);
    case 'superuser':
      if (!catalog.role.superuser) throw new SqlFault(`permission denied to set parameter "${name}"`);
  }
}

function relationNamed(written: string, catalog: Catalog, position?: number): { name: string; kind: 'table' | 'view' } {
  const name = written.replace(/^(public|pg_catalog)\./, '');
  const found = [name, `public.${name}`, `pg_catalog.${name}`].find((candidate) =>
    Object.hasOwn(catalog.relations, candidate),
  );
  if (found === undefined) throw new SqlFault(`relation "${written}" does not exist`).at(position);
  return { name, kind: catalog.relations[found]!.kind ?? 'view' };
}

function refuseWrite({ relation, verb, position }: Extract<Utility, { kind: 'write' }>, catalog: Catalog): SqlFault {
  const { name, kind } = relationNamed(relation, catalog, position);
  return catalog.role.superuser ? readOnly(verb) : new SqlFault(`permission denied for ${kind} ${name}`);
}

function refuseOther({ verb, relation }: Extract<Utility, { kind: 'other' }>, catalog: Catalog): SqlFault {
  if (catalog.role.superuser) return readOnly(verb);
  if (verb === 'CREATE DATABASE') return new SqlFault('permission denied to create database');
  if (verb === 'CREATE TABLE' || verb === 'CREATE VIEW') return new SqlFault('permission denied for schema public');
  if (relation === null) return new SqlFault('permission denied');
  const { name, kind } = relationNamed(relation, catalog);
  const reads = ['LOCK TABLE', 'COPY'].includes(verb);
  return new SqlFault(reads ? `permission denied for ${kind} ${name}` : `must be owner of ${kind} ${name}`);
}

import type { Relation } from '../../../sql/catalog.ts';
import { SqlFault } from '../../../sql/fault.ts';
import type { World } from '../../world.ts';
import { replicas } from '../platform.ts';
import type { Connection } from './connection.ts';
import { DATABASE_OID, view } from './relation.ts';
import type { Role } from './roles.ts';
import { indexesOf, tableFacts } from './table-facts.ts';
import { lsnText, walPosition } from './wal.ts';

const PUBLIC_OID = 2200;
const ROLE_COLUMNS = {
  rolname: 'name',
  rolsuper: 'bool',
  rolinherit: 'bool',
  rolcreaterole: 'bool',
  rolcreatedb: 'bool',
  rolcanlogin: 'bool',
  rolreplication: 'bool',
  rolconnlimit: 'int4',
  rolpassword: 'text',
  rolvaliduntil: 'timestamptz',
  rolbypassrls: 'bool',
  rolconfig: 'text[]',
  oid: 'oid',
} as const;

/** Databases, roles, tables and indexes: the part of the catalogue that people join with. */
export function objectViews(
  world: World,
  connection: Connection,
  known: () => readonly Role[],
): Record<string, Relation> {
  const { database, server } = connection;
  const rolesAs = () =>
    known().map((role) => ({
      rolname: role.name,
      rolsuper: role.superuser,
      rolinherit: true,
      rolcreaterole: role.createRole,
      rolcreatedb: role.createRole,
      rolcanlogin: role.login,
      rolreplication: role.replication,
      rolconnlimit: -1,
      rolpassword: '********',
      rolbypassrls: role.createRole,
      rolconfig: role.config.length > 0 ? role.config : null,
      oid: role.oid,
    }));
  const owner = () => known().find((role) => role.name === 'postgres')!.oid;
  return {
    pg_database: view(
      {
        oid: 'oid',
        datname: 'name',
        datdba: 'oid',
        encoding: 'int4',
        datistemplate: 'bool',
        datallowconn: 'bool',
        datconnlimit: 'int4',
        datfrozenxid: 'xid',
        datcollate: 'text',
        datctype: 'text',
      },
      () =>
        [
          { oid: 5, datname: 'postgres', datistemplate: false, datallowconn: true },
          { oid: 1, datname: 'template1', datistemplate: true, datallowconn: true },
          { oid: 4, datname: 'template0', datistemplate: true, datallowconn: false },
          { oid: DATABASE_OID, datname: database.id, datistemplate: false, datallowconn: true },
        ].map((row) => ({
          ...row,
          datdba: 10,
          encoding: 6,
          datconnlimit: -1,
          datfrozenxid: 722,
          datcollate: 'C.UTF-8',
          datctype: 'C.UTF-8',
        })),
    ),
    pg_roles: view(ROLE_COLUMNS, rolesAs),
    pg_user: view(
      { usename: 'name', usesysid: 'oid', usecreatedb: 'bool', usesuper: 'bool', userepl: 'bool', useconfig: 'text[]' },
      () =>
        known().map((role) => ({
          usename: role.name,
          usesysid: role.oid,
          usecreatedb: role.createRole,
          usesuper: role.superuser,
          userepl: role.replication,
          useconfig: role.config.length > 0 ? role.config : null,
        })),
    ),
    pg_authid: view({ rolname: 'name' }, () => [], { kind: 'table', readable: false }),
    pg_db_role_setting: view({ setdatabase: 'oid', setrole: 'oid', setconfig: 'text[]' }, () =>
      known().flatMap((role) =>
        role.config.length > 0 ? [{ setdatabase: 0, setrole: role.oid, setconfig: role.config }] : [],
      ),
    ),
    pg_namespace: view({ oid: 'oid', nspname: 'name', nspowner: 'oid' }, () => [
      { oid: 11, nspname: 'pg_catalog', nspowner: 10 },
      { oid: PUBLIC_OID, nspname: 'public', nspowner: owner() },
    ]),
    pg_class: view(
      {
        oid: 'oid',
        relname: 'name',
        relnamespace: 'oid',
        relowner: 'oid',
        relpages: 'int4',
        reltuples: 'float8',
        relhasindex: 'bool',
        relpersistence: 'char',
        relkind: 'char',
        relfrozenxid: 'xid',
      },
      () => {
        const common = { relnamespace: PUBLIC_OID, relowner: 10, relpersistence: 'p' };
        return tableFacts(world, database).flatMap((table) => [
          {
            ...common,
            oid: table.oid,
            relname: table.name,
            relpages: Math.ceil(table.bytes / 8192),
            reltuples: table.rows,
            relhasindex: true,
            relkind: 'r',
            relfrozenxid: 722,
          },
          ...indexesOf(table).map((index) => ({
            ...common,
            oid: index.oid,
            relname: index.name,
            relpages: Math.ceil(index.bytes / 8192),
            reltuples: table.rows,
            relhasindex: false,
            relkind: 'i',
            relfrozenxid: 0,
          })),
        ]);
      },
    ),
    pg_tables: view({ schemaname: 'name', tablename: 'name', tableowner: 'name', hasindexes: 'bool' }, () =>
      database.tables.map((tablename) => ({
        schemaname: 'public',
        tablename,
        tableowner: 'postgres',
        hasindexes: true,
      })),
    ),
    pg_indexes: view({ schemaname: 'name', tablename: 'name', indexname: 'name', indexdef: 'text' }, () =>
      tableFacts(world, database).flatMap((table) =>
        indexesOf(table).map((index) => ({
          schemaname: 'public',
          tablename: table.name,
          indexname: index.name,
          indexdef: `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${index.name} ON public.${table.name} USING btree (${index.column})`,
        })),
      ),
    ),
    pg_extension: view({ oid: 'oid', extname: 'name', extversion: 'text' }, () => [
      { oid: 13_500, extname: 'plpgsql', extversion: '1.0' },
      { oid: 16_401, extname: 'pg_stat_statements', extversion: '1.10' },
    ]),
    pg_prepared_xacts: view(
      { transaction: 'xid', gid: 'text', prepared: 'timestamptz', owner: 'name', database: 'name' },
      () => [],
    ),
    pg_replication_slots: view(
      {
        slot_name: 'name',
        plugin: 'name',
        slot_type: 'text',
        database: 'name',
        temporary: 'bool',
        active: 'bool',
        active_pid: 'int4',
        restart_lsn: 'pg_lsn',
        wal_status: 'text',
      },
      () =>
        server.kind === 'replica'
          ? []
          : replicas(world, database.id).map((replica, i) => ({
              slot_name: replica.id.replace(/-/g, '_'),
              slot_type: 'physical',
              temporary: false,
              active: replica.state === 'streaming' || replica.state === 'catchup',
              active_pid: replica.state === 'streaming' || replica.state === 'catchup' ? 118 + i : null,
              restart_lsn: lsnText(Math.max(0, walPosition(world, database.id) - Math.floor(replica.lagBytes))),
              wal_status: replica.lagBytes > 1_073_741_824 ? 'extended' : 'reserved',
            })),
    ),
    ...Object.fromEntries(
      ['pg_stat_progress_vacuum', 'pg_stat_progress_create_index'].map((name) => [
        name,
        view({ pid: 'int4', datname: 'name', relid: 'oid', phase: 'text' }, () => []),
      ]),
    ),
  };
}

/** The application's tables: their names exist for casts and errors, their rows are nobody's business here. */
export function applicationTables(world: World, connection: Connection, superuser: boolean): Record<string, Relation> {
  const { database } = connection;
  return Object.fromEntries(
    tableFacts(world, database).flatMap((table) => [
      [
        `public.${table.name}`,
        {
          columns: table.columns.map(({ name, sql }) => ({ name, type: sql })),
          rows: () => {
            // Millions of rows under an incident's load: the server gives up before they are read.
            throw new SqlFault('canceling statement due to statement timeout');
          },
          kind: 'table' as const,
          oid: table.oid,
          readable: superuser,
        } satisfies Relation,
      ],
      ...indexesOf(table).map((index): [string, Relation] => [
        `public.${index.name}`,
        { columns: [], rows: () => [], oid: index.oid, readable: false, kind: 'table' },
      ]),
    ]),
  );
}

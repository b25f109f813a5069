import { sessions } from '../../read.ts';
import type { World } from '../../world.ts';
import { allowed, type ToolContext } from '../tool.ts';
import { replicas } from '../platform.ts';
import type { Connection } from './connection.ts';
import { FIRST_ROLE_OID } from './relation.ts';

export interface Role {
  oid: number;
  name: string;
  superuser: boolean;
  replication: boolean;
  createRole: boolean;
  login: boolean;
  memberOf: string[];
  /** `ALTER ROLE … SET`, as `name=value`. */
  config: string[];
}

const PREDEFINED = ['pg_monitor', 'pg_read_all_data', 'pg_read_all_settings', 'pg_read_all_stats', 'pg_signal_backend'];

/** Everybody who may connect, the owner first, then by name. */
export function roles(world: World, ctx: ToolContext, { database, user }: Connection): Role[] {
  const { spec } = world;
  const db = database.id;
  const applications = [
    ...spec.services.flatMap(({ pool }) => (pool?.db === db ? [pool.user] : [])),
    ...spec.jobs.flatMap((job) => (job.db === db ? [job.user] : [])),
    ...sessions(world, db).map((session) => session.user),
  ];
  const names = [...new Set([...applications, user, ...(replicas(world, db).length > 0 ? ['replicator'] : [])])]
    .filter((name) => name !== '' && name !== 'postgres')
    .sort();
  const superusers = new Set(sessions(world, db).filter((one) => one.superuser).map((one) => one.user)); // prettier-ignore
  return ['postgres', ...names].map((name, at) => ({
    oid: name === 'postgres' ? 10 : FIRST_ROLE_OID + at,
    name,
    superuser: name === 'postgres' || superusers.has(name) || (name === user && allowed(ctx, `psql:${db}:superuser`)),
    replication: name === 'replicator' || name === 'postgres',
    createRole: name === 'postgres',
    login: true,
    memberOf:
      name === user
        ? PREDEFINED.filter((role) => allowed(ctx, `psql:${db}:${role}`))
        : name === 'postgres_exporter'
          ? ['pg_monitor']
          : [],
    config: configOf(world, db, name),
  }));
}

/** What `ALTER ROLE … SET` left of a role, newest value per name. */
function configOf(world: World, db: string, role: string): string[] {
  const newest = new Map<string, string | null>();
  for (const setting of world.databases.find(({ id }) => id === db)?.roleSettings ?? [])
    if (setting.role === role) newest.set(setting.name, setting.value);
  return [...newest].flatMap(([name, value]) => (value === null ? [] : [`${name}=${value}`]));
}

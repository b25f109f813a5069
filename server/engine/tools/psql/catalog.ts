import type { Catalog } from '../../../sql/catalog.ts';
import type { SessionView } from '../../inspect.ts';
import { sessions } from '../../read.ts';
import type { World } from '../../world.ts';
import { allowed, type ToolContext } from '../tool.ts';
import { activity, lockTable, replication, standbyProcesses } from './activity-views.ts';
import type { Connection } from './connection.ts';
import { backendFunctions } from './functions.ts';
import { applicationTables, objectViews } from './object-views.ts';
import { roles } from './roles.ts';
import { settingsOf, settingsTable } from './settings-view.ts';
import { statementHook } from './statements.ts';
import { statisticsViews } from './statistics-views.ts';

/** What SQL sees of a simulated PostgreSQL, for one statement text. */
export function catalogOf(world: World, ctx: ToolContext, connection: Connection, text: string): Catalog {
  const { database, server, user } = connection;
  const member = (role: string) => allowed(ctx, `psql:${database.id}:${role}`);
  const memberOf = ['pg_monitor', 'pg_signal_backend', 'pg_read_all_stats'].filter(member);
  const superuser = member('superuser');
  const seesAll = superuser || member('pg_monitor') || member('pg_read_all_stats');
  // The world stands still while a statement runs, but functions ask anew for each row.
  let listed: readonly SessionView[] | null = null;
  const present = () =>
    server.kind === 'replica'
      ? standbyProcesses(world, 0)
      : (listed ??= sessions(world, database.id)).filter((session) => !connection.terminated.has(session.pid));
  const known = () => roles(world, ctx, connection);
  return {
    relations: {
      pg_stat_activity: activity(world, connection, text, present, seesAll, known),
      pg_locks: lockTable(world, connection, present),
      pg_settings: settingsTable(world, connection),
      pg_stat_replication: replication(world, connection),
      ...statisticsViews(world, connection, seesAll, known),
      ...objectViews(world, connection, known),
      ...applicationTables(world, connection, superuser),
    },
    functions: backendFunctions(world, ctx, connection, present, known),
    settings: settingsOf(world, connection),
    nowMs: ctx.nowMs,
    user,
    database: connection.dbname,
    role: { superuser, memberOf },
    backendPid: connection.pid,
    onUtility: statementHook(world, ctx, connection, known),
  };
}

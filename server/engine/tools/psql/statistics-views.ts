import type { PlainValue, Relation } from '../../../sql/catalog.ts';
import { sessions } from '../../read.ts';
import { latest, seriesIdentity, type Labels } from '../../telemetry/series.ts';
import type { World } from '../../world.ts';
import { replicas } from '../platform.ts';
import type { Connection } from './connection.ts';
import { DATABASE_OID, view } from './relation.ts';
import type { Role } from './roles.ts';
import { indexesOf, tableFacts } from './table-facts.ts';
import { lsnText, walPosition } from './wal.ts';

/** Pages that one transaction reads, from memory or not. */
const BLOCKS_PER_TRANSACTION = 40;

/** The cumulative statistics views. Figures follow what the model counts since the simulation began. */
export function statisticsViews(
  world: World,
  connection: Connection,
  seesAll: boolean,
  known: () => readonly Role[],
): Record<string, Relation> {
  return {
    pg_stat_database: databaseStatistics(world, connection),
    pg_stat_user_tables: tableStatistics(world, connection),
    pg_stat_all_tables: tableStatistics(world, connection),
    pg_stat_user_indexes: indexStatistics(world, connection),
    pg_stat_bgwriter: writerStatistics(world, connection),
    pg_stat_statements: statementStatistics(world, connection, seesAll, known),
    pg_stat_wal_receiver: receiver(world, connection),
  };
}

function committedOf(world: World, db: string): number {
  return Math.round(lastSample(world, 'pg_stat_database_xact_commit_total', { db }) ?? 0);
}

function databaseStatistics(world: World, { database, server }: Connection): Relation {
  return view(
    {
      datid: 'oid',
      datname: 'name',
      numbackends: 'int4',
      xact_commit: 'int8',
      xact_rollback: 'int8',
      blks_read: 'int8',
      blks_hit: 'int8',
      tup_returned: 'int8',
      tup_fetched: 'int8',
      tup_inserted: 'int8',
      tup_updated: 'int8',
      tup_deleted: 'int8',
      conflicts: 'int8',
      temp_files: 'int8',
      temp_bytes: 'int8',
      deadlocks: 'int8',
      blk_read_time: 'float8',
      blk_write_time: 'float8',
      session_time: 'float8',
      active_time: 'float8',
      idle_in_transaction_time: 'float8',
      sessions: 'int8',
      sessions_abandoned: 'int8',
      sessions_fatal: 'int8',
      sessions_killed: 'int8',
      stats_reset: 'timestamptz',
    },
    () => {
      const commits = committedOf(world, database.id);
      const hit = lastSample(world, 'pg_blks_hit_ratio', { db: database.id }) ?? 0.99;
      const blocks = commits * BLOCKS_PER_TRANSACTION;
      const clients = sessions(world, database.id).filter((session) => session.backendType === 'client backend');
      const zero = Object.fromEntries(
        ['conflicts', 'temp_files', 'temp_bytes', 'deadlocks', 'blk_read_time', 'blk_write_time', 'session_time', 'active_time', 'idle_in_transaction_time', 'sessions', 'sessions_abandoned', 'sessions_fatal', 'sessions_killed', 'blks_read', 'blks_hit', 'xact_commit', 'xact_rollback', 'tup_returned', 'tup_fetched', 'tup_inserted', 'tup_updated', 'tup_deleted', 'numbackends'].map((name) => [name, 0]), // prettier-ignore
      );
      return [
        { ...zero, datid: 0 },
        { ...zero, datid: 5, datname: 'postgres', xact_commit: Math.max(0, world.nowS + world.spec.prerollS) },
        {
          ...zero,
          datid: DATABASE_OID,
          datname: database.id,
          numbackends: server.kind === 'replica' ? 1 : clients.length + 1,
          xact_commit: commits,
          xact_rollback: Math.round(commits / 2000),
          blks_read: Math.round(blocks * (1 - hit)),
          blks_hit: Math.round(blocks * hit),
          tup_returned: commits * 210,
          tup_fetched: commits * 38,
          tup_inserted: Math.round(commits * 0.4),
          tup_updated: Math.round(commits * 0.7),
          tup_deleted: Math.round(commits * 0.01),
          session_time: clients.length * 60_000,
          active_time: commits * 4,
          sessions: clients.length + Math.round(commits / 900),
        },
      ];
    },
  );
}

function tableStatistics(world: World, { database }: Connection): Relation {
  return view(
    {
      relid: 'oid',
      schemaname: 'name',
      relname: 'name',
      seq_scan: 'int8',
      seq_tup_read: 'int8',
      idx_scan: 'int8',
      idx_tup_fetch: 'int8',
      n_tup_ins: 'int8',
      n_tup_upd: 'int8',
      n_tup_del: 'int8',
      n_tup_hot_upd: 'int8',
      n_live_tup: 'int8',
      n_dead_tup: 'int8',
      n_mod_since_analyze: 'int8',
      last_vacuum: 'timestamptz',
      last_autovacuum: 'timestamptz',
      last_analyze: 'timestamptz',
      last_autoanalyze: 'timestamptz',
      vacuum_count: 'int8',
      autovacuum_count: 'int8',
      analyze_count: 'int8',
      autoanalyze_count: 'int8',
    },
    () => {
      const commits = committedOf(world, database.id);
      const start = world.spec.startsAtMs;
      return tableFacts(world, database).map((table) => {
        const touched = Math.round(commits * table.share);
        return {
          relid: table.oid,
          schemaname: 'public',
          relname: table.name,
          seq_scan: 1204 + table.at * 17,
          seq_tup_read: (1204 + table.at * 17) * 96,
          idx_scan: touched * 3,
          idx_tup_fetch: touched * 5,
          n_tup_ins: Math.round(touched * 0.4),
          n_tup_upd: Math.round(touched * 0.7),
          n_tup_del: Math.round(touched * 0.01),
          n_tup_hot_upd: Math.round(touched * 0.55),
          n_live_tup: table.rows,
          n_dead_tup: table.deadRows + Math.round(touched * 0.2),
          n_mod_since_analyze: Math.round(touched * 0.3) + 811,
          last_autovacuum: start - (5400 + 2711 * table.at) * 1000,
          last_autoanalyze: start - (2400 + 1999 * table.at) * 1000,
          vacuum_count: 0,
          autovacuum_count: 311 - 20 * table.at,
          analyze_count: 0,
          autoanalyze_count: 512 - 31 * table.at,
        };
      });
    },
  );
}

function indexStatistics(world: World, { database }: Connection): Relation {
  return view(
    {
      relid: 'oid',
      indexrelid: 'oid',
      schemaname: 'name',
      relname: 'name',
      indexrelname: 'name',
      idx_scan: 'int8',
      idx_tup_read: 'int8',
      idx_tup_fetch: 'int8',
    },
    () => {
      const commits = committedOf(world, database.id);
      return tableFacts(world, database).flatMap((table) =>
        indexesOf(table).map((index, i) => {
          const scans = Math.round((commits * table.share * 3) / (i + 1));
          return {
            relid: table.oid,
            indexrelid: index.oid,
            schemaname: 'public',
            relname: table.name,
            indexrelname: index.name,
            idx_scan: scans,
            idx_tup_read: scans * 2,
            idx_tup_fetch: scans,
          };
        }),
      );
    },
  );
}

function writerStatistics(world: World, { database }: Connection): Relation {
  return view(
    {
      checkpoints_timed: 'int8',
      checkpoints_req: 'int8',
      checkpoint_write_time: 'float8',
      checkpoint_sync_time: 'float8',
      buffers_checkpoint: 'int8',
      buffers_clean: 'int8',
      maxwritten_clean: 'int8',
      buffers_backend: 'int8',
      buffers_backend_fsync: 'int8',
      buffers_alloc: 'int8',
      stats_reset: 'timestamptz',
    },
    () => {
      const upS = world.nowS - (world.databases.find(({ id }) => id === database.id)?.startedAtS ?? 0);
      const timed = 2011 + Math.max(0, Math.floor(upS / 300));
      return [
        {
          checkpoints_timed: timed,
          checkpoints_req: 14,
          checkpoint_write_time: timed * 268_412,
          checkpoint_sync_time: timed * 93,
          buffers_checkpoint: timed * 1842,
          buffers_clean: 20_113,
          maxwritten_clean: 41,
          buffers_backend: 311_402,
          buffers_backend_fsync: 0,
          buffers_alloc: committedOf(world, database.id) + 1_204_113,
          stats_reset: world.spec.startsAtMs - 86_400_000 * 7,
        },
      ];
    },
  );
}

/** pg_stat_statements: what the pools and jobs run, in proportion to what the model committed. */
function statementStatistics(
  world: World,
  { database }: Connection,
  seesAll: boolean,
  known: () => readonly Role[],
): Relation {
  return view(
    {
      userid: 'oid',
      dbid: 'oid',
      toplevel: 'bool',
      queryid: 'int8',
      query: 'text',
      plans: 'int8',
      calls: 'int8',
      total_exec_time: 'float8',
      min_exec_time: 'float8',
      max_exec_time: 'float8',
      mean_exec_time: 'float8',
      stddev_exec_time: 'float8',
      rows: 'int8',
      shared_blks_hit: 'int8',
      shared_blks_read: 'int8',
      shared_blks_dirtied: 'int8',
      temp_blks_written: 'int8',
      wal_bytes: 'numeric',
    },
    () => {
      const oids = new Map(known().map((role) => [role.name, role.oid]));
      const commits = committedOf(world, database.id);
      const hit = lastSample(world, 'pg_blks_hit_ratio', { db: database.id }) ?? 0.99;
      const stretch = world.databases.find(({ id }) => id === database.id)?.stretch ?? 1;
      const pools = world.spec.services.flatMap(({ pool }) => (pool?.db === database.id ? [pool] : []));
      const jobs = world.spec.jobs.filter((job) => job.db === database.id);
      const rows: Record<string, PlainValue>[] = pools.flatMap((pool) => {
        const texts = [...new Set([pool.query, ...Object.values(pool.queries ?? {})])];
        return texts.map((query) => {
          const calls = Math.round(commits / pools.length / texts.length);
          const mean = pool.holdS * 1000 * Math.min(20, Math.max(1, stretch)) * 0.8;
          return statementRow(oids.get(pool.user) ?? 10, query, calls, mean, hit);
        });
      });
      for (const job of jobs) rows.push(statementRow(oids.get(job.user) ?? 10, job.query, 96, 48_212.5, hit));
      rows.push(statementRow(oids.get('postgres_exporter') ?? 10, 'SELECT * FROM pg_stat_database', 40_312, 1.21, 1));
      return rows.map((row) => (seesAll ? row : { ...row, queryid: null, query: '<insufficient privilege>' }));
    },
  );
}

function statementRow(
  userid: number,
  query: string,
  calls: number,
  mean: number,
  hit: number,
): Record<string, PlainValue> {
  const blocks = calls * 30;
  return {
    userid,
    dbid: DATABASE_OID,
    toplevel: true,
    queryid: String(queryId(query)),
    query,
    plans: 0,
    calls,
    total_exec_time: mean * calls,
    min_exec_time: mean * 0.21,
    max_exec_time: mean * 14.5,
    mean_exec_time: mean,
    stddev_exec_time: mean * 0.62,
    rows: calls * 4,
    shared_blks_hit: Math.round(blocks * hit),
    shared_blks_read: Math.round(blocks * (1 - hit)),
    shared_blks_dirtied: calls,
    temp_blks_written: 0,
    wal_bytes: calls * 310,
  };
}

/** A number that stays the same for a statement: FNV-1a over its characters, 32 bits. */
function queryId(query: string): number {
  let hash = 2_166_136_261;
  for (let at = 0; at < query.length; at++) hash = Math.imul(hash ^ query.charCodeAt(at), 16_777_619) >>> 0;
  return hash;
}

/** pg_stat_wal_receiver: one row on a standby that follows. */
function receiver(world: World, { database, server }: Connection): Relation {
  return view(
    {
      pid: 'int4',
      status: 'text',
      receive_start_lsn: 'pg_lsn',
      received_tli: 'int4',
      written_lsn: 'pg_lsn',
      flushed_lsn: 'pg_lsn',
      last_msg_send_time: 'timestamptz',
      last_msg_receipt_time: 'timestamptz',
      latest_end_lsn: 'pg_lsn',
      latest_end_time: 'timestamptz',
      slot_name: 'text',
      sender_host: 'text',
      sender_port: 'int4',
    },
    () => {
      if (server.kind !== 'replica' || server.replica.state === 'promoted') return [];
      const now = world.spec.startsAtMs + world.nowS * 1000;
      const end = lsnText(walPosition(world, database.id));
      return [
        {
          pid: 44,
          status: 'streaming',
          receive_start_lsn: '1A/0',
          received_tli: 1,
          written_lsn: end,
          flushed_lsn: end,
          last_msg_send_time: now - 120,
          last_msg_receipt_time: now - 118,
          latest_end_lsn: end,
          latest_end_time: now - 120,
          slot_name: server.replica.id.replace(/-/g, '_'),
          sender_host: database.host,
          sender_port: database.port,
        },
      ];
    },
  );
}

/** The standby that a connection is on, with what the primary knows of it. */
export function standbyOf(world: World, { database, server }: Connection) {
  if (server.kind !== 'replica') return null;
  return replicas(world, database.id).find(({ id }) => id === server.replica.id) ?? server.replica;
}

function lastSample(world: World, name: string, labels: Labels): number | undefined {
  const ref = world.telemetry.byIdentity.get(seriesIdentity(name, labels));
  return ref === undefined ? undefined : latest(world.telemetry, ref);
}

import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { psql as ours } from '../../server/engine/tools/psql.ts';
import type { World } from '../../server/engine/world.ts';
import { initSql } from '../../server/sql/parse.ts';
import { platformTerminal } from '../support/platform-terminal.ts';
import { postgresPrograms, startPostgres } from '../support/postgres-server.ts';

const programs = postgresPrograms();
if (!programs) {
  const message = 'PostgreSQL is not installed: psql is not compared with a real one (apt-get install postgresql).';
  if (process.env.CI) throw new Error(message);
  console.warn(message);
}

/** What does not depend on the world: settings, transactions, refusals, meta-commands. Each is one psql's `-c` texts. */
const AS_ONCALL: readonly (readonly string[])[] = [
  ["alter system set frob = 1"], ["alter system set work_mem = '1MB'"], ['alter system reset all'], ['select pg_reload_conf()'],
  ['checkpoint'], ['vacuum orders'], ['analyze orders'], ["alter role backup set work_mem = '1MB'"],
  ["alter role checkout set work_mem = '1MB'"], ["alter role nobody set work_mem = '1MB'"],
  ["alter role checkout in database nosuch set work_mem = '1MB'"], ["alter role all set work_mem = '1MB'"],
  ["alter database orders set work_mem = '1MB'"], ["alter database nosuch set work_mem = '1MB'"], ['set role backup'],
  ['set session authorization backup'], ["set log_statement = 'all'"], ['explain select * from orders'], ['lock table orders'],
  ['begin', 'lock table orders', 'rollback'], ['select pg_promote()'], ['select pg_rotate_logfile()'], ['truncate orders'],
  ['reindex table orders'], ['copy orders to stdout'], ['select pg_terminate_backend(pg_backend_pid())'],
  ['insert into orders values (1)'], ['update orders set id = 1'], ['delete from orders'], ['delete from nosuch'],
  ['drop table orders'], ['alter table orders add column n text'], ['create index on orders (id)'], ['select * from pg_authid'],
  ['select * from orders'], ['select pg_stat_reset()'], ['grant select on orders to oncall'], ['create role x'],
  ['notify x', 'listen x', 'discard all'], ['kill 5'], ['select pg_terminate_backend(999999)'],
  ['begin', 'begin', 'select 1/0', 'select 1', 'commit', 'commit'], ['begin', 'delete from orders', 'select 1', 'rollback'],
  ['begin; select 1; selec', 'select 1'], ['set local work_mem = 1024', 'show work_mem'],
  ["set work_mem = '64MB'", 'show work_mem', 'reset work_mem'], ["set statement_timeout = 90000", 'show statement_timeout'],
  ["set statement_timeout = '1h'", 'show statement_timeout'], ["set lock_timeout = '1500ms'", 'show lock_timeout'],
  ["set statement_timeout = '5 parsecs'"], ["set statement_timeout = 'soon'"], ["set work_mem = '1'"], ["set work_mem = 'lots'"],
  ["set random_page_cost = 'x'"], ['show frob'], ['set frob = 1'], ['set max_connections = 1'], ['set autovacuum = off'],
  ["set default_transaction_isolation = 'serial'"], ["set default_transaction_read_only = maybe"], ['set server_version = 9'],
  ['reset all'], ['\\d nosuch'], ['\\dt nosuch'], ['\\dv'], ['\\df nosuch'], ['\\foo'], ['\\dn'], ['\\drds'], ['\\x frob'], ['\\pset frob'],
  ['\\timing'], ['\\x', 'select 1 as a', '\\x', '\\a', 'select 1 as a', '\\t', 'select 1 as a', '\\f', '\\pset null none'],
  ['\\echo hello there'], ['\\watch 1'], ['select 1 \\gx'], ['\\i nosuch.sql'], ['select current_user, session_user'],
  ["select pg_is_in_recovery(), current_setting('lock_timeout')"], ['select pg_last_xact_replay_timestamp() is null'],
  ["select name, unit, context, vartype, min_val, max_val from pg_settings where name in ('lock_timeout', 'work_mem', 'max_connections', 'wal_level', 'checkpoint_timeout') order by name"],
  ['select datname, datallowconn, datistemplate from pg_database order by datname'],
]; // prettier-ignore
const AS_ADMIN: readonly (readonly string[])[] = [
  ["alter system set work_mem = '1 parsec'"], ['alter system set max_connections = 0'], ['alter system set frob = 1'],
  ['alter system set autovacuum = maybe'], ["alter system set wal_level = 'foo'"], ["begin; alter system set work_mem = '8MB'"],
  ['alter system set server_version = 9'], ["alter system set data_directory = '/x'"], ['alter role checkout set max_connections = 5'],
  ['alter role nobody set lock_timeout = 5'], ["alter system set lock_timeout = '3s'", 'show lock_timeout'],
  ["alter role checkout set statement_timeout = '30s'", "alter role checkout in database orders set lock_timeout = '5s'"],
  ['alter role checkout reset statement_timeout'], ["set log_min_duration_statement = '250ms'", 'show log_min_duration_statement'],
  ['select pg_promote()'],
]; // prettier-ignore

beforeAll(initSql);

function askOurs(world: World, access: readonly string[], texts: readonly string[]) {
  const ctx = { seat: 'fixer', access, env: { USER: 'oncall' }, nowMs: world.spec.startsAtMs + world.nowS * 1000 };
  const argv = ['-h', 'orders', ...texts.flatMap((text) => ['-c', text])];
  const { stdout, stderr, exitCode } = ours.run(world, ctx, argv, '');
  return { stdout, stderr, exitCode };
}

test.skipIf(!programs)(
  'settings, transactions, refusals and meta-commands answer as a real psql and server',
  { timeout: 60_000 },
  async () => {
    const server = await startPostgres(programs!);
    try {
      const psql = join(programs!, 'psql');
      const setUp = [
        'create role oncall login', 'create role admin login superuser', 'create role backup superuser', 'create role checkout login', 'create database orders',
        '\\c orders', 'create table orders (id bigint)', 'create table order_lines (id bigint)', 'create table payments (id bigint)',
        "alter system set work_mem = '16MB'", 'select pg_reload_conf()',
      ]; // prettier-ignore
      execFileSync(psql, ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', server.url], {
        input: `${setUp.map((line) => (line.startsWith('\\') ? line : `${line};`)).join('\n')}\n`,
        stdio: ['pipe', 'ignore', 'inherit'],
      });
      const ask = (role: string, texts: readonly string[]) => {
        const url = server.url.replace('drillbook@', `${role}@`).replace(/\/postgres$/, '/orders');
        const asked = spawnSync(psql, ['-X', '-d', url, ...texts.flatMap((text) => ['-c', text])], {
          encoding: 'utf8',
        });
        return { stdout: asked.stdout, stderr: asked.stderr, exitCode: asked.status };
      };
      const { world } = platformTerminal();
      const differences: unknown[] = [];
      const compare = (role: string, access: readonly string[], texts: readonly string[]) => {
        const real = ask(role, texts);
        const own = askOurs(world, access, texts);
        if (JSON.stringify(own) !== JSON.stringify(real)) differences.push({ texts, own, real });
      };
      for (const texts of AS_ONCALL) compare('oncall', [], texts);
      for (const texts of AS_ADMIN) compare('admin', ['psql:orders:superuser'], texts);
      expect(differences).toEqual([]);
    } finally {
      server.stop();
    }
  },
);

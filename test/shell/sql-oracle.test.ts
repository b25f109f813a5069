import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { initSql } from '../../server/sql/parse.ts';
import { defaultStyle, formatResult, type PsqlStyle } from '../../server/sql/psql-format.ts';
import { runSql } from '../../server/sql/run-sql.ts';
import { postgresPrograms, startPostgres } from '../support/postgres-server.ts';
import { CASES_FILE, comparable, readCases, type SqlCase, writeCases } from './sql-cases.ts';
import { fixtureCatalog, fixtureScript } from './sql-fixture.ts';

const programs = postgresPrograms();
if (!programs) {
  const message =
    'PostgreSQL is not installed: the SQL cases are not compared with a real server (apt-get install postgresql).';
  if (process.env.CI) throw new Error(message);
  console.warn(message);
}

/** Runs every case as `psql -c` does, all in one psql, with a line on both outputs between them. */
function answers(psql: string, url: string, cases: readonly SqlCase[]): SqlCase[] {
  const mark = '=== next case ===';
  const commands = cases.flatMap(({ sql }) => ['-c', sql, '-c', `\\echo ${mark}`, '-c', `\\warn ${mark}`]);
  const { stdout, stderr } = spawnSync(psql, ['-X', '-d', url, ...commands], { encoding: 'utf8' });
  const outputs = stdout.split(`${mark}\n`);
  const errors = stderr.split(`${mark}\n`);
  return cases.map((given, at) => ({ ...given, stdout: outputs[at] ?? '', stderr: errors[at] ?? '' }));
}

const styles: readonly (readonly [string[], Partial<PsqlStyle>])[] = [
  [['-x'], { expanded: true }],
  [['-A'], { aligned: false }],
  [['-t'], { tuplesOnly: true }],
  [['-A', '-t', '-F', ','], { aligned: false, tuplesOnly: true, fieldSeparator: ',' }],
  [['-x', '-A'], { expanded: true, aligned: false }],
  [['-x', '-t'], { expanded: true, tuplesOnly: true }],
  [['-P', 'null=(null)'], { nullText: '(null)' }],
];

const styled = [
  'select pid, usename as who, state, query from pg_stat_activity order by pid',
  'select 1 as a, 2 as b',
  "select 'x' as a_rather_long_column_name",
  'select pid, state from pg_stat_activity where false',
];

/** The ways psql can print, each over the same few results. */
async function compareStyles(psql: string, url: string): Promise<void> {
  await initSql();
  for (const [flags, style] of styles) {
    for (const sql of styled) {
      const { stdout } = spawnSync(psql, ['-X', '-d', url, ...flags, '-c', sql], { encoding: 'utf8' });
      expect(
        formatResult(runSql(sql, fixtureCatalog())[0]!, { ...defaultStyle, ...style }),
        `${flags.join(' ')} ${sql}`,
      ).toBe(stdout);
    }
  }
}

test.skipIf(!programs)('the recorded answers are those of a real PostgreSQL 15', { timeout: 30_000 }, async () => {
  const server = await startPostgres(programs!);
  try {
    const psql = join(programs!, 'psql');
    execFileSync(psql, ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', server.url], {
      input: fixtureScript(),
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    server.pause();
    server.resume();
    const cases = readCases();
    const real = answers(psql, server.url.replace('drillbook@', 'oncall@'), cases);
    if (process.env.RECORD) writeFileSync(CASES_FILE, writeCases(real));
    for (const [at, { title, sql, stdout, stderr }] of cases.entries()) {
      expect(comparable(sql, stdout), title).toBe(comparable(sql, real[at]!.stdout));
      expect(stderr, title).toBe(real[at]!.stderr);
    }
    await compareStyles(psql, server.url.replace('drillbook@', 'oncall@'));
  } finally {
    server.stop();
  }
});

import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { postgresPrograms, startPostgres } from '../support/postgres-server.ts';
import { CASES_FILE, comparable, readCases, type SqlCase, writeCases } from './sql-cases.ts';
import { fixtureScript } from './sql-fixture.ts';

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
  } finally {
    server.stop();
  }
});

import { beforeAll, describe, expect, test } from 'vitest';
import { initSql } from '../../server/sql/parse.ts';
import { defaultStyle, formatError, formatNotice, formatResult } from '../../server/sql/psql-format.ts';
import { runSql } from '../../server/sql/run-sql.ts';
import { comparable, readCases } from './sql-cases.ts';
import { fixtureCatalog } from './sql-fixture.ts';

beforeAll(initSql);

/** What psql prints on its two outputs for one text. */
function psql(sql: string): { stdout: string; stderr: string } {
  const results = runSql(sql, fixtureCatalog());
  return {
    stdout: results.map((result) => formatResult(result, defaultStyle)).join(''),
    stderr: results
      .map((result) => result.notices.map(formatNotice).join('') + (result.error ? formatError(result.error, sql) : ''))
      .join(''),
  };
}

describe('every statement prints what psql and PostgreSQL 15 print', () => {
  test.each(readCases())('$title', ({ sql, stdout, stderr }) => {
    const printed = psql(sql);
    expect(comparable(sql, printed.stdout)).toBe(comparable(sql, stdout));
    expect(printed.stderr).toBe(stderr);
  });
});

import { beforeAll, describe, expect, test } from 'vitest';
import type { Catalog, SqlResult } from '../../server/sql/catalog.ts';
import { SqlFault } from '../../server/sql/fault.ts';
import { initSql } from '../../server/sql/parse.ts';
import { defaultStyle, formatResult, type PsqlStyle } from '../../server/sql/psql-format.ts';
import { splitInput } from '../../server/sql/psql-input.ts';
import { runSql } from '../../server/sql/run-sql.ts';
import { fixtureCatalog } from './sql-fixture.ts';

beforeAll(initSql);

function run(sql: string, over: Partial<Catalog> = {}): SqlResult {
  return runSql(sql, { ...fixtureCatalog(), ...over })[0]!;
}

/** The pids that a statement signalled, in order. */
function terminatedBy(sql: string): number[] {
  const pids: number[] = [];
  runSql(sql, fixtureCatalog(pids));
  return pids;
}

describe('a function with an effect', () => {
  test('runs once for each row that passes the filter', () => {
    expect(
      terminatedBy("select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction'"),
    ).toEqual([4101]);
  });

  test('in WHERE runs after the conditions without effects', () => {
    expect(terminatedBy("select pid from pg_stat_activity where pg_terminate_backend(pid) and state = 'idle'")).toEqual(
      [4105],
    );
  });

  test('runs only for the rows that LIMIT shows', () => {
    expect(
      terminatedBy(
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'orders' order by query_start limit 1",
      ),
    ).toEqual([4101]);
  });

  test('runs once when its column is also the order', () => {
    expect(
      terminatedBy("select pid, pg_terminate_backend(pid) from pg_stat_activity where usename = 'stock' order by 2"),
    ).toEqual([4107]);
  });

  test('does not run when the statement has an error, or a later statement does not parse', () => {
    expect(terminatedBy('select pg_terminate_backend(pid), nothing from pg_stat_activity')).toEqual([]);
    expect(terminatedBy('select pg_terminate_backend(4101); selec')).toEqual([]);
  });

  test('may refuse with an error of its own', () => {
    const refuse = {
      ...fixtureCatalog().functions.pg_terminate_backend![0]!,
      run: () => {
        throw new SqlFault('must be a superuser to terminate superuser process');
      },
    };
    expect(
      run('select pg_terminate_backend(4101)', { functions: { pg_terminate_backend: [refuse] } }).error?.message,
    ).toBe('must be a superuser to terminate superuser process');
  });
});

describe('a statement that costs too much', () => {
  const timeout = 'canceling statement due to statement timeout';

  test.each([
    'select count(*) from pg_locks a, pg_locks b, pg_locks c, pg_locks d, pg_locks e, pg_locks f, pg_locks g',
    'select count(*) from generate_series(1, 1000000000)',
    "select string_agg(repeat('x', 100000), '') from generate_series(1, 100000)",
    'with recursive t(n) as (select 1 union all select n + 1 from t) select count(*) from t',
    "select count(*) from generate_series(1, 3000) where repeat('a', 3000) ~ '(a|aa)+$'",
  ])('%s is cancelled', (sql) => {
    expect(run(sql).error?.message).toBe(timeout);
  });

  test.each([
    `select 1${'+1'.repeat(8000)}`,
    `select ${'not '.repeat(3900)}true`,
    `select ${'('.repeat(8000)}1${')'.repeat(8000)}`,
    `select '${'x'.repeat(20_000)}'`,
  ])('a monstrous text gives an error or an answer, never a crash', (sql) => {
    const result = run(sql);
    expect(result.error ?? result.rows).toBeDefined();
  });

  test('text cannot be doubled without end', () => {
    expect(
      run(
        "with recursive t(s, n) as (select 'x', 0 union all select s || s, n + 1 from t where n < 60) select count(*) from t",
      ).error?.message,
    ).toBe('requested length too large');
  });
});

describe('privileges', () => {
  test('a writing statement is refused by role, a superuser by the read-only database', () => {
    expect(run('update orders set id = 1').error?.message).toBe('permission denied for table orders');
    expect(run('drop table stock').error?.message).toBe('must be owner of table stock');
    expect(run('delete from nothing').error?.message).toBe('relation "nothing" does not exist');
    expect(run('delete from orders', { role: { superuser: true, memberOf: [] } }).error?.message).toBe(
      'cannot execute DELETE in a read-only transaction',
    );
  });

  test('a caller may take over a utility statement', () => {
    const seen: unknown[] = [];
    const onUtility: Catalog['onUtility'] = (statement) => (
      seen.push(statement),
      statement.kind === 'alter system' ? 'ALTER SYSTEM' : undefined
    );
    const result = run("alter system set idle_in_transaction_session_timeout = '5min'", { onUtility });
    expect(result).toMatchObject({ command: 'ALTER SYSTEM', hasRows: false });
    run("alter role orders set statement_timeout = '30s'", { onUtility });
    expect(seen).toEqual([
      { kind: 'alter system', setting: 'idle_in_transaction_session_timeout', value: '5min' },
      { kind: 'alter role', role: 'orders', database: null, setting: 'statement_timeout', value: '30s' },
    ]);
  });

  test('names from the prototype are nobody', () => {
    expect(run('select * from constructor').error?.message).toBe('relation "constructor" does not exist');
    expect(run('select __proto__() , tostring()').error?.message).toBe('function __proto__() does not exist');
    expect(run('show constructor').error?.message).toBe('unrecognized configuration parameter "constructor"');
  });
});

describe('rows are asked for', () => {
  test('only of the relations that the statement names, and once', () => {
    let asked = 0;
    const counted = { columns: [{ name: 'n', type: 'int4' as const }], rows: () => (asked++, [[1], [2]]) };
    const relations = { counted, other: { ...counted, rows: () => expect.fail('not named') } };
    expect(run('select (select max(n) from counted), a.n from counted a, counted b', { relations }).rows).toHaveLength(
      4,
    );
    expect(asked).toBe(1);
  });
});

describe('psql prints', () => {
  const two =
    "select pid, usename as \"who\", state from pg_stat_activity where usename in ('stock', 'oncall') order by pid";
  const print = (sql: string, style: Partial<PsqlStyle>) => formatResult(run(sql), { ...defaultStyle, ...style });

  test('records with -x', () => {
    expect(print(two, { expanded: true })).toBe(
      '-[ RECORD 1 ]-\npid   | 4107\nwho   | stock\nstate | active\n-[ RECORD 2 ]-\npid   | 4999\nwho   | oncall\nstate | active\n\n',
    );
  });

  test('plain fields with -A, -t and -F', () => {
    expect(print(two, { aligned: false })).toBe('pid|who|state\n4107|stock|active\n4999|oncall|active\n(2 rows)\n');
    expect(print(two, { aligned: false, tuplesOnly: true, fieldSeparator: ',' })).toBe(
      '4107,stock,active\n4999,oncall,active\n',
    );
    expect(print(two, { tuplesOnly: true })).toBe(' 4107 | stock  | active\n 4999 | oncall | active\n\n');
  });

  test('null as \\pset null says', () => {
    expect(print('select null as n', { nullText: '(null)', aligned: false, tuplesOnly: true })).toBe('(null)\n');
  });
});

describe('a script for psql', () => {
  test('is cut at semicolons outside quotes, comments and parentheses', () => {
    const script = 'select \';\' as a, $$;$$; -- ; no\nselect "b;" /* ; */ from t;\n\nselect (1;2)';
    expect(splitInput(script).map((part) => part.kind === 'sql' && part.text)).toEqual([
      "select ';' as a, $$;$$",
      'select "b;" /* ; */ from t',
      'select (1;2)',
    ]);
  });

  test('may hold backslash commands', () => {
    expect(splitInput('\\x\nselect 1 \\gx\n\\d orders\nselect 2')).toEqual([
      { kind: 'meta', name: 'x', argument: '' },
      { kind: 'sql', text: 'select 1 ', expanded: true },
      { kind: 'meta', name: 'd', argument: 'orders' },
      { kind: 'sql', text: 'select 2' },
    ]);
  });
});

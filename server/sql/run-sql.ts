import type { Node } from 'libpg-query';
import type { Catalog, SqlErrorReport, SqlNotice, SqlResult } from './catalog.ts';
import { SqlFault } from './fault.ts';
import { characterAt, parseSql } from './parse.ts';
import { compileSelect } from './select.ts';
import { openSession, type Session } from './session.ts';
import { defaultUtility, readUtility } from './utility.ts';
import { valueText } from './value.ts';

/**
 * Runs a text of one or more statements as `psql -c` sends it: in order, stopping at the first error, a syntax error
 * anywhere refusing all of it. Call `initSql()` once before. Never throws for anything the user typed.
 */
export function runSql(text: string, catalog: Catalog): SqlResult[] {
  let statements: Node[];
  try {
    statements = parseSql(text);
  } catch (error) {
    return [failed(faultOf(error).report, [])];
  }
  const results: SqlResult[] = [];
  for (const statement of statements) {
    const notices: SqlNotice[] = [];
    const session = openSession(catalog, notices);
    try {
      results.push({ ...runStatement(statement, session), notices });
    } catch (error) {
      results.push(failed(inCharacters(faultOf(error).report, text), notices));
      break;
    }
  }
  return results;
}

function failed(error: SqlErrorReport, notices: SqlNotice[]): SqlResult {
  return { columns: [], rows: [], command: '', hasRows: false, notices, error };
}

/** A stack overflow while compiling a monstrous expression is the user's doing; anything else is ours. */
function faultOf(error: unknown): SqlFault {
  if (error instanceof SqlFault) return error;
  if (error instanceof RangeError)
    return new SqlFault('stack depth limit exceeded', {
      hint: 'Increase the configuration parameter "max_stack_depth" (currently 2048kB), after ensuring the platform\'s stack depth limit is adequate.',
    });
  throw error;
}

/** Positions inside the tree count bytes. */
function inCharacters(report: SqlErrorReport, text: string): SqlErrorReport {
  return report.position === undefined ? report : { ...report, position: characterAt(text, report.position) };
}

type Outcome = Omit<SqlResult, 'notices'>;

function runStatement(statement: Node, session: Session): Outcome {
  if ('SelectStmt' in statement) {
    const query = compileSelect(statement.SelectStmt, session);
    const rows = query
      .run(undefined)
      .map((row) =>
        row.map((value, at) => (value === null ? null : valueText(value, query.columns[at]!.type, session.names))),
      );
    return { columns: query.columns, rows, command: `SELECT ${rows.length}`, hasRows: true };
  }
  if ('VariableShowStmt' in statement)
    return show((statement.VariableShowStmt.name ?? '').toLowerCase(), session.catalog);
  const utility = readUtility(statement);
  const command =
    session.catalog.onUtility?.(utility, session.notice) ?? defaultUtility(utility, session.catalog, session.notice);
  if (typeof command !== 'string') return { ...command, hasRows: true };
  return { columns: [], rows: [], command, hasRows: false };
}

function show(name: string, catalog: Catalog): Outcome {
  if (name === 'all') {
    const rows = Object.entries(catalog.settings)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([setting, { value }]) => [setting, value, '']);
    const columns = ['name', 'setting', 'description'].map((column) => ({ name: column, type: 'text' as const }));
    return { columns, rows, command: 'SHOW', hasRows: true };
  }
  if (!Object.hasOwn(catalog.settings, name)) throw new SqlFault(`unrecognized configuration parameter "${name}"`);
  return { columns: [{ name, type: 'text' }], rows: [[catalog.settings[name]!.value]], command: 'SHOW', hasRows: true };
}

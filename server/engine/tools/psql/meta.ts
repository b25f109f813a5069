import { fail, out, type ToolResult } from '../tool.ts';
import type { Connection } from './catalog.ts';

/** psql's backslash commands that make sense without an interactive session. */
export function metaCommand(connection: Connection, command: { name: string; argument: string }): ToolResult {
  const { name, argument } = command;
  const { database, user } = connection;
  if (name === 'conninfo')
    return out(
      `You are connected to database "${database.id}" as user "${user}" on host "${database.host}" (address "10.0.4.10") at port "${database.port}".`,
    );
  if (name === 'q') return out('');
  if (name === 'dt') return out(listOfRelations(database.tables));
  if (name === 'd' && argument !== '') return fail(`Did not find any relation named "${argument}".`, 0);
  if (name === 'd') return out(listOfRelations(database.tables));
  if (name === '!' || name.startsWith('!')) return fail('\\!: not allowed', 1);
  return fail(`invalid command \\${name}\nTry \\? for help.`, 1);
}

function listOfRelations(tables: readonly string[]): string {
  const width = Math.max(4, ...tables.map((name) => name.length));
  return [
    'List of relations'.padStart(20),
    ` Schema | ${'Name'.padEnd(width)} | Type  | Owner `,
    `--------+-${'-'.repeat(width)}-+-------+-------`,
    ...tables.map((name) => ` public | ${name.padEnd(width)} | table | app   `),
    `(${tables.length} row${tables.length === 1 ? '' : 's'})`,
    '',
  ].join('\n');
}

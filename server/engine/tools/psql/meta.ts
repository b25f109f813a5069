import { formatListing, type PsqlStyle } from '../../../sql/psql-format.ts';
import type { Relation } from '../../../sql/catalog.ts';
import { typeName } from '../../../sql/types.ts';
import type { World } from '../../world.ts';
import { fail, out, type ToolContext, type ToolResult } from '../tool.ts';
import { catalogOf } from './catalog.ts';
import type { Connection } from './connection.ts';
import { roles } from './roles.ts';
import { indexesOf, tableFacts, type TableFacts } from './table-facts.ts';

/** What one psql keeps between the commands of a run. */
export interface PsqlState {
  style: PsqlStyle;
  timing: boolean;
  quit: boolean;
}

interface Meta {
  world: World;
  ctx: ToolContext;
  connection: Connection;
  state: PsqlState;
  argument: string;
}

/** psql's backslash commands that make sense here. Unknown ones are refused in psql's words. */
export function metaCommand(
  world: World,
  ctx: ToolContext,
  connection: Connection,
  state: PsqlState,
  command: { name: string; argument: string },
): ToolResult {
  const written = command.name;
  const argument = command.argument.replace(/;$/, '').trim();
  const name = written.replace(/[+S]+$/, '') || written;
  if (written === '!' || written.startsWith('!')) return fail('\\!: not allowed', 1);
  if (!Object.hasOwn(COMMANDS, name)) return fail(`invalid command \\${written}`, 1);
  return COMMANDS[name]!({ world, ctx, connection, state, argument }, written.includes('+'));
}

const COMMANDS: Readonly<Record<string, (meta: Meta, plus: boolean) => ToolResult>> = {
  conninfo: ({ connection }) =>
    out(
      `You are connected to database "${connection.dbname}" as user "${connection.user}" on host "${connection.host}" (address "${connection.address}") at port "${connection.port}".`,
    ),
  q: ({ state }) => {
    state.quit = true;
    return out('');
  },
  x: ({ state, argument }) => {
    if (!/^(|on|off|auto|true|false|0|1)$/.test(argument))
      return fail(`unrecognized value "${argument}" for "expanded"\nAvailable values are: on, off, auto.`);
    state.style.expanded = argument === '' ? !state.style.expanded : /^(on|true|1)$/.test(argument);
    return out(`Expanded display is ${state.style.expanded ? 'on' : 'off'}.`);
  },
  t: ({ state }) => {
    state.style.tuplesOnly = !state.style.tuplesOnly;
    return out(`Tuples only is ${state.style.tuplesOnly ? 'on' : 'off'}.`);
  },
  a: ({ state }) => {
    state.style.aligned = !state.style.aligned;
    return out(`Output format is ${state.style.aligned ? 'aligned' : 'unaligned'}.`);
  },
  f: ({ state, argument }) => {
    if (argument !== '') state.style.fieldSeparator = argument.replace(/^'(.*)'$/, '$1');
    return out(`Field separator is "${state.style.fieldSeparator}".`);
  },
  timing: ({ state, argument }) => {
    state.timing = argument === '' ? !state.timing : /^(on|true|1)$/.test(argument);
    return out(`Timing is ${state.timing ? 'on' : 'off'}.`);
  },
  pset: ({ state, argument }) => {
    const [option = '', value = ''] = argument.split(/[\s=]+/);
    const said = setOption(state.style, option, value);
    return said === null ? fail(`\\pset: unknown option: ${option}`) : out(said);
  },
  echo: ({ argument }) => out(`${argument}\n`),
  warn: ({ argument }) => ({ ...out(''), stderr: `${argument}\n` }),
  set: () => out(''),
  unset: () => out(''),
  encoding: () => out('UTF8'),
  c: ({ connection, argument }) => {
    const asked = argument.split(/\s+/)[0] ?? '';
    if (asked !== '' && asked !== '-' && asked !== connection.database.id && asked !== 'postgres')
      return fail(
        `connection to server at "${connection.host}" (${connection.address}), port ${connection.port} failed: FATAL:  database "${asked}" does not exist\nPrevious connection kept`,
      );
    if (asked !== '' && asked !== '-') connection.dbname = asked;
    return out(`You are now connected to database "${connection.dbname}" as user "${connection.user}".`);
  },
  i: ({ argument }) => fail(`${argument}: No such file or directory`),
  copy: () => fail('\\copy: not allowed'),
  watch: () => fail('\\watch cannot be used with an empty query'),
  h: () => out('Available help: SELECT, SHOW, SET, RESET, BEGIN, COMMIT, ROLLBACK, EXPLAIN, ALTER SYSTEM, ALTER ROLE'),
  '?': () => out(HELP),
  d: (meta, plus) => (meta.argument === '' ? relations(meta, plus, true) : describe(meta)),
  dt: (meta, plus) => relations(meta, plus, false),
  di: (meta) => indexes(meta),
  dv: () => fail('Did not find any relations.', 0),
  dm: () => fail('Did not find any relations.', 0),
  ds: (meta) => sequences(meta),
  dn: (meta) =>
    out(listing(meta, 'List of schemas', ['Name', 'Owner'], [['public', 'pg_database_owner']], { counted: true })),
  dx: (meta) =>
    out(
      listing(
        meta,
        'List of installed extensions',
        ['Name', 'Version', 'Schema', 'Description'],
        [
          [
            'pg_stat_statements',
            '1.10',
            'public',
            'track planning and execution statistics of all SQL statements executed',
          ],
          ['plpgsql', '1.0', 'pg_catalog', 'PL/pgSQL procedural language'],
        ],
        { counted: true },
      ),
    ),
  df: (meta) =>
    out(
      listing(meta, 'List of functions', ['Schema', 'Name', 'Result data type', 'Argument data types', 'Type'], [], {
        counted: true,
      }),
    ),
  du: (meta) => roleList(meta),
  dg: (meta) => roleList(meta),
  drds: (meta) => roleSettings(meta),
  l: (meta, plus) => databases(meta, plus),
};

const HELP = `General
  \\q                     quit psql
  \\watch [SEC]           execute query every SEC seconds
  \\gx                    execute query, expanded output
Informational
  \\conninfo              display information about current connection
  \\d [NAME]              list tables, or describe one
  \\dt \\di \\du \\dn \\dx \\l  list tables, indexes, roles, schemas, extensions, databases
  \\drds                  list per-role settings
Formatting
  \\x \\t \\a \\f \\pset      expanded, tuples only, unaligned, field separator, options
  \\timing                toggle timing of commands`;

function setOption(style: PsqlStyle, option: string, value: string): string | null {
  switch (option) {
    case 'null':
      style.nullText = value.replace(/^'(.*)'$/, '$1');
      return `Null display is "${style.nullText}".`;
    case 'format':
      style.aligned = value === 'aligned';
      return `Output format is ${value}.`;
    case 'fieldsep':
      style.fieldSeparator = value.replace(/^'(.*)'$/, '$1');
      return `Field separator is "${style.fieldSeparator}".`;
    case 'tuples_only':
    case 't':
      style.tuplesOnly = !/^(off|false|0)$/.test(value);
      return `Tuples only is ${style.tuplesOnly ? 'on' : 'off'}.`;
    case 'expanded':
    case 'x':
      style.expanded = !/^(off|false|0)$/.test(value);
      return `Expanded display is ${style.expanded ? 'on' : 'off'}.`;
    case 'pager':
    case 'border':
    case 'linestyle':
    case 'footer':
      return '';
    default:
      return null;
  }
}

/** `-P name=value`; null when psql knows no such option. */
export function applyOption(style: PsqlStyle, written: string): string | null {
  const [option = '', value = ''] = [written.split('=')[0] ?? '', written.slice(written.indexOf('=') + 1)];
  return setOption(style, option, value) === null ? option : null;
}

/** `\d NAME` is a table whatever `\x` says. */
function flat({ state }: Meta): Meta['state'] {
  return { ...state, style: { ...state.style, expanded: false } };
}

function listing(
  { state }: Pick<Meta, 'state'>,
  title: string,
  names: readonly string[],
  rows: readonly (readonly string[])[],
  more: { footers?: readonly string[]; counted?: boolean } = {},
): string {
  return formatListing({ title, names, rows, ...more }, state.style);
}

function sizeText(bytes: number): string {
  if (bytes < 10_240) return `${bytes} bytes`;
  const [unit, size] = bytes < 10_485_760 ? ['kB', 1024] : bytes < 10_737_418_240 ? ['MB', 1_048_576] : ['GB', 1_073_741_824]; // prettier-ignore
  return `${Math.round(bytes / (size as number))} ${unit as string}`;
}

function relations(meta: Meta, plus: boolean, sequencesToo: boolean): ToolResult {
  const facts = tableFacts(meta.world, meta.connection.database);
  if (facts.length === 0) return fail('Did not find any relations.', 0);
  const wanted = meta.argument.replace(/^public\./, '');
  const rows = facts
    .flatMap((table) => [
      { name: table.name, type: 'table', bytes: table.bytes },
      ...(sequencesToo ? [{ name: `${table.name}_id_seq`, type: 'sequence', bytes: 8192 }] : []),
    ])
    .filter(({ name }) => wanted === '' || matches(name, wanted))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  if (rows.length === 0) return fail(`Did not find any relation named "${meta.argument}".`, 0);
  const names = ['Schema', 'Name', 'Type', 'Owner', ...(plus ? ['Persistence', 'Access method', 'Size', 'Description'] : [])]; // prettier-ignore
  const cells = rows.map(({ name, type, bytes }) => [
    'public',
    name,
    type,
    'postgres',
    ...(plus ? ['permanent', type === 'table' ? 'heap' : '', sizeText(bytes), ''] : []),
  ]);
  return out(listing(meta, 'List of relations', names, cells, { counted: true }));
}

/** psql's patterns: `*` and `?`. */
function matches(name: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 'i').test(name);
}

function sequences(meta: Meta): ToolResult {
  const rows = meta.connection.database.tables.map((table) => ['public', `${table}_id_seq`, 'sequence', 'postgres']);
  return out(listing(meta, 'List of relations', ['Schema', 'Name', 'Type', 'Owner'], rows, { counted: true }));
}

function indexes(meta: Meta): ToolResult {
  const rows = tableFacts(meta.world, meta.connection.database)
    .flatMap((table) => indexesOf(table).map((index) => ['public', index.name, 'index', 'postgres', table.name]))
    .sort(([, a = ''], [, b = '']) => (a < b ? -1 : 1));
  return out(listing(meta, 'List of relations', ['Schema', 'Name', 'Type', 'Owner', 'Table'], rows, { counted: true }));
}

function describe(meta: Meta): ToolResult {
  const { world, ctx, connection, argument } = meta;
  const wanted = argument.replace(/^public\./, '');
  const table = tableFacts(world, connection.database).find((one) => matches(one.name, wanted));
  if (table) return out(describeTable(meta, table));
  const index = tableFacts(world, connection.database)
    .flatMap((one) => indexesOf(one).map((each) => ({ ...each, table: one.name })))
    .find((one) => matches(one.name, wanted));
  if (index) {
    const footer = `${index.unique ? 'primary key, ' : ''}btree, for table "public.${index.table}"`;
    const names = ['Column', 'Type', 'Key?', 'Definition'];
    const type = tableFacts(world, connection.database)
      .find((one) => one.name === index.table)!
      .columns.find((column) => column.name === index.column)!.type;
    return out(
      listing(
        { state: flat(meta) },
        `Index "public.${index.name}"`,
        names,
        [[index.column, type, 'yes', index.column]],
        {
          footers: [footer],
        },
      ),
    );
  }
  const name = wanted.replace(/^pg_catalog\./, '');
  const { relations: all } = catalogOf(world, ctx, connection, '');
  if (Object.hasOwn(all, name)) return out(describeView(meta, name, all[name]!));
  return fail(`Did not find any relation named "${argument}".`, 1);
}

function describeTable(meta: Meta, table: TableFacts): string {
  const rows = table.columns.map((column) => [
    column.name,
    column.type,
    '',
    column.notNull ? 'not null' : '',
    column.default,
  ]);
  const footers = [
    'Indexes:',
    ...indexesOf(table).map((index) => `    "${index.name}" ${index.unique ? 'PRIMARY KEY, ' : ''}btree (${index.column})`), // prettier-ignore
  ];
  return listing(
    { state: flat(meta) },
    `Table "public.${table.name}"`,
    ['Column', 'Type', 'Collation', 'Nullable', 'Default'],
    rows,
    {
      footers,
    },
  );
}

function describeView(meta: Meta, name: string, relation: Relation): string {
  const rows = relation.columns.map((column) => [column.name, typeName(column.type), '', '', '']);
  return listing(
    { state: flat(meta) },
    `View "pg_catalog.${name}"`,
    ['Column', 'Type', 'Collation', 'Nullable', 'Default'],
    rows,
  );
}

function roleList(meta: Meta): ToolResult {
  const { world, ctx, connection } = meta;
  const rows = roles(world, ctx, connection)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((role) => {
      const attributes = [
        ...(role.superuser ? ['Superuser'] : []),
        ...(role.createRole ? ['Create role', 'Create DB'] : []),
        ...(role.replication ? ['Replication'] : []),
        ...(role.createRole ? ['Bypass RLS'] : []),
      ];
      return [role.name, attributes.join(', '), `{${role.memberOf.join(',')}}`];
    });
  return out(listing(meta, 'List of roles', ['Role name', 'Attributes', 'Member of'], rows));
}

function roleSettings(meta: Meta): ToolResult {
  const rows = roles(meta.world, meta.ctx, meta.connection).flatMap((role) =>
    role.config.length > 0 ? [[role.name, '', role.config.join('\n')]] : [],
  );
  if (rows.length === 0) return fail('Did not find any settings.', 0);
  return out(listing(meta, 'List of settings', ['Role', 'Database', 'Settings'], rows, { counted: true }));
}

function databases(meta: Meta, plus: boolean): ToolResult {
  const names = ['Name', 'Owner', 'Encoding', 'Collate', 'Ctype', 'ICU Locale', 'Locale Provider', 'Access privileges', ...(plus ? ['Size'] : [])]; // prettier-ignore
  const template = '=c/postgres          +\npostgres=CTc/postgres'.replace(/ +\+\n/, '\n');
  const size = tableFacts(meta.world, meta.connection.database).reduce(
    (sum, table) => sum + table.bytes + indexesOf(table).reduce((all, index) => all + index.bytes, 0),
    7_904_771,
  );
  const rows = [
    [meta.connection.database.id, '', size] as const,
    ['postgres', '', 7_541_551] as const,
    ['template0', template, 7_393_795] as const,
    ['template1', template, 7_393_795] as const,
  ]
    .map(([name, privileges, bytes]) => [
      name,
      'postgres',
      'UTF8',
      'C.UTF-8',
      'C.UTF-8',
      '',
      'libc',
      privileges,
      ...(plus ? [sizeText(bytes)] : []),
    ])
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  return out(listing(meta, 'List of databases', names, rows, { counted: true }));
}

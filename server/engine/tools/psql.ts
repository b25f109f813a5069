import { defaultStyle, formatError, formatNotice, formatResult, type PsqlStyle } from '../../sql/psql-format.ts';
import { splitInput, type InputPart } from '../../sql/psql-input.ts';
import { runSql } from '../../sql/run-sql.ts';
import type { Action } from '../input.ts';
import { fraction } from '../random.ts';
import type { World } from '../world.ts';
import { isProblem, parseFlags, type ParsedFlags } from './flags.ts';
import { hosts } from './net/address.ts';
import { catalogOf } from './psql/catalog.ts';
import { connect, readConninfo, type Connection, type Target } from './psql/connection.ts';
import { consoleCommand } from './psql/console.ts';
import { applyOption, metaCommand, type PsqlState } from './psql/meta.ts';
import { fail, out, type Tool, type ToolContext, type ToolResult } from './tool.ts';
import { calendarTime } from './when.ts';

const FLAGS = {
  host: 'value',
  port: 'value',
  username: 'value',
  dbname: 'value',
  command: 'list',
  expanded: 'switch',
  'no-align': 'switch',
  'tuples-only': 'switch',
  'field-separator': 'value',
  'record-separator': 'value',
  pset: 'list',
  quiet: 'switch',
  'no-psqlrc': 'switch',
  set: 'list',
  'no-password': 'switch',
  password: 'switch',
  csv: 'switch',
  file: 'value',
  list: 'switch',
  version: 'switch',
  'echo-all': 'switch',
  'echo-errors': 'switch',
  'echo-queries': 'switch',
  'echo-hidden': 'switch',
  'single-transaction': 'switch',
  'no-readline': 'switch',
  'single-line': 'switch',
} as const;
const SHORT = {
  h: 'host',
  p: 'port',
  U: 'username',
  d: 'dbname',
  c: 'command',
  x: 'expanded',
  A: 'no-align',
  t: 'tuples-only',
  F: 'field-separator',
  R: 'record-separator',
  P: 'pset',
  q: 'quiet',
  X: 'no-psqlrc',
  v: 'set',
  w: 'no-password',
  W: 'password',
  f: 'file',
  l: 'list',
  V: 'version',
  a: 'echo-all',
  b: 'echo-errors',
  e: 'echo-queries',
  E: 'echo-hidden',
  1: 'single-transaction',
  n: 'no-readline',
  S: 'single-line',
};
const USAGE = `psql is the PostgreSQL interactive terminal.

Usage:
  psql [OPTION]... [DBNAME [USERNAME]]
  psql postgresql://USER@HOST:PORT/DBNAME

General options:
  -c, --command=COMMAND    run only single command (SQL or internal) and exit; may repeat
  -d, --dbname=DBNAME      database name to connect to
  -f, --file=-             execute commands from standard input
  -l, --list               list available databases, then exit
  -v, --set=NAME=VALUE     set psql variable (-v ON_ERROR_STOP=1)
  -X, --no-psqlrc          do not read startup file

Output format options:
  -A, --no-align           unaligned table output mode
      --csv                CSV (Comma-Separated Values) table output mode
  -F, --field-separator=STRING
  -P, --pset=VAR[=ARG]     set printing option VAR to ARG
  -t, --tuples-only        print rows only
  -x, --expanded           turn on expanded table output

Connection options:
  -h, --host=HOSTNAME      database server host
  -p, --port=PORT          database server port (a pooler's console: -p 6432 pgbouncer)
  -U, --username=USERNAME  database user name
  -w, --no-password        never prompt for password`;

export const psql: Tool = {
  name: 'psql',
  summary: 'ask a database: sessions, locks, settings',
  usage: USAGE,
  run: (world, ctx, argv, stdin) => {
    const flags = parseFlags(argv, FLAGS, SHORT);
    if (isProblem(flags)) return badFlag(flags.flag, flags.why);
    if (flags.on('version')) return out('psql (PostgreSQL) 15.6 (Debian 15.6-0+deb12u1)');
    const file = flags.value('file');
    if (file !== undefined && file !== '-')
      return fail(`psql: error: ${file}: psql does not read files here; pipe it: psql … < ${file}`, 1);
    const target = targetOf(ctx, flags);
    if (target === null) return fail(`psql: error: missing "=" after "${flags.words[0] ?? ''}" in connection info string`, 2); // prettier-ignore
    const connected = connect(world, ctx, target, ctx.env['PGUSER'] ?? ctx.env['USER'] ?? 'oncall');
    if ('refusal' in connected) return connected.refusal;
    const texts = flags.list('command');
    const script = texts.length === 0 && !flags.on('list') ? stdin : '';
    if (texts.length === 0 && script.trim() === '' && !flags.on('list'))
      return fail('psql: this terminal runs one command at a time: give it with -c "…" or pipe it in', 1);
    const style = styleOf(flags);
    if (typeof style === 'string') return fail(`psql: error: \\pset: unknown option: ${style}\npsql: error: could not set printing parameter "${style}"`, 1); // prettier-ignore
    const parts = flags.on('list')
      ? [{ kind: 'meta', name: 'l', argument: '' } as const]
      : texts.length > 0
        ? texts.map(asPart)
        : splitInput(script);
    return runParts(world, ctx, connected, parts, style, {
      fromScript: texts.length === 0,
      quiet: flags.on('quiet'),
      echo: flags.on('echo-queries') || flags.on('echo-all'),
      stopOnError: flags.list('set').some((setting) => /^ON_ERROR_STOP(=(1|on|true))?$/i.test(setting)),
    });
  },
  complete: (world, _ctx, argv) => {
    const before = argv.at(-2);
    if (before === '-h' || before === '--host')
      return hosts(world)
        .filter(({ kind }) => kind === 'database' || kind === 'replica' || kind === 'pooler')
        .map(({ host }) => host);
    if (before === '-p') return ['5432', '6432'];
    if (before === '-U') return ['oncall'];
    if (before === '-d') return [...world.spec.databases.map(({ id }) => id), 'postgres', 'pgbouncer'];
    if (before === '-c') return SNIPPETS;
    return ['-h', '-p', '-U', '-d', '-c', '-x', '-A', '-t', '-F', '-P', '-l', '--csv', ...world.spec.databases.map(({ id }) => id)]; // prettier-ignore
  },
};

/** Words that start what people ask first. */
const SNIPPETS = [
  '"select state, count(*) from pg_stat_activity group by 1 order by 2 desc"',
  '"select pid, pg_blocking_pids(pid) from pg_stat_activity where cardinality(pg_blocking_pids(pid)) > 0"',
  '"show max_connections"',
];

function badFlag(flag: string, why: 'unknown' | 'no value'): ToolResult {
  const long = flag.startsWith('--');
  const name = flag.replace(/^-+/, '');
  const words =
    why === 'unknown'
      ? long
        ? `unrecognized option '${flag}'`
        : `invalid option -- '${name}'`
      : long
        ? `option '${flag}' requires an argument`
        : `option requires an argument -- '${name}'`;
  return fail(`psql: ${words}\npsql: hint: Try "psql --help" for more information.`, 1);
}

function targetOf(ctx: ToolContext, flags: ParsedFlags): Target | null {
  const env = ctx.env;
  const named = flags.value('dbname') ?? flags.words[0];
  const info = named === undefined ? {} : readConninfo(named);
  if (info === null) return null;
  const user = flags.value('dbname') === undefined ? flags.words[1] : flags.words[0];
  return {
    host: flags.value('host') ?? info.host ?? env['PGHOST'],
    port: flags.value('port') ?? info.port ?? env['PGPORT'],
    user: flags.value('username') ?? user ?? info.user ?? env['PGUSER'],
    dbname: info.dbname ?? env['PGDATABASE'],
  };
}

/** The printing options, or the name of one that psql does not know. */
function styleOf(flags: ParsedFlags): PsqlStyle | string {
  const style: PsqlStyle = {
    ...defaultStyle,
    expanded: flags.on('expanded'),
    aligned: !flags.on('no-align') && !flags.on('csv'),
    tuplesOnly: flags.on('tuples-only'),
    fieldSeparator: flags.on('csv') ? ',' : (flags.value('field-separator') ?? defaultStyle.fieldSeparator),
    ...(flags.on('csv') ? { csv: true } : {}),
  };
  for (const written of flags.list('pset')) {
    const unknown = applyOption(style, written);
    if (unknown !== null) return unknown;
  }
  return style;
}

interface Mode {
  fromScript: boolean;
  quiet: boolean;
  echo: boolean;
  stopOnError: boolean;
}

/** `-c` texts run whole, each in its own right; a script on stdin runs statement by statement and goes on after errors. */
function runParts(
  world: World,
  ctx: ToolContext,
  connection: Connection,
  parts: readonly InputPart[],
  style: PsqlStyle,
  mode: Mode,
): ToolResult {
  const state: PsqlState = { style, timing: false, quit: false };
  let stdout = '';
  let stderr = '';
  let exitCode = 0;
  for (const [at, part] of parts.entries()) {
    const result = runPart(world, ctx, connection, state, part, mode, at);
    stdout += result.stdout;
    stderr += result.stderr;
    exitCode = result.exitCode === 2 ? 2 : mode.fromScript ? (result.exitCode !== 0 && mode.stopOnError ? 3 : 0) : result.exitCode; // prettier-ignore
    if (state.quit || exitCode === 2 || (result.exitCode !== 0 && mode.stopOnError)) break;
  }
  return { stdout, stderr, exitCode, actions: actionsOf(connection) };
}

function runPart(
  world: World,
  ctx: ToolContext,
  connection: Connection,
  state: PsqlState,
  part: InputPart,
  mode: Mode,
  at: number,
): ToolResult {
  if (part.kind === 'meta') return metaCommand(world, ctx, connection, state, part);
  const style = part.expanded ? { ...state.style, expanded: true } : state.style;
  const result =
    connection.server.kind === 'console'
      ? consoleCommand(world, connection, connection.server.pooler, part.text, style)
      : runStatement(world, ctx, connection, part.text, style, mode);
  const title = part.watchS === undefined ? '' : `${calendarTime(ctx.nowMs)} (every ${part.watchS}s)\n\n`;
  const timing = state.timing ? `Time: ${(0.4 + 3 * fraction(world.nowS, at + 1)).toFixed(3)} ms\n` : '';
  return { ...result, stdout: `${mode.echo ? `${part.text}\n` : ''}${title}${result.stdout}${timing}` };
}

function asPart(text: string): InputPart {
  const meta = /^\s*\\(\S+)\s*(.*?)\s*$/s.exec(text);
  return meta ? { kind: 'meta', name: meta[1] ?? '', argument: meta[2] ?? '' } : { kind: 'sql', text };
}

function runStatement(
  world: World,
  ctx: ToolContext,
  connection: Connection,
  text: string,
  style: PsqlStyle,
  mode: Mode,
): ToolResult {
  if (connection.transaction === 'failed' && !/^\s*(rollback|commit|end|abort)\b/i.test(text))
    return fail('ERROR:  current transaction is aborted, commands ignored until end of transaction block');
  const results = runSql(text, catalogOf(world, ctx, connection, text));
  const error = results.find((result) => result.error)?.error;
  if (error && connection.transaction === 'open') connection.transaction = 'failed';
  const stdout = results
    .filter((result) => result.hasRows || !mode.quiet)
    .map((result) => formatResult(result, style))
    .join('');
  const stderr = results
    .map((result) => result.notices.map(formatNotice).join('') + (result.error ? formatError(result.error, text) : ''))
    .join('');
  const lost = error?.severity === 'FATAL';
  return {
    stdout,
    stderr: lost ? `${stderr}${CONNECTION_LOST}` : stderr,
    exitCode: lost ? 2 : error ? 1 : 0,
    actions: [],
  };
}

const CONNECTION_LOST = `server closed the connection unexpectedly
	This probably means the server terminated abnormally
	before or while processing the request.
connection to server was lost
`;

function actionsOf(connection: Connection): Action[] {
  const { database, terminated, cancelled, actions } = connection;
  return [
    ...(terminated.size > 0 ? [{ do: 'db.terminate' as const, db: database.id, pids: [...terminated] }] : []),
    ...(cancelled.size > 0 ? [{ do: 'db.cancel' as const, db: database.id, pids: [...cancelled] }] : []),
    ...actions,
  ];
}

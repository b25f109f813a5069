import { defaultStyle, formatError, formatNotice, formatResult, type PsqlStyle } from '../../sql/psql-format.ts';
import { splitInput, type InputPart } from '../../sql/psql-input.ts';
import { runSql } from '../../sql/run-sql.ts';
import type { Action } from '../input.ts';
import { databaseSettings, health, sessions } from '../read.ts';
import type { DatabaseSpec } from '../spec.ts';
import type { World } from '../world.ts';
import { isProblem, parseFlags } from './flags.ts';
import { catalogOf, type Connection } from './psql/catalog.ts';
import { metaCommand } from './psql/meta.ts';
import { allowed, fail, type Tool, type ToolContext, type ToolResult } from './tool.ts';

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
  quiet: 'switch',
  'no-psqlrc': 'switch',
  set: 'list',
  'no-password': 'switch',
  csv: 'switch',
  file: 'value',
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
  q: 'quiet',
  X: 'no-psqlrc',
  v: 'set',
  w: 'no-password',
  f: 'file',
};
const USAGE = `psql is the PostgreSQL terminal.

Usage: psql -h HOST [-U USER] [-d DATABASE] -c "SELECT …" [-c …] [-x] [-A] [-t] [-F SEP]
       echo "SELECT …" | psql -h HOST`;

export const psql: Tool = {
  name: 'psql',
  summary: 'ask a database: sessions, locks, settings',
  usage: USAGE,
  run: (world, ctx, argv, stdin) => {
    const flags = parseFlags(argv, FLAGS, SHORT);
    if (isProblem(flags))
      return fail(
        `psql: ${flags.why === 'unknown' ? `unrecognized option '${flags.flag}'` : `option '${flags.flag}' requires an argument`}\npsql: hint: Try "psql --help" for more information.`,
        1,
      );
    if (flags.value('file') !== undefined)
      return fail(
        `psql: error: ${flags.value('file')}: reading script files is not available here; pipe it: psql … < file`,
        1,
      );
    const login = ctx.env['PGUSER'] ?? ctx.env['USER'] ?? 'oncall';
    const asked = flags.value('host') ?? ctx.env['PGHOST'] ?? world.spec.databases[0]?.host ?? 'localhost';
    const connected = connect(
      world,
      ctx,
      asked,
      flags.value('username') ?? flags.words[1] ?? login,
      login,
      flags.value('dbname') ?? flags.words[0],
    );
    if ('refusal' in connected) return connected.refusal;
    const texts = flags.list('command').length > 0 ? flags.list('command') : stdin.trim() ? [stdin] : [];
    if (texts.length === 0)
      return fail('psql: this terminal runs one command at a time: give it with -c "…" or pipe it in', 1);
    const style: PsqlStyle = {
      ...defaultStyle,
      expanded: flags.on('expanded'),
      aligned: !flags.on('no-align') && !flags.on('csv'),
      tuplesOnly: flags.on('tuples-only'),
      fieldSeparator: flags.on('csv') ? ',' : (flags.value('field-separator') ?? defaultStyle.fieldSeparator),
    };
    return runTexts(world, ctx, connected, texts, style, {
      fromScript: flags.list('command').length === 0,
      stopOnError: flags.list('set').some((setting) => /^ON_ERROR_STOP(=1|=on)?$/.test(setting)),
    });
  },
  complete: (world, _ctx, argv) =>
    argv.at(-2) === '-h' ? world.spec.databases.map((database) => database.host) : ['-h', '-U', '-c', '-x', '-A', '-t'],
};

function connect(
  world: World,
  ctx: ToolContext,
  host: string,
  user: string,
  login: string,
  dbname: string | undefined,
): Connection | { refusal: ToolResult } {
  const database = world.spec.databases.find(
    (spec) => spec.host === host || spec.host.split('.')[0] === host || spec.id === host,
  );
  if (!database)
    return {
      refusal: fail(`psql: error: could not translate host name "${host}" to address: Name or service not known`, 2),
    };
  const refuse = (reason: string) => ({
    refusal: fail(
      `psql: error: connection to server at "${host}" (10.0.4.10), port ${database.port} failed: ${reason}`,
      2,
    ),
  });
  if (
    health(world).find((item) => item.id === database.id)?.health === 'down' &&
    sessions(world, database.id).length === 0
  )
    return refuse('Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?');
  if (user !== login) return refuse(`FATAL:  password authentication failed for user "${user}"`);
  if (dbname !== undefined && dbname !== database.id && dbname !== 'postgres')
    return refuse(`FATAL:  database "${dbname}" does not exist`);
  const full = refusedForSlots(world, database);
  if (full !== null && !allowed(ctx, `psql:${database.id}:superuser`)) return refuse(`FATAL:  ${full}`);
  return {
    database,
    user,
    pid: 20000 + ((((world.nowS * 7 + ctx.seat.length * 131) % 9000) + 9000) % 9000),
    terminated: new Set(),
    cancelled: new Set(),
  };
}

/** psql is a client too: without a free slot its own connection fails, in the words of PostgreSQL 15. */
function refusedForSlots(world: World, database: DatabaseSpec): string | null {
  const used = sessions(world, database.id).filter((session) => session.backendType === 'client backend').length;
  const most = Number(databaseSettings(world, database.id)['max_connections'] ?? database.maxConnections);
  if (used >= most) return 'sorry, too many clients already';
  if (used >= most - database.reserved)
    return 'remaining connection slots are reserved for non-replication superuser connections';
  return null;
}

/** `-c` texts run whole, each in its own right; a script on stdin runs statement by statement and goes on after errors. */
function runTexts(
  world: World,
  ctx: ToolContext,
  connection: Connection,
  texts: readonly string[],
  style: PsqlStyle,
  mode: { fromScript: boolean; stopOnError: boolean },
): ToolResult {
  const parts = mode.fromScript ? texts.flatMap(splitInput) : texts.map(asPart);
  let stdout = '';
  let stderr = '';
  let exitCode = 0;
  for (const part of parts) {
    const result =
      part.kind === 'meta'
        ? metaCommand(connection, part)
        : runStatement(world, ctx, connection, part.text, part.expanded ? { ...style, expanded: true } : style);
    stdout += result.stdout;
    stderr += result.stderr;
    exitCode = mode.fromScript ? (result.exitCode !== 0 && mode.stopOnError ? 3 : 0) : result.exitCode;
    if (result.exitCode !== 0 && mode.stopOnError) break;
  }
  return { stdout, stderr, exitCode, actions: signals(connection) };
}

function asPart(text: string): InputPart {
  const meta = /^\s*\\(\S+)\s*(.*?)\s*$/.exec(text);
  return meta ? { kind: 'meta', name: meta[1] ?? '', argument: meta[2] ?? '' } : { kind: 'sql', text };
}

function runStatement(
  world: World,
  ctx: ToolContext,
  connection: Connection,
  text: string,
  style: PsqlStyle,
): ToolResult {
  const results = runSql(text, catalogOf(world, ctx, connection, text));
  return {
    stdout: results.map((result) => formatResult(result, style)).join(''),
    stderr: results
      .map(
        (result) => result.notices.map(formatNotice).join('') + (result.error ? formatError(result.error, text) : ''),
      )
      .join(''),
    exitCode: results.some((result) => result.error) ? 1 : 0,
    actions: [],
  };
}

function signals(connection: Connection): Action[] {
  const { database, terminated, cancelled } = connection;
  return [
    ...(terminated.size > 0 ? [{ do: 'db.terminate' as const, db: database.id, pids: [...terminated] }] : []),
    ...(cancelled.size > 0 ? [{ do: 'db.cancel' as const, db: database.id, pids: [...cancelled] }] : []),
  ];
}

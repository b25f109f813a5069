/** Entry of the forked child: hosts one bash per seat and asks the parent for every tool. */
import { pinClock } from './pinned-clock.ts';
import { Bash, type Command, type CommandName, decodeBytesToUtf8, defineCommand } from 'just-bash';
import { complete } from './child-completion.ts';
import { inWorld, LIMITS } from './limits.ts';
import type { CompleteRequest, RanMessage, RunRequest, ToChild, ToolReply, ToParent } from './protocol.ts';
import { wrappedCommands } from './wrapped-commands.ts';

/** What a small Linux host has; nothing that reads the real one, runs programs or unpacks archives. */
const COMMANDS: CommandName[] = [
  ...([
    'echo',
    'cat',
    'printf',
    'ls',
    'mkdir',
    'rmdir',
    'touch',
    'rm',
    'cp',
    'mv',
    'ln',
    'chmod',
    'pwd',
    'readlink',
  ] as const),
  ...([
    'head',
    'tail',
    'wc',
    'stat',
    'grep',
    'fgrep',
    'egrep',
    'sed',
    'awk',
    'sort',
    'uniq',
    'comm',
    'cut',
    'paste',
    'tr',
  ] as const),
  ...([
    'rev',
    'nl',
    'fold',
    'expand',
    'unexpand',
    'column',
    'join',
    'tee',
    'find',
    'basename',
    'dirname',
    'tree',
    'du',
  ] as const),
  ...([
    'env',
    'printenv',
    'alias',
    'unalias',
    'xargs',
    'true',
    'false',
    'clear',
    'bash',
    'sh',
    'jq',
    'yq',
    'base64',
    'diff',
  ] as const),
  ...([
    'timeout',
    'seq',
    'expr',
    'md5sum',
    'sha256sum',
    'file',
    'which',
    'tac',
    'od',
    'time',
    'hostname',
    'whoami',
    'help',
  ] as const),
];

interface Seat {
  bash: Bash;
  tools: Set<string>;
}

const seats = new Map<string, Seat>();
const waiting = new Map<number, (reply: ToolReply) => void>();
let lastCallId = 0;
/** The line that runs now; there is one at a time. */
let current: RunRequest | CompleteRequest | undefined;

function send(message: ToParent): void {
  process.send?.(message);
}

function openSeat(request: RunRequest | CompleteRequest): Seat {
  const known = seats.get(request.seat);
  const seat = known ?? { bash: newBash(request), tools: new Set<string>() };
  for (const tool of request.tools) {
    if (seat.tools.has(tool)) continue;
    seat.bash.registerCommand(stub(tool));
    seat.tools.add(tool);
  }
  seats.set(request.seat, seat);
  return seat;
}

function newBash(request: RunRequest | CompleteRequest): Bash {
  const files = { '/tmp/.keep': '', [`${request.env.HOME ?? '/root'}/.bashrc`]: '', ...request.files };
  return new Bash({
    files,
    cwd: request.cwd,
    env: environment(request),
    commands: COMMANDS,
    customCommands: wrappedCommands(
      () => current?.nowMs ?? 0,
      () => current?.tools ?? [],
    ),
    executionLimitProfile: 'hardened',
    executionLimits: LIMITS,
  });
}

function environment({ env, hostname, user, cwd }: RunRequest | CompleteRequest): Record<string, string> {
  return { ...env, HOSTNAME: hostname, USER: user, PWD: cwd };
}

/** A command that the parent answers; one that the seat may no longer use does not exist. */
function stub(tool: string): Command {
  return defineCommand(tool, async (argv, ctx) => {
    const line = current;
    if (line?.kind !== 'run' || !line.tools.includes(tool)) {
      return { stdout: '', stderr: `bash: ${tool}: command not found\n`, exitCode: 127 };
    }
    const callId = ++lastCallId;
    const stdin = decodeBytesToUtf8(ctx.stdin);
    return new Promise<ToolReply>((resolve) => {
      waiting.set(callId, resolve);
      send({ kind: 'toolCall', callId, seat: line.seat, lineId: line.lineId, tool, argv, stdin });
    });
  });
}

async function run(request: RunRequest): Promise<RanMessage> {
  const { bash } = openSeat(request);
  try {
    const result = await bash.exec(withStatus(request), {
      replaceEnv: true,
      env: environment(request),
      cwd: request.cwd,
    });
    const { stdout, stderr, exitCode } = result;
    // A line cut short gives the environment of a fresh shell: the seat keeps what it had.
    const whole = result.env['?'] !== undefined;
    const env = whole ? result.env : { ...request.env, '?': String(exitCode) };
    const cwd = whole ? (result.env.PWD ?? request.cwd) : request.cwd;
    return { kind: 'ran', lineId: request.lineId, stdout, stderr: inWorld(stderr, exitCode), exitCode, cwd, env };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      kind: 'ran',
      lineId: request.lineId,
      stdout: '',
      stderr: `bash: ${reason}\n`,
      exitCode: 1,
      cwd: request.cwd,
      env: request.env,
    };
  }
}

/** Every line is a new script to the library: `$?` of the line before is put back where the line asks for it. */
function withStatus({ line, env }: RunRequest): string {
  const status = env['?'] ?? '0';
  return status !== '0' && /\$(\?|\{\?)/.test(line) ? `(exit ${status}); ${line}` : line;
}

async function answer(request: RunRequest | CompleteRequest): Promise<void> {
  pinClock(request.nowMs);
  current = request;
  if (request.kind === 'run') send(await run(request));
  else
    send({
      kind: 'completed',
      lineId: request.lineId,
      candidates: await complete(openSeat(request).bash, request, COMMANDS),
    });
}

process.on('message', (message: ToChild) => {
  switch (message.kind) {
    case 'run':
    case 'complete':
      void answer(message);
      return;
    case 'toolReply':
      waiting.get(message.callId)?.(message.reply);
      waiting.delete(message.callId);
      return;
    case 'forget':
      seats.delete(message.seat);
  }
});
process.on('disconnect', () => process.exit(0));
send({ kind: 'ready' });

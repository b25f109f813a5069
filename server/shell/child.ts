/** Entry of the forked child: hosts one bash per seat and asks the parent for every tool. */
import { pinClock } from './pinned-clock.ts';
import { Bash, type Command, decodeBytesToUtf8, defineCommand } from 'just-bash';
import { complete } from './child-completion.ts';
import { COMMANDS } from './commands.ts';
import { helpText } from './help-text.ts';
import { inWorld, LIMITS } from './limits.ts';
import { listingCommands } from './listing-commands.ts';
import type { CompleteRequest, RanMessage, RunRequest, ToChild, ToolReply, ToParent } from './protocol.ts';
import { wrappedCommands } from './wrapped-commands.ts';

/** How long a line may run; the parent says so when it starts this program. */
const DEADLINE_MS = Number(process.argv[2]) || 2000;

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

async function openSeat(request: RunRequest | CompleteRequest): Promise<Seat> {
  const known = seats.get(request.seat);
  const seat = known ?? { bash: await newBash(request), tools: new Set<string>() };
  for (const tool of request.tools) {
    if (seat.tools.has(tool)) continue;
    seat.bash.registerCommand(stub(tool));
    seat.tools.add(tool);
  }
  seats.set(request.seat, seat);
  return seat;
}

async function newBash(request: RunRequest | CompleteRequest): Promise<Bash> {
  const bash = new Bash({
    files: { ...request.files },
    cwd: request.cwd,
    env: environment(request),
    commands: COMMANDS,
    customCommands: [...wrappedCommands(() => current?.nowMs ?? 0), ...listingCommands(), manual()],
    executionLimitProfile: 'hardened',
    executionLimits: { ...LIMITS, maxExecutionTimeMs: DEADLINE_MS },
  });
  for (const folder of ['/tmp', request.env.HOME ?? '/root']) await bash.fs.mkdir(folder, { recursive: true });
  return bash;
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
    return askParent(line, tool, argv, decodeBytesToUtf8(ctx.stdin), ctx.cwd);
  });
}

/** `man kubectl` is `kubectl --help`; the shell's own commands have no pages here. */
function manual(): Command {
  return defineCommand('man', async (argv) => {
    const page = argv.filter((arg) => !arg.startsWith('-') && !/^\d$/.test(arg))[0];
    if (page === undefined) return { stdout: '', stderr: 'What manual page do you want?\n', exitCode: 1 };
    const line = current;
    if (line?.kind === 'run' && line.tools.includes(page)) return askParent(line, page, ['--help'], '');
    return { stdout: '', stderr: `No manual entry for ${page}\n`, exitCode: 16 };
  });
}

function askParent(
  { seat, lineId, cwd: start }: RunRequest,
  tool: string,
  argv: string[],
  stdin: string,
  cwd = start,
): Promise<ToolReply> {
  const callId = ++lastCallId;
  return new Promise((resolve) => {
    waiting.set(callId, resolve);
    send({ kind: 'toolCall', callId, seat, lineId, tool, argv, stdin, cwd });
  });
}

async function run(request: RunRequest): Promise<RanMessage> {
  const { bash } = await openSeat(request);
  // `help` is a builtin of the library, which a command cannot replace.
  const help = /^\s*help(?:\s+([\w-]+))?\s*$/.exec(request.line);
  if (help && request.tools.includes('help'))
    return { ...unchanged(request), ...(await askParent(request, 'help', help.slice(1, 2).filter(Boolean), '')) };
  if (help) return { ...unchanged(request), stdout: helpText(request.tools) };
  // Inside a longer line it is the library's, which compares long words in quadratic time.
  if (/\bhelp\b/.test(request.line) && /\S{1000}/.test(request.line))
    return { ...unchanged(request), stderr: 'bash: help: no help topics match\n', exitCode: 1 };
  if (endsInsideArithmetic(request.line))
    return { ...unchanged(request), stderr: "bash: unexpected EOF while looking for matching `}'\n", exitCode: 2 };
  try {
    const result = await bash.exec(withStatus(request), {
      replaceEnv: true,
      env: environment(request),
      cwd: request.cwd,
      ...(request.stdin === undefined ? {} : { stdin: request.stdin }),
    });
    const { stdout, stderr, exitCode } = result;
    // A line cut short gives the environment of a fresh shell: the seat keeps what it had.
    const whole = result.env['?'] !== undefined;
    const env = whole ? result.env : { ...request.env, '?': String(exitCode) };
    const cwd = whole ? (result.env.PWD ?? request.cwd) : request.cwd;
    return { kind: 'ran', lineId: request.lineId, stdout, stderr: inWorld(stderr, exitCode), exitCode, cwd, env };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ...unchanged(request), stderr: `bash: ${reason}\n`, exitCode: 1 };
  }
}

/** `$((${` and nothing more: the library looks for the name for ever, where bash misses the brace. */
function endsInsideArithmetic(line: string): boolean {
  const end = line.trimEnd();
  return end.endsWith('${') && !end.endsWith('\\${') && end.includes('$((');
}

function unchanged({ lineId, cwd, env }: RunRequest): RanMessage {
  return { kind: 'ran', lineId, stdout: '', stderr: '', exitCode: 0, cwd, env };
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
      candidates: await complete((await openSeat(request)).bash, request, COMMANDS),
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

import { type Command, decodeBytesToUtf8, defineCommand, type ResolvedCommandContext } from 'just-bash';
import { misreadMatch } from './awk-check.ts';
import { dateCommand } from './date-command.ts';
import type { ToolReply } from './protocol.ts';

type Context = ResolvedCommandContext;

function fail(message: string, exitCode = 1): ToolReply {
  return { stdout: '', stderr: `${message}\n`, exitCode };
}

/** Commands of the library that differ from a real host's where people would notice, put right around the original. */
export function wrappedCommands(nowMs: () => number): Command[] {
  return [
    defineCommand('awk', async (args, ctx) => awk(args, ctx)),
    defineCommand('xargs', async (args, ctx) => original(ctx, args.flatMap(separated))),
    defineCommand('head', async (args, ctx) => head(args, ctx)),
    defineCommand('tail', async (args, ctx) => (follows(args) ? fail(noFollowing('tail')) : original(ctx, args))),
    ...['env', 'printenv'].map((name) =>
      defineCommand(name, async (args, ctx) => withoutStatus(await original(ctx, args))),
    ),
    ...['less', 'more'].map((name) => defineCommand(name, async (args, ctx) => page(name, args, ctx))),
    defineCommand('date', async (args) => dateCommand(args, nowMs())),
    defineCommand('watch', async () => fail(noFollowing('watch'))),
    defineCommand('sleep', async () =>
      fail('sleep: works at the start of a line (sleep 5; kubectl get pods), and in: while true; do …; sleep 5; done'),
    ),
    defineCommand('yes', async (args) => ({
      stdout: `${args.join(' ') || 'y'}\n`.repeat(2000),
      stderr: '',
      exitCode: 0,
    })),
    defineCommand('uname', async (args, ctx) => ({ stdout: `${systemName(args, ctx)}\n`, stderr: '', exitCode: 0 })),
    ...['vi', 'vim', 'nano', 'emacs'].map((name) =>
      defineCommand(name, async () =>
        fail(`${name}: this terminal has no screen to edit on: read with less, write with > or sed -i`),
      ),
    ),
    defineCommand('hostname', async (_args, ctx) => ({
      stdout: `${ctx.env.get('HOSTNAME') ?? 'localhost'}\n`,
      stderr: '',
      exitCode: 0,
    })),
    defineCommand('whoami', async (_args, ctx) => ({ stdout: `${user(ctx)}\n`, stderr: '', exitCode: 0 })),
    defineCommand('id', async (args, ctx) => identity(args, user(ctx))),
    defineCommand('sudo', async (_args, ctx) => fail(`${user(ctx)} is not in the sudoers file.`)),
  ];
}

function noFollowing(command: string): string {
  return `${command}: goes on by itself, which works as the first command of a line only`;
}

/** `uname` with its usual letters; alone it is the kernel's name. */
function systemName(args: readonly string[], ctx: Context): string {
  const letters = args.filter((arg) => /^-[a-z]+$/.test(arg)).join('');
  const parts = {
    s: 'Linux',
    n: ctx.env.get('HOSTNAME') ?? 'localhost',
    r: '6.1.0-28-amd64',
    v: '#1 SMP PREEMPT_DYNAMIC Debian 6.1.119-1',
    m: 'x86_64',
    o: 'GNU/Linux',
  };
  const wanted = letters.includes('a') ? 'snrvmo' : letters || 's';
  return Object.entries(parts)
    .filter(([letter]) => wanted.includes(letter))
    .map(([, text]) => text)
    .join(' ');
}

function user(ctx: Context): string {
  return ctx.env.get('USER') ?? 'nobody';
}

function identity(args: readonly string[], name: string): ToolReply {
  const number = name === 'root' ? 0 : 1000;
  const short =
    args[0] === '-un' || args[0] === '-gn' ? name : args[0] === '-u' || args[0] === '-g' ? String(number) : undefined;
  return {
    stdout: `${short ?? `uid=${number}(${name}) gid=${number}(${name}) groups=${number}(${name})`}\n`,
    stderr: '',
    exitCode: 0,
  };
}

async function original(ctx: Context, args: string[]): Promise<ToolReply> {
  return ctx.origCommand!(args);
}

/** The library binds `~` tighter than concatenation, which matches every line without a word: say so instead. */
async function awk(args: string[], ctx: Context): Promise<ToolReply> {
  const program = awkProgram(args);
  const misread = program === undefined ? undefined : misreadMatch(program);
  if (misread !== undefined) return fail(`awk: write parentheses around what follows ~ here: ${misread}`, 2);
  return original(ctx, args);
}

/** The first argument that is neither an option nor an option's value. */
function awkProgram(args: readonly string[]): string | undefined {
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (arg === '-f') return undefined;
    if (arg === '-F' || arg === '-v') at++;
    else if (!arg.startsWith('-')) return arg;
  }
  return undefined;
}

/** `-n1` → `-n 1`, `-I{}` → `-I {}`. */
function separated(arg: string): string[] {
  const match = /^-([nILPd])(.+)$/.exec(arg);
  return match ? [`-${match[1]}`, match[2]!] : [arg];
}

function follows(args: readonly string[]): boolean {
  return args.some((arg) => /^-[a-zA-Z]*[fF]/.test(arg) || arg.startsWith('--follow'));
}

/** Adds `head -n -N`: all but the last N lines. */
async function head(args: string[], ctx: Context): Promise<ToolReply> {
  const at = args.findIndex((arg) => /^(-n-\d+|--lines=-\d+)$/.test(arg));
  const split = args.findIndex((arg, index) => arg === '-n' && /^-\d+$/.test(args[index + 1] ?? ''));
  if (at < 0 && split < 0) return original(ctx, args);
  const count = Number(/\d+$/.exec(at >= 0 ? args[at]! : args[split + 1]!)![0]);
  const files = args.filter((_arg, index) => (at >= 0 ? index !== at : index !== split && index !== split + 1));
  const { text, missing } = await readInput('head', files, ctx);
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return {
    stdout: lines.slice(0, Math.max(0, lines.length - count)).join(''),
    stderr: missing,
    exitCode: missing ? 1 : 0,
  };
}

/** `$?` of the line before travels in the environment; it is not a variable. */
function withoutStatus(result: ToolReply): ToolReply {
  return { ...result, stdout: result.stdout.replace(/^\?=.*\n/m, '') };
}

/** Without a screen of its own a pager prints everything. */
async function page(name: string, args: readonly string[], ctx: Context): Promise<ToolReply> {
  const { text, missing } = await readInput(
    name,
    args.filter((arg) => !/^[-+]/.test(arg)),
    ctx,
  );
  return { stdout: text, stderr: missing, exitCode: missing ? 1 : 0 };
}

async function readInput(
  name: string,
  files: readonly string[],
  ctx: Context,
): Promise<{ text: string; missing: string }> {
  if (files.length === 0) return { text: decodeBytesToUtf8(ctx.stdin), missing: '' };
  let [text, missing] = ['', ''];
  for (const file of files) {
    try {
      text += await ctx.fs.readFile(ctx.fs.resolvePath(ctx.cwd, file));
    } catch {
      missing += `${name}: ${file}: No such file or directory\n`;
    }
  }
  return { text, missing };
}

import type { World } from '../../world.ts';
import { curl } from '../curl.ts';
import { psql } from '../psql.ts';
import { redisCli } from '../redis-cli.ts';
import { allowed, fail, out, type ToolContext, type ToolResult } from '../tool.ts';
import type { HostCommand, HostContext } from './command.ts';
import { df, du, lsblk, lvextend, resize2fs, vgs } from './disk-commands.ts';
import { cat, emptied, find, head, ls, rm, tail, truncate } from './file-commands.ts';
import { expandPath } from './files.ts';
import { grep, sort, uniq, wc } from './filters.ts';
import type { Machine } from './machine.ts';
import { nc, ping } from './reach-commands.ts';
import { free, journalctl, lsof, ps, top, uptime } from './process-commands.ts';
import { readRemoteLine, type RemoteCommand, type RemotePipeline } from './remote-line.ts';
import { date, dmesg, hostname, id, kill, ss, systemctl, uname, whoami } from './system-commands.ts';

/** What a machine of this world has in its path. Adding a command = its function and a line here. */
const COMMANDS: Readonly<Record<string, HostCommand>> = {
  cat, date, df, dmesg, du, find, free, grep, head, hostname, id, journalctl, kill, ls, lsblk, lsof, lvextend, nc, ping, ps,
  resize2fs, rm, sort, ss, systemctl, tail, top, truncate, uname, uniq, uptime, vgs, wc, whoami,
  less: cat,
  more: cat,
  zcat: cat,
  egrep: (on, argv, stdin) => grep(on, ['-E', ...argv], stdin),
  netstat: ss,
  lvs: vgs,
  xfs_growfs: resize2fs,
  echo: (_on, argv) => out(argv.join(' ')),
  true: () => out(''),
  ':': () => out(''),
  cd: () => out(''),
  pwd: () => out('/home/oncall'),
  psql: ({ world, ctx, machine }, argv, stdin) =>
    psql.run(world, ctx, argv.includes('-h') || machine.kind !== 'database' ? argv : ['-h', machine.id, ...argv], stdin),
  curl: ({ world, ctx }, argv, stdin) => curl.run(world, ctx, argv, stdin),
  'redis-cli': ({ world, ctx, machine }, argv, stdin) =>
    redisCli.run(world, ctx, argv.includes('-h') || machine.kind !== 'cache' ? argv : ['-h', machine.id, ...argv], stdin),
}; // prettier-ignore

export const HOST_COMMANDS: readonly string[] = Object.keys(COMMANDS).filter((name) => /^[a-z]/.test(name));

/** Runs one command of a machine as a tool would: words already split, no pipes. */
export function runCommand(on: HostContext, words: readonly string[], stdin: string): ToolResult {
  const [name = '', ...argv] = words;
  if (name === 'sudo') return asRoot(on, argv, stdin);
  if (name === 'sh' || name === 'bash') {
    const script = argv.indexOf('-c') >= 0 ? argv[argv.indexOf('-c') + 1] : argv.find((word) => !word.startsWith('-'));
    return script === undefined ? out('') : runLine(on, script, stdin);
  }
  if (['time', 'nice', 'ionice', 'nohup', 'env', 'command', 'exec'].includes(name)) {
    const first = argv.findIndex((word) => !/^(-|\d+$|\w+=)/.test(word));
    return first < 0 ? out('') : runCommand(on, argv.slice(first), stdin);
  }
  if (/^\w+=/.test(name)) return runCommand(on, argv, stdin);
  if (!Object.hasOwn(COMMANDS, name)) return fail(`bash: line 1: ${name}: command not found`, 127);
  return COMMANDS[name]!(on, argv, stdin);
}

/** `sudo` needs the permission `host:sudo`; without it the host says what sudo says. */
function asRoot(on: HostContext, argv: readonly string[], stdin: string): ToolResult {
  const rest = argv.slice(argv.findIndex((word, at) => !word.startsWith('-') && argv[at - 1] !== '-u'));
  const asked = argv.findIndex((word, at) => !word.startsWith('-') && argv[at - 1] !== '-u');
  if (!allowed(on.ctx, 'host:sudo') || on.machine.kind === 'jump host')
    return fail('oncall is not in the sudoers file.\nThis incident has been reported to the administrator.');
  if (asked < 0) return argv.includes('-l') || argv.includes('-n') ? out('User oncall may run the following commands on this host:\n    (ALL : ALL) NOPASSWD: ALL') : fail('usage: sudo command'); // prettier-ignore
  return runCommand({ ...on, root: true }, rest, stdin);
}

/** Runs a line as the remote host's shell would. Its actions come back in order. */
export function runLine(on: HostContext, line: string, stdin: string): ToolResult {
  if (line.length > 16_384) return fail('bash: Argument list too long', 126);
  const pipelines = readRemoteLine(line);
  if (pipelines === null)
    return fail(
      'bash: line 1: only plain commands, pipes and > run over ssh here; loops and $(…) belong on this side',
      2,
    );
  let result: ToolResult = out('');
  let stdout = '';
  let stderr = '';
  const actions = [];
  for (const pipeline of pipelines.slice(0, 50)) {
    if (skipped(pipeline, result.exitCode)) continue;
    result = runPipeline(on, pipeline.commands, stdin);
    stdout += result.stdout;
    stderr += result.stderr;
    actions.push(...result.actions);
  }
  return { stdout, stderr, exitCode: result.exitCode, actions };
}

function skipped({ after }: RemotePipeline, exitCode: number): boolean {
  return (after === 'success' && exitCode !== 0) || (after === 'failure' && exitCode === 0);
}

function runPipeline(on: HostContext, commands: readonly RemoteCommand[], stdin: string): ToolResult {
  let input = stdin;
  let stderr = '';
  let last: ToolResult = out('');
  const actions = [];
  for (const command of commands) {
    const words = command.words.flatMap((word, at) => (command.quoted[at] ? [word] : expandPath(on.machine, word)));
    last = words.length === 0 ? out('') : runCommand(on, words, input);
    if (command.to !== null && command.to !== '/dev/null') {
      const wrote = emptied(on, [command.to], 'bash');
      last = { ...wrote, stderr: last.stderr + wrote.stderr, actions: [...last.actions, ...wrote.actions] };
    } else if (command.to === '/dev/null') last = { ...last, stdout: '' };
    input = last.stdout;
    if (!command.hidesErrors) stderr += last.stderr;
    actions.push(...last.actions);
  }
  return { stdout: last.stdout, stderr, exitCode: last.exitCode, actions };
}

/** Runs a line on a machine as the on-call account. */
export function runOn(world: World, ctx: ToolContext, machine: Machine, line: string, stdin: string): ToolResult {
  return runLine({ world, ctx, machine, root: false }, line, stdin);
}

import type { World } from '../../world.ts';
import { curl } from '../curl.ts';
import { parseFlags, isProblem } from '../flags.ts';
import { allowed, fail, type ToolContext, type ToolResult } from '../tool.ts';
import { containerCommand, type Inside } from './container.ts';
import { kindOf } from './kinds.ts';
import type { ClusterPod } from './fixed-pods.ts';
import { clusterPods, statusOf } from './pod-kind.ts';
import { badFlag, forbidden, notFound, unknownKind } from './refusals.ts';

const SHELLS = ['sh', 'bash', 'ash', '/bin/sh', '/bin/bash'];

/** `kubectl exec POD [-c CONTAINER] -- COMMAND`: one command in the container, as the process there sees the world. */
export function exec(world: World, ctx: ToolContext, argv: readonly string[]): ToolResult {
  const dashes = argv.indexOf('--');
  const flags = parseFlags(
    dashes < 0 ? argv : argv.slice(0, dashes),
    { container: 'value', stdin: 'switch', tty: 'switch', quiet: 'switch', 'pod-running-timeout': 'value' },
    { c: 'container', i: 'stdin', t: 'tty', q: 'quiet' },
  );
  if (isProblem(flags)) return badFlag(flags, 'kubectl exec');
  const [target, ...rest] = flags.words;
  if (target === undefined) return fail('error: pod, type/name or --filename must be specified');
  const command = dashes < 0 ? rest : argv.slice(dashes + 1);
  if (command.length === 0) return fail('error: you must specify at least one command for the container');
  if (!allowed(ctx, 'kubectl:exec') && !allowed(ctx, 'kubectl:write'))
    return forbidden(ctx, 'create', 'pods/exec', '', { name: target.replace(/^.*\//, '') });
  if (dashes < 0)
    return fail(
      "error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\nSee 'kubectl exec -h' for help and examples",
    );
  const pod = findPod(world, target);
  if ('refusal' in pod) return pod.refusal;
  const container = flags.value('container');
  if (container !== undefined && container !== pod.pod.service)
    return fail(`error: container ${container} is not valid for pod ${pod.pod.name}`);
  const status = statusOf(world, pod.pod);
  if (status === 'Pending' || status === 'ContainerCreating')
    return fail(`error: unable to upgrade connection: container not found ("${pod.pod.service}")`);
  if (status === 'CrashLoopBackOff')
    return fail(`error: unable to upgrade connection: container not found ("${pod.pod.service}")`);
  return run(world, ctx, pod.pod, command);
}

function run(world: World, ctx: ToolContext, pod: ClusterPod, command: readonly string[]): ToolResult {
  const [name = '', ...args] = command;
  if (SHELLS.includes(name)) {
    const script = args[args.indexOf('-c') + 1];
    if (!args.includes('-c') || script === undefined)
      return fail('error: there is no interactive shell in this terminal; give one command: kubectl exec POD -- env');
    return inShell(world, ctx, pod, script);
  }
  const inside: Inside = { world, ctx, pod };
  // Another host's address goes through the same network as everybody's.
  if (name === 'curl' && !args.some((word) => /^(https?:\/\/)?(localhost|127\.0\.0\.1)[:/]/.test(`${word}/`)))
    return ended(curl.run(world, ctx, args, ''));
  return ended(containerCommand(inside, name, args));
}

/** `sh -c '…'`: commands one after another, with `| grep`, `| head`, `| wc -l`, `| sort` behind them. */
function inShell(world: World, ctx: ToolContext, pod: ClusterPod, script: string): ToolResult {
  let stdout = '';
  let stderr = '';
  let exitCode = 0;
  for (const line of script.split(/;|&&|\n/).map((part) => part.trim())) {
    if (line === '') continue;
    const [first = '', ...filters] = line.split('|').map((part) => part.trim());
    const answer = run(world, ctx, pod, wordsOf(first));
    exitCode = answer.exitCode;
    stderr += answer.stderr;
    let text = answer.stdout;
    for (const filter of filters) {
      const filtered = throughFilter(text, wordsOf(filter));
      if (filtered === null)
        return fail(`sh: ${wordsOf(filter)[0] ?? ''}: not found\ncommand terminated with exit code 127`, 127);
      text = filtered;
    }
    stdout += text;
  }
  return { stdout, stderr, exitCode, actions: [] };
}

function throughFilter(text: string, [name, ...args]: readonly string[]): string | null {
  const lines = text.replace(/\n$/, '').split('\n');
  const last = args.at(-1) ?? '';
  if (name === 'grep') {
    const has = (letter: string) => args.some((word) => new RegExp(`^-\\w*${letter}`).test(word));
    const folded = (line: string) => (has('i') ? line.toLowerCase() : line);
    const found = lines.filter((line) => folded(line).includes(folded(last)) !== has('v'));
    return has('c') ? `${found.length}\n` : asText(found);
  }
  if (name === 'sort') return asText([...lines].sort());
  if (name === 'wc') return `${text === '' ? 0 : lines.length}\n`;
  const count = Number(last.replace(/^-n?/, '')) || 10;
  if (name === 'head') return asText(lines.slice(0, count));
  return name === 'tail' ? asText(lines.slice(-count)) : null;
}

function asText(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, bare]) => single ?? double ?? bare ?? '',
  );
}

/** kubectl adds a line of its own when the command failed. */
function ended(answer: ToolResult): ToolResult {
  if (answer.exitCode === 0) return answer;
  return { ...answer, stderr: `${answer.stderr}command terminated with exit code ${answer.exitCode}\n` };
}

function findPod(world: World, target: string): { pod: ClusterPod } | { refusal: ToolResult } {
  const all = clusterPods(world);
  const slash = target.indexOf('/');
  const name = target.slice(slash + 1);
  const kind = kindOf(slash < 0 ? 'pod' : target.slice(0, slash));
  if (!kind) return { refusal: unknownKind(target.slice(0, slash)) };
  const pod = all.find((one) =>
    kind.kind === 'Pod' ? one.name === name : one.service === name && one.phase === 'Running',
  );
  if (pod) return { pod };
  return { refusal: notFound(kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`, name) };
}

import type { LogLine } from '../../inspect.ts';
import { logLines } from '../../telemetry/logs.ts';
import type { World } from '../../world.ts';
import { isProblem, parseFlags, type ParsedFlags } from '../flags.ts';
import { logText } from '../log-text.ts';
import { fail, out, type ToolContext, type ToolResult } from '../tool.ts';
import { isoTime, readDuration } from '../when.ts';
import { kindOf } from './kinds.ts';
import type { Kind } from './kube-object.ts';
import type { ClusterPod } from './fixed-pods.ts';
import { clusterPods, podLabels } from './pod-kind.ts';
import { badFlag, forbidden, mayRead, notFound, unknownKind } from './refusals.ts';
import { labelSelector } from './selectors.ts';

/** A node keeps so many lines of a container: what came before is in the log store only (`logs`). */
const KEPT_LINES = 500;

/** Lines per pod when pods are chosen by label and nothing else is said. */
const SELECTED_TAIL = 10;

const FLAGS = {
  tail: 'value',
  since: 'value',
  'since-time': 'value',
  container: 'value',
  selector: 'value',
  'limit-bytes': 'value',
  'max-log-requests': 'value',
  'pod-running-timeout': 'value',
  follow: 'switch',
  previous: 'switch',
  prefix: 'switch',
  timestamps: 'switch',
  'all-containers': 'switch',
  'all-pods': 'switch',
  'ignore-errors': 'switch',
} as const;

const USAGE =
  "error: expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command\nSee 'kubectl logs -h' for help and examples";

/** `kubectl logs POD`, `deployment/NAME` (kubectl picks one pod of it, and says which) or `-l app=NAME` (all of them). */
export function podLogs(world: World, ctx: ToolContext, argv: readonly string[]): ToolResult {
  const flags = parseFlags(argv, FLAGS, { f: 'follow', p: 'previous', c: 'container', l: 'selector' });
  if (isProblem(flags)) return badFlag(flags, 'kubectl logs');
  if (!mayRead(ctx)) return forbidden(ctx, 'get', 'pods/log', '');
  const chosen = choose(world, flags);
  if ('refusal' in chosen) return chosen.refusal;
  const window = readWindow(world, flags, chosen.bySelector);
  if ('refusal' in window) return window.refusal;
  const [first] = chosen.pods;
  const container = flags.value('container') ?? flags.words[1];
  if (first && container !== undefined && container !== first.service)
    return fail(`error: container ${container} is not valid for pod ${first.name}`);
  if (first && flags.on('previous') && first.restarts === 0)
    return fail(
      `Error from server (BadRequest): previous terminated container "${first.service}" in pod "${first.name}" not found`,
    );
  const lines = chosen.pods.flatMap((pod) => linesOf(world, pod, window, flags));
  return { ...out(lines.join('\n')), stderr: chosen.note };
}

function linesOf(world: World, pod: ClusterPod, window: Window, flags: ParsedFlags): string[] {
  // The lines of a container that died end where the one that runs now began.
  const toS = flags.on('previous') ? pod.startedAtS : world.nowS;
  const fromS = flags.on('previous') ? -world.spec.prerollS : window.fromS;
  const query = { service: pod.service, pod: pod.name, fromS, toS, limit: window.tail };
  const prefix = flags.on('prefix') ? `[pod/${pod.name}/${pod.service}] ` : '';
  const stamped = (line: LogLine) => (flags.on('timestamps') ? `${nanoTime(world, line)} ` : '');
  return logLines(world, query).map((line) => `${prefix}${stamped(line)}${logText(world, line)}`);
}

function choose(
  world: World,
  flags: ParsedFlags,
): { pods: ClusterPod[]; note: string; bySelector: boolean } | { refusal: ToolResult } {
  const all = clusterPods(world);
  const labels = flags.value('selector');
  const [target] = flags.words;
  if (labels !== undefined) {
    if (target !== undefined) return { refusal: fail('error: only a selector (-l) or a POD name is allowed') };
    const selector = labelSelector(labels);
    if (typeof selector !== 'function') return { refusal: fail(`error: ${selector.problem}`) };
    const pods = all.filter((pod) =>
      selector({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: pod.name, labels: podLabels(pod), creationTimestamp: '' },
      }),
    );
    const none = { stdout: '', stderr: 'No resources found in shop namespace.\n', exitCode: 0, actions: [] };
    return pods.length > 0 ? { pods, note: '', bySelector: true } : { refusal: none };
  }
  if (target === undefined) return { refusal: fail(USAGE) };
  const slash = target.indexOf('/');
  const name = target.slice(slash + 1);
  const typed = slash < 0 ? 'pod' : target.slice(0, slash);
  const kind = kindOf(typed);
  if (!kind) return { refusal: unknownKind(typed) };
  if (kind.kind === 'Pod') {
    const pod = all.find((other) => other.name === name);
    return pod ? { pods: [pod], note: '', bySelector: false } : { refusal: notFound('pods', name) };
  }
  if (!kind.list(world).some(({ object }) => object.metadata.name === name))
    return { refusal: notFound(kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`, name) };
  const mine = podsOf(world, kind, name, all);
  if (mine.length === 0)
    return { refusal: fail(`error: cannot get the logs from *v1.${kind.kind}: selector must be provided`) };
  if (flags.on('all-pods')) return { pods: mine, note: '', bySelector: true };
  const note = mine.length > 1 ? `Found ${mine.length} pods, using pod/${mine[0]!.name}\n` : '';
  return { pods: mine.slice(0, 1), note, bySelector: false };
}

/** The pods behind a name. A job runs in its service's image; its lines are filed under its own name. */
function podsOf(world: World, kind: Kind, name: string, all: readonly ClusterPod[]): ClusterPod[] {
  if (kind.kind === 'CronJob' || kind.kind === 'Job') {
    const job = world.spec.jobs.find(({ id }) => name === id || name.startsWith(`${id}-`));
    const of = all.find((pod) => pod.service === job?.service);
    return job && of ? [{ ...of, name: `${job.id}-0`, restarts: 0 }] : [];
  }
  return all.filter((pod) => pod.service === name || (kind.kind === 'ReplicaSet' && pod.name.startsWith(`${name}-`)));
}

interface Window {
  fromS: number;
  tail: number;
}

function readWindow(world: World, flags: ParsedFlags, bySelector: boolean): Window | { refusal: ToolResult } {
  const since = flags.value('since');
  const sinceS = since === undefined || since === '0' ? null : readDuration(since);
  if (since !== undefined && since !== '0' && sinceS === null)
    return {
      refusal: fail(
        `error: invalid argument "${since}" for "--since" flag: time: invalid duration "${since}"\nSee 'kubectl logs --help' for usage.`,
      ),
    };
  const typed = flags.value('tail');
  if (typed !== undefined && !/^-?\d+$/.test(typed))
    return {
      refusal: fail(
        `error: invalid argument "${typed}" for "--tail" flag: strconv.ParseInt: parsing "${typed}": invalid syntax\nSee 'kubectl logs --help' for usage.`,
      ),
    };
  if (typed !== undefined && Number(typed) < -1)
    return { refusal: fail('error: --tail must be greater than or equal to -1') };
  const usual = bySelector && sinceS === null ? SELECTED_TAIL : KEPT_LINES;
  const tail = typed === undefined ? usual : Number(typed) < 0 ? KEPT_LINES : Math.min(KEPT_LINES, Number(typed));
  return { fromS: sinceS === null ? -world.spec.prerollS : world.nowS - sinceS, tail };
}

/** `2026-03-10T14:00:05.123000000Z`, as the container runtime stamps lines. */
function nanoTime(world: World, line: LogLine): string {
  const ms = Math.round(world.spec.startsAtMs + line.atS * 1000);
  return isoTime(ms).replace('Z', `.${String(ms % 1000).padStart(3, '0')}000000Z`);
}

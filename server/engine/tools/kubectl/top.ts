import type { World } from '../../world.ts';
import { isProblem, parseFlags, type ParsedFlags } from '../flags.ts';
import { table } from '../table.ts';
import { fail, out, type ToolContext, type ToolResult } from '../tool.ts';
import { kindOf } from './kinds.ts';
import { NAMESPACE } from './kube-object.ts';
import { clusterNodes } from './node-kind.ts';
import type { ClusterPod } from './fixed-pods.ts';
import { clusterPods, podLabels } from './pod-kind.ts';
import { badFlag, forbidden, mayRead, notFound } from './refusals.ts';
import { labelSelector } from './selectors.ts';

interface Use {
  names: string[];
  milliCpu: number;
  mib: number;
}

/** Load of what belongs to the node itself: kubelet, log shipper, kernel. */
const SYSTEM = { milliCpu: 180, mib: 1400 };

export function top(world: World, ctx: ToolContext, argv: readonly string[]): ToolResult {
  const flags = parseFlags(
    argv,
    {
      selector: 'value',
      'sort-by': 'value',
      containers: 'switch',
      'no-headers': 'switch',
      sum: 'switch',
      'all-namespaces': 'switch',
      'field-selector': 'value',
      'use-protocol-buffers': 'switch',
      'show-capacity': 'switch',
    },
    { l: 'selector', A: 'all-namespaces' },
  );
  if (isProblem(flags)) return badFlag(flags, 'kubectl top');
  const [typed = '', ...names] = flags.words.flatMap((word) => word.split('/'));
  const kind = kindOf(typed)?.kind;
  if (typed === '')
    return fail(
      'Display Resource (CPU/Memory) usage.\n\nAvailable Commands:\n  node   Display resource (CPU/memory) usage of nodes\n  pod    Display resource (CPU/memory) usage of pods',
    );
  if (kind !== 'Pod' && kind !== 'Node')
    return fail(`error: unknown command "${typed}"\nSee 'kubectl top -h' for help and examples`);
  if (!mayRead(ctx))
    return forbidden(ctx, 'list', kind === 'Pod' ? 'pods' : 'nodes', 'metrics.k8s.io', {
      clusterWide: kind === 'Node',
    });
  const by = flags.value('sort-by');
  if (by !== undefined && by !== 'cpu' && by !== 'memory') return fail('error: --sort-by accepts only cpu or memory');
  return kind === 'Pod' ? pods(world, flags, names) : nodes(world, flags, names);
}

function pods(world: World, flags: ParsedFlags, names: readonly string[]): ToolResult {
  const selector = labelSelector(flags.value('selector') ?? 'app');
  if (typeof selector !== 'function') return fail(`error: ${selector.problem}`);
  const all = clusterPods(world);
  const missing = names.find((name) => !all.some((pod) => pod.name === name));
  if (missing !== undefined) return notFound('pods', missing);
  const chosen = all.filter(
    (pod) =>
      (names.length === 0 || names.includes(pod.name)) &&
      pod.phase === 'Running' &&
      selector({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: pod.name, labels: podLabels(pod), creationTimestamp: '' },
      }),
  );
  if (chosen.length === 0)
    return { stdout: '', stderr: `No resources found in ${NAMESPACE} namespace.\n`, exitCode: 0, actions: [] };
  const containers = flags.on('containers');
  const before = flags.on('all-namespaces') ? [NAMESPACE] : [];
  const uses = sorted(
    chosen.map((pod) => ({ ...useOf(world, pod), names: [...before, pod.name, ...(containers ? [pod.service] : [])] })),
    flags.value('sort-by'),
  );
  const rows = uses.map(({ names: shown, milliCpu, mib }) => [...shown, `${milliCpu}m`, `${mib}Mi`]);
  const header = [
    ...before.map(() => 'NAMESPACE'),
    ...(containers ? ['POD', 'NAME'] : ['NAME']),
    'CPU(cores)',
    'MEMORY(bytes)',
  ];
  if (flags.on('sum')) {
    const total = (of: (use: Use) => number) => uses.reduce((sum, use) => sum + of(use), 0);
    rows.push([...header.slice(0, -2).map(() => ''), '________', '________']);
    rows.push([
      ...header.slice(0, -2).map(() => ''),
      `${total((use) => use.milliCpu)}m`,
      `${total((use) => use.mib)}Mi`,
    ]);
  }
  return out(flags.on('no-headers') ? table(rows[0] ?? [], rows.slice(1)) : table(header, rows));
}

function nodes(world: World, flags: ParsedFlags, names: readonly string[]): ToolResult {
  const all = clusterNodes(world);
  const missing = names.find((name) => !all.some((node) => node.name === name));
  if (missing !== undefined) return notFound('nodes', missing);
  const of = new Map(all.map((node) => [node.name, node]));
  const uses = sorted(
    all
      .filter((node) => names.length === 0 || names.includes(node.name))
      .map((node) => {
        const mine = clusterPods(world)
          .filter((pod) => pod.node === node.name)
          .map((pod) => useOf(world, pod));
        const total = (what: (use: Use) => number) => mine.reduce((sum, use) => sum + what(use), 0);
        return {
          names: [node.name],
          milliCpu: SYSTEM.milliCpu + total((use) => use.milliCpu),
          mib: SYSTEM.mib + total((use) => use.mib),
        };
      }),
    flags.value('sort-by'),
  );
  const rows = uses.map(({ names: [name = ''], milliCpu, mib }) => {
    const { cores, memoryGiB } = of.get(name)!;
    return [
      name,
      `${milliCpu}m`,
      `${Math.round(milliCpu / (10 * cores))}%`,
      `${mib}Mi`,
      `${Math.round((100 * mib) / (1024 * memoryGiB))}%`,
    ];
  });
  const header = ['NAME', 'CPU(cores)', 'CPU%', 'MEMORY(bytes)', 'MEMORY%'];
  return out(flags.on('no-headers') ? table(rows[0] ?? [], rows.slice(1)) : table(header, rows));
}

function useOf(world: World, pod: ClusterPod): Use {
  const spec = world.spec.services.find(({ id }) => id === pod.service);
  const cores = spec?.cores ?? world.spec.databases.find(({ id }) => id === pod.service)?.cores ?? 1;
  return {
    names: [pod.name],
    milliCpu: Math.max(1, Math.round(pod.cpu * cores * 1000)),
    mib: Math.round(pod.memoryMiB),
  };
}

function sorted(uses: Use[], by: string | undefined): Use[] {
  if (by === undefined) return uses.sort((a, b) => (a.names.join('/') < b.names.join('/') ? -1 : 1));
  return uses.sort((a, b) => (by === 'cpu' ? b.milliCpu - a.milliCpu : b.mib - a.mib));
}

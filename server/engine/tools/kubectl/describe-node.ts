import type { World } from '../../world.ts';
import { columns } from './columns.ts';
import { created, eventLines, fields, labelLines } from './describe-parts.ts';
import { ageOf, milli, NAMESPACE } from './kube-object.ts';
import { clusterNodes } from './node-kind.ts';
import { clusterPods } from './pod-kind.ts';

export function describeNode(world: World, name: string): string {
  const node = clusterNodes(world).find((one) => one.name === name)!;
  const mine = clusterPods(world).filter((pod) => pod.node === name);
  const asked = (service: string) => world.spec.services.find(({ id }) => id === service)?.cores ?? 1;
  const share = (part: number, of: number) => `${Math.round((100 * part) / of)}%`;
  const rows = mine.map((pod) => {
    const cores = asked(pod.service);
    const use = `${milli(cores)} (${share(cores, node.cores)})`;
    return [
      NAMESPACE,
      pod.name,
      use,
      use,
      `256Mi (${share(256, node.memoryGiB * 1024)})`,
      `512Mi (${share(512, node.memoryGiB * 1024)})`,
      ageOf(world, pod.startedAtS),
    ];
  });
  const header = ['Namespace', 'Name', 'CPU Requests', 'CPU Limits', 'Memory Requests', 'Memory Limits', 'Age'];
  const status = (on: boolean) => (on ? 'True' : 'Unknown');
  const cores = mine.reduce((sum, pod) => sum + asked(pod.service), 0);
  return [
    fields([
      ['Name', name],
      ['Roles', '<none>'],
      ['Labels', labelLines({ 'kubernetes.io/hostname': name, 'topology.kubernetes.io/zone': node.zone })],
      ['CreationTimestamp', created(world)],
      ['Taints', node.cordoned ? 'node.kubernetes.io/unschedulable:NoSchedule' : '<none>'],
      ['Unschedulable', String(node.cordoned)],
    ]),
    'Conditions:',
    columns(
      [
        ['Type', 'Status', 'Reason'],
        ['----', '------', '------'],
        ['MemoryPressure', node.ready ? 'False' : 'Unknown', 'KubeletHasSufficientMemory'],
        ['DiskPressure', node.ready ? 'False' : 'Unknown', 'KubeletHasNoDiskPressure'],
        ['PIDPressure', node.ready ? 'False' : 'Unknown', 'KubeletHasSufficientPID'],
        ['Ready', status(node.ready), node.ready ? 'KubeletReady' : 'NodeStatusUnknown'],
      ],
      '  ',
    ),
    'Addresses:',
    fields(
      [
        ['InternalIP', node.ip],
        ['Hostname', name],
      ],
      '  ',
    ),
    'Capacity:',
    fields(
      [
        ['cpu', String(node.cores)],
        ['memory', `${node.memoryGiB}Gi`],
        ['pods', '110'],
      ],
      '  ',
    ),
    `Non-terminated Pods:          (${mine.length} in total)`,
    columns([header, header.map((title) => '-'.repeat(title.length)), ...rows], '  '),
    'Allocated resources:',
    fields([['cpu', `${milli(cores)} (${share(cores, node.cores)})`]], '  '),
    eventLines(world, name),
  ].join('\n');
}

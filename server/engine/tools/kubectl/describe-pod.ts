import { hashText } from '../../random.ts';
import { podSetName } from '../../services/build-services.ts';
import type { World } from '../../world.ts';
import { columns } from './columns.ts';
import { environmentLines, eventLines, fields, labelLines, longTime } from './describe-parts.ts';
import { milli, NAMESPACE } from './kube-object.ts';
import { clusterNodes } from './node-kind.ts';
import { type ClusterPod, isStore, storeOf } from './fixed-pods.ts';
import { clusterPods, imageOfPod, podLabels, portOf, statusOf } from './pod-kind.ts';

export function describePod(world: World, name: string): string {
  const pod = clusterPods(world).find((other) => other.name === name)!;
  const node = clusterNodes(world).find((one) => one.name === pod.node);
  const owner = isStore(pod) ? `StatefulSet/${storeOf(pod)}` : `ReplicaSet/${podSetName(pod.service, pod.version)}`;
  return [
    fields([
      ['Name', pod.name],
      ['Namespace', NAMESPACE],
      ['Priority', '0'],
      ['Service Account', pod.service],
      ['Node', node === undefined ? '<none>' : `${node.name}/${node.ip}`],
      ['Start Time', longTime(world, pod.startedAtS)],
      ['Labels', labelLines(podLabels(pod))],
      ['Annotations', '<none>'],
      [
        'Status',
        pod.phase === 'Terminating'
          ? 'Terminating'
          : statusOf(world, pod) === 'ContainerCreating'
            ? 'Pending'
            : 'Running',
      ],
      ['IP', pod.ip],
      ['IPs', ''],
    ]).trimEnd(),
    fields([['IP', pod.ip]], '  '),
    fields([['Controlled By', owner]]),
    'Containers:',
    `  ${pod.service}:`,
    fields(container(world, pod), '    '),
    ...resources(world, pod),
    ...(pod.of === 'service'
      ? ['    Readiness:  http-get http://:8080/healthz delay=5s timeout=1s period=5s #success=2 #failure=3']
      : []),
    environmentLines(pod.env, '    '),
    '    Mounts:',
    '      /app/config from config (ro)',
    'Conditions:',
    columns(
      [
        ['Type', 'Status'],
        ['Initialized', 'True'],
        ['Ready', pod.ready ? 'True' : 'False'],
        ['ContainersReady', pod.ready ? 'True' : 'False'],
        ['PodScheduled', node === undefined ? 'False' : 'True'],
      ],
      '  ',
    ),
    fields([
      ['QoS Class', 'Burstable'],
      ['Node-Selectors', '<none>'],
    ]),
    eventLines(world, pod.name),
  ].join('\n');
}

function container(world: World, pod: ClusterPod): [string, string][] {
  const status = statusOf(world, pod);
  const waiting = status === 'ContainerCreating' || status === 'CrashLoopBackOff';
  const id = ['a', 'b', 'c', 'd'].map((part) => hashText(`${pod.name}/${part}`).toString(16).padStart(8, '0')).join('');
  return [
    ['Container ID', `containerd://${id}`],
    ['Image', imageOfPod(pod)],
    ['Port', `${portOf(world, pod)}/TCP`],
    ['Host Port', '0/TCP'],
    ['State', waiting ? 'Waiting' : 'Running'],
    waiting ? ['  Reason', status] : ['  Started', longTime(world, pod.startedAtS)],
    ...(pod.restarts === 0
      ? []
      : ([
          ['Last State', 'Terminated'],
          ['  Reason', 'Error'],
          ['  Exit Code', '1'],
          ['  Finished', longTime(world, pod.startedAtS)],
        ] satisfies [string, string][])),
    ['Ready', pod.ready ? 'True' : 'False'],
    ['Restart Count', String(pod.restarts)],
  ];
}

function resources(world: World, { service }: ClusterPod): string[] {
  const spec = world.spec.services.find(({ id }) => id === service);
  if (spec === undefined) return [];
  const cpu = milli(spec.cores);
  return [
    '    Limits:',
    fields(
      [
        ['cpu', cpu],
        ['memory', '512Mi'],
      ],
      '      ',
    ),
    '    Requests:',
    fields(
      [
        ['cpu', cpu],
        ['memory', '256Mi'],
      ],
      '      ',
    ),
  ];
}

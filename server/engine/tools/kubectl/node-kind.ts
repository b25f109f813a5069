import { nodes, pods } from '../../read.ts';
import type { World } from '../../world.ts';
import { ageOf, bornS, type Kind, stamp, uid } from './kube-object.ts';
import { nodeNames } from './pod-kind.ts';

/** A node as the tools need it. */
export interface ClusterNode {
  name: string;
  zone: string;
  cores: number;
  memoryGiB: number;
  ready: boolean;
  cordoned: boolean;
  ip: string;
}

export const nodeKind: Kind = {
  plural: 'nodes',
  singular: 'node',
  short: ['no'],
  group: '',
  kind: 'Node',
  namespaced: false,
  columns: [
    ...['NAME', 'STATUS', 'ROLES', 'AGE', 'VERSION'],
    ...['INTERNAL-IP', 'EXTERNAL-IP', 'OS-IMAGE', 'KERNEL-VERSION', 'CONTAINER-RUNTIME'],
  ],
  wide: ['INTERNAL-IP', 'EXTERNAL-IP', 'OS-IMAGE', 'KERNEL-VERSION', 'CONTAINER-RUNTIME'],
  list: (world) =>
    clusterNodes(world).map((node) => ({
      cells: [
        node.name,
        `${node.ready ? 'Ready' : 'NotReady'}${node.cordoned ? ',SchedulingDisabled' : ''}`,
        '<none>',
        ageOf(world, bornS(world)),
        'v1.31.2',
        node.ip,
        '<none>',
        'Debian GNU/Linux 12 (bookworm)',
        '6.1.0-28-amd64',
        'containerd://1.7.22',
      ],
      object: {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: {
          creationTimestamp: stamp(world, bornS(world)),
          labels: { 'kubernetes.io/hostname': node.name, 'topology.kubernetes.io/zone': node.zone },
          name: node.name,
          uid: uid(world, `node/${node.name}`),
        },
        spec: node.cordoned ? { unschedulable: true } : {},
        status: {
          addresses: [{ address: node.ip, type: 'InternalIP' }],
          allocatable: { cpu: String(node.cores), memory: `${node.memoryGiB}Gi`, pods: '110' },
          capacity: { cpu: String(node.cores), memory: `${node.memoryGiB}Gi`, pods: '110' },
          conditions: [
            {
              reason: node.ready ? 'KubeletReady' : 'NodeStatusUnknown',
              status: node.ready ? 'True' : 'Unknown',
              type: 'Ready',
            },
          ],
          nodeInfo: { kubeletVersion: 'v1.31.2' },
        },
      },
    })),
};

/** The nodes: as the world declares them, or those that its pods name. */
export function clusterNodes(world: World): ClusterNode[] {
  const known = new Map(nodes(world).map((node) => [node.name, node]));
  return nodeNames(world).map((name, at) => {
    const usual = { zone: `zone-${'abc'[at % 3]!}`, cores: 8, memoryGiB: 32, ready: true, cordoned: false };
    return { ...usual, ...known.get(name), name, ip: `10.40.0.${11 + at}` };
  });
}

/** Pods of services on a node: those that a drain moves. */
export function podsOn(world: World, node: string) {
  return pods(world).filter((pod) => pod.node === node && pod.phase !== 'Terminating');
}

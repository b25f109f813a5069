import type { PodView } from '../../inspect.ts';
import { health, pods } from '../../read.ts';
import { hashText } from '../../random.ts';
import { podSetName } from '../../services/build-services.ts';
import type { World } from '../../world.ts';
import { ageOf, bornS, imageOf, type Item, type Kind, type Json, milli, NAMESPACE, stamp, uid } from './kube-object.ts';

/** Seconds a pod's container is being created before its process runs. */
const CREATING_S = 3;

export const podKind: Kind = {
  plural: 'pods',
  singular: 'pod',
  short: ['po'],
  group: '',
  kind: 'Pod',
  namespaced: true,
  columns: ['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE', 'IP', 'NODE', 'NOMINATED NODE', 'READINESS GATES'],
  wide: ['IP', 'NODE', 'NOMINATED NODE', 'READINESS GATES'],
  list: (world) => clusterPods(world).map((pod) => podItem(world, pod)),
};

/** A pod of whatever runs in the namespace: a service's, a database's, a proxy's. */
export interface ClusterPod extends PodView {
  of: 'service' | 'database' | 'edge';
}

/** Every pod: those of services as the model steps them, and the ones of databases and the edge, named as in their logs. */
export function clusterPods(world: World): ClusterPod[] {
  const still = (
    id: string,
    name: string,
    of: 'database' | 'edge',
    version: string,
    up: boolean,
    at: number,
  ): ClusterPod => ({
    name,
    service: id,
    version,
    of,
    phase: 'Running',
    ready: up,
    restarts: 0,
    startedAtS: bornS(world) + 86_400 * (300 + (hashText(name) % 20)),
    ip: `10.42.${of === 'database' ? 200 : 240}.${at + 10}`,
    node: nodeNames(world)[(hashText(id) + 2 * at) % Math.max(1, nodeNames(world).length)] ?? '',
    cpu: of === 'database' ? (world.databases.find((database) => database.id === id)?.cpu ?? 0) : 0.2,
    memoryMiB: of === 'database' ? 18_204 : 96,
    env: {},
  });
  const checked = new Map(health(world).map((item) => [item.id, item.health]));
  const { edge } = world.spec;
  return [
    ...pods(world).map((pod): ClusterPod => ({ ...pod, of: 'service' })),
    ...world.spec.databases.map((database, at) =>
      still(
        database.id,
        `${database.id}-0`,
        'database',
        database.engineVersion,
        checked.get(database.id) !== 'down',
        at,
      ),
    ),
    ...(edge === undefined
      ? []
      : Array.from({ length: edge.proxies }, (_, i) =>
          still(edge.id, `${edge.id}-${i}`, 'edge', '1.27.4', world.edge?.up !== false, i),
        )),
  ];
}

/** Names of the nodes that pods run on, and of those that the world declares. */
export function nodeNames(world: World): string[] {
  const declared = world.spec.nodes?.map((node) => node.name) ?? [];
  return [...new Set([...declared, ...pods(world).map((pod) => pod.node)])].filter((name) => name !== '').sort();
}

/** The word in the STATUS column. */
export function statusOf(world: World, pod: PodView): string {
  if (pod.phase !== 'Pending' || pod.node === '') return pod.phase;
  return world.nowS - pod.startedAtS < CREATING_S ? 'ContainerCreating' : 'Running';
}

/** Labels as its deployment's template sets them. */
export function podLabels(pod: ClusterPod): Record<string, string> {
  if (pod.of === 'database') return { app: pod.service, 'statefulset.kubernetes.io/pod-name': pod.name };
  const hash = podSetName(pod.service, pod.version).slice(pod.service.length + 1);
  return { app: pod.service, 'pod-template-hash': hash, version: pod.version };
}

export function imageOfPod(pod: ClusterPod): string {
  if (pod.of === 'database') return `registry.internal/postgres:${pod.version}`;
  return pod.of === 'edge' ? `registry.internal/nginx:${pod.version}` : imageOf(pod.service, pod.version);
}

/** `2 (5m ago)`: a container that was started again says when. */
export function restartsOf(world: World, pod: PodView): string {
  return pod.restarts === 0 ? '0' : `${pod.restarts} (${ageOf(world, pod.startedAtS)} ago)`;
}

function podItem(world: World, pod: ClusterPod): Item {
  const status = statusOf(world, pod);
  return {
    cells: [
      pod.name,
      pod.ready ? '1/1' : '0/1',
      status,
      restartsOf(world, pod),
      ageOf(world, pod.startedAtS),
      pod.ip,
      pod.node === '' ? '<none>' : pod.node,
      '<none>',
      '<none>',
    ],
    object: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        creationTimestamp: stamp(world, pod.startedAtS),
        labels: podLabels(pod),
        name: pod.name,
        namespace: NAMESPACE,
        ownerReferences: [ownerOf(pod)],
        uid: uid(world, `pod/${pod.name}`),
      },
      spec: {
        containers: [containerSpec(world, pod)],
        nodeName: pod.node,
        restartPolicy: 'Always',
        serviceAccountName: pod.service,
        terminationGracePeriodSeconds: 5,
      },
      status: podStatus(world, pod, status),
    },
  };
}

function ownerOf(pod: ClusterPod): Json {
  if (pod.of === 'database') return { apiVersion: 'apps/v1', controller: true, kind: 'StatefulSet', name: pod.service };
  return { apiVersion: 'apps/v1', controller: true, kind: 'ReplicaSet', name: podSetName(pod.service, pod.version) };
}

function containerSpec(world: World, pod: ClusterPod): Json {
  const spec = world.spec.services.find(({ id }) => id === pod.service);
  const cores = milli(spec?.cores ?? 1);
  return {
    env: Object.entries(pod.env).map(([name, value]) => ({ name, value })),
    image: imageOfPod(pod),
    imagePullPolicy: 'IfNotPresent',
    name: pod.service,
    ports: [{ containerPort: portOf(world, pod), protocol: 'TCP' }],
    resources: { limits: { cpu: cores, memory: '512Mi' }, requests: { cpu: cores, memory: '256Mi' } },
  };
}

export function portOf(world: World, pod: ClusterPod): number {
  if (pod.of === 'database') return world.spec.databases.find(({ id }) => id === pod.service)?.port ?? 5432;
  return pod.of === 'edge' ? 443 : (world.spec.services.find(({ id }) => id === pod.service)?.port ?? 8080);
}

function podStatus(world: World, pod: ClusterPod, status: string): Json {
  const started = stamp(world, pod.startedAtS);
  const condition = (type: string, on: boolean) => ({
    lastTransitionTime: started,
    status: on ? 'True' : 'False',
    type,
  });
  const waiting = ['ContainerCreating', 'CrashLoopBackOff', 'Pending'].includes(status);
  return {
    conditions: [
      condition('PodScheduled', pod.node !== ''),
      condition('Initialized', true),
      condition('ContainersReady', pod.ready),
      condition('Ready', pod.ready),
    ],
    containerStatuses: [
      {
        image: imageOfPod(pod),
        name: pod.service,
        ready: pod.ready,
        restartCount: pod.restarts,
        started: !waiting,
        state: waiting ? { waiting: { reason: status } } : { running: { startedAt: started } },
      },
    ],
    phase: status === 'ContainerCreating' || status === 'Pending' ? 'Pending' : 'Running',
    podIP: pod.ip,
    qosClass: 'Burstable',
    startTime: started,
  };
}

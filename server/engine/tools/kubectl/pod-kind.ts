import type { PodView } from '../../inspect.ts';
import { pods } from '../../read.ts';
import { podSetName } from '../../services/build-services.ts';
import type { World } from '../../world.ts';
import { type ClusterPod, fixedPods, isStore, storeImage, storeOf, storePort } from './fixed-pods.ts';
import { ageOf, imageOf, type Item, type Kind, type Json, milli, NAMESPACE, stamp, uid } from './kube-object.ts';

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

/** Every pod: those of services as the model steps them, and those of stores and the edge, named as in their logs. */
export function clusterPods(world: World): ClusterPod[] {
  return [...pods(world).map((pod): ClusterPod => ({ ...pod, of: 'service' })), ...fixedPods(world, nodeNames(world))];
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
  if (isStore(pod)) return { app: pod.service, 'statefulset.kubernetes.io/pod-name': pod.name };
  const hash = podSetName(pod.service, pod.version).slice(pod.service.length + 1);
  return { app: pod.service, 'pod-template-hash': hash, version: pod.version };
}

export function imageOfPod(pod: ClusterPod): string {
  if (isStore(pod)) return storeImage(pod);
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
  if (isStore(pod)) return { apiVersion: 'apps/v1', controller: true, kind: 'StatefulSet', name: storeOf(pod) };
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
  if (isStore(pod)) return storePort(world, pod);
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

import { deployments, events, pods } from '../../read.ts';
import type { World } from '../../world.ts';
import { age } from '../when.ts';
import { configFile } from './config-file.ts';
import { ageOf, bornS, type Item, type Kind, NAMESPACE, stamp, uid } from './kube-object.ts';
import { metadata } from './workload-kinds.ts';

export const hpaKind: Kind = {
  plural: 'horizontalpodautoscalers',
  singular: 'horizontalpodautoscaler',
  short: ['hpa'],
  group: 'autoscaling',
  kind: 'HorizontalPodAutoscaler',
  namespaced: true,
  columns: ['NAME', 'REFERENCE', 'TARGETS', 'MINPODS', 'MAXPODS', 'REPLICAS', 'AGE'],
  wide: [],
  list: (world) =>
    deployments(world).flatMap(({ service, autoscaler, replicas }) => {
      if (autoscaler === null) return [];
      const cpu = cpuOf(world, service);
      const target = Math.round(autoscaler.targetCpu * 100);
      return [
        {
          cells: [
            service,
            `Deployment/${service}`,
            `cpu: ${cpu === null ? '<unknown>' : `${cpu}%`}/${target}%`,
            String(autoscaler.min),
            String(autoscaler.max),
            String(replicas),
            ageOf(world, bornS(world)),
          ],
          object: {
            apiVersion: 'autoscaling/v2',
            kind: 'HorizontalPodAutoscaler',
            metadata: metadata(world, 'hpa', service, { app: service }),
            spec: {
              maxReplicas: autoscaler.max,
              metrics: [
                {
                  resource: { name: 'cpu', target: { averageUtilization: target, type: 'Utilization' } },
                  type: 'Resource',
                },
              ],
              minReplicas: autoscaler.min,
              scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: service },
            },
            status: {
              currentMetrics: [
                { resource: { current: { averageUtilization: cpu ?? 0 }, name: 'cpu' }, type: 'Resource' },
              ],
              currentReplicas: replicas,
              desiredReplicas: autoscaler.desired,
            },
          },
        },
      ];
    }),
};

/** Mean CPU of the pods that are ready, in percent of what they ask for; null when none is. */
export function cpuOf(world: World, service: string): number | null {
  const mine = pods(world, service).filter((pod) => pod.ready);
  return mine.length === 0 ? null : Math.round((100 * mine.reduce((sum, pod) => sum + pod.cpu, 0)) / mine.length);
}

export const eventKind: Kind = {
  plural: 'events',
  singular: 'event',
  short: ['ev'],
  group: '',
  kind: 'Event',
  namespaced: true,
  columns: ['LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'SUBOBJECT', 'SOURCE', 'MESSAGE', 'FIRST SEEN', 'COUNT', 'NAME'],
  wide: ['SUBOBJECT', 'SOURCE', 'FIRST SEEN', 'COUNT', 'NAME'],
  list: (world) => events(world).map((event, at) => eventItem(world, event, at)),
};

/** What an event is about: `deployment`, `node` or `pod`. */
export function eventObjectKind(world: World, object: string): 'deployment' | 'node' | 'certificate' | 'pod' {
  if (world.spec.services.some(({ id }) => id === object) || world.spec.edge?.id === object) return 'deployment';
  if (world.spec.nodes?.some(({ name }) => name === object)) return 'node';
  return world.spec.certificates.some(({ id }) => id === object) ? 'certificate' : 'pod';
}

const OBJECT_KINDS = { deployment: 'Deployment', node: 'Node', certificate: 'Certificate', pod: 'Pod' } as const;

function eventItem(world: World, event: ReturnType<typeof events>[number], at: number): Item {
  const kind = eventObjectKind(world, event.object);
  const when = stamp(world, event.atS);
  const seen = age(world.nowS - event.atS);
  const name = `${event.object}.${uid(world, `event/${at}/${event.atS}/${event.object}`).replaceAll('-', '').slice(0, 16)}`;
  const source = sourceOf(event.reason);
  return {
    cells: [seen, event.type, event.reason, `${kind}/${event.object}`, '', source, event.message, seen, '1', name],
    object: {
      apiVersion: 'v1',
      count: 1,
      firstTimestamp: when,
      involvedObject: { kind: OBJECT_KINDS[kind], name: event.object, namespace: NAMESPACE },
      kind: 'Event',
      lastTimestamp: when,
      message: event.message,
      metadata: { creationTimestamp: when, name, namespace: NAMESPACE, uid: uid(world, name) },
      reason: event.reason,
      source: { component: source },
      type: event.type,
    },
  };
}

/** Which controller says such things. */
export function sourceOf(reason: string): string {
  if (reason === 'Scheduled' || reason === 'FailedScheduling') return 'default-scheduler';
  if (/^(Killing|Started|Unhealthy|BackOff|Pull|Created|OOM)/.test(reason)) return 'kubelet';
  return /Rescale/.test(reason) ? 'horizontal-pod-autoscaler' : 'deployment-controller';
}

export const configMapKind: Kind = {
  plural: 'configmaps',
  singular: 'configmap',
  short: ['cm'],
  group: '',
  kind: 'ConfigMap',
  namespaced: true,
  columns: ['NAME', 'DATA', 'AGE'],
  wide: [],
  list: (world) =>
    world.spec.services.map(({ id }) => ({
      cells: [`${id}-config`, '1', ageOf(world, bornS(world))],
      object: {
        apiVersion: 'v1',
        data: { 'service.yaml': configFile(world.spec, id) },
        kind: 'ConfigMap',
        metadata: metadata(world, 'configmap', `${id}-config`, { app: id }),
      },
    })),
};

export const namespaceKind: Kind = {
  plural: 'namespaces',
  singular: 'namespace',
  short: ['ns'],
  group: '',
  kind: 'Namespace',
  namespaced: false,
  columns: ['NAME', 'STATUS', 'AGE'],
  wide: [],
  list: (world) =>
    ['default', 'kube-system', NAMESPACE].map((name) => ({
      cells: [name, 'Active', ageOf(world, bornS(world))],
      object: {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: {
          creationTimestamp: stamp(world, bornS(world)),
          labels: { 'kubernetes.io/metadata.name': name },
          name,
        },
        status: { phase: 'Active' },
      },
    })),
};

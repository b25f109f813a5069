import { deployments, events, pods } from '../../read.ts';
import type { EventRecord, World } from '../../world.ts';
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
  list: (world) => foldedEvents(world).map((event) => eventItem(world, event)),
};

/** What an event is about: `deployment`, `node` or `pod`. */
export function eventObjectKind(world: World, object: string): 'deployment' | 'node' | 'certificate' | 'pod' {
  if (world.spec.services.some(({ id }) => id === object) || world.spec.edge?.id === object) return 'deployment';
  if (world.spec.nodes?.some(({ name }) => name === object)) return 'node';
  return world.spec.certificates.some(({ id }) => id === object) ? 'certificate' : 'pod';
}

const OBJECT_KINDS = { deployment: 'Deployment', node: 'Node', certificate: 'Certificate', pod: 'Pod' } as const;

/** The same thing said of the same object again is one event that counts. */
export interface FoldedEvent extends EventRecord {
  count: number;
  firstS: number;
}

/** Events with their repetitions folded as the event recorder does, by the time they were last seen. */
export function foldedEvents(world: World): FoldedEvent[] {
  const folded = new Map<string, FoldedEvent>();
  for (const event of events(world)) {
    const key = `${event.object}/${event.reason}/${event.message}`;
    const known = folded.get(key);
    folded.set(key, { ...event, count: (known?.count ?? 0) + 1, firstS: known?.firstS ?? event.atS });
  }
  return [...folded.values()].sort((a, b) => a.atS - b.atS);
}

function eventItem(world: World, { object, type, reason, message, count, atS, firstS }: FoldedEvent): Item {
  const kind = eventObjectKind(world, object);
  const [first, last] = [stamp(world, firstS), stamp(world, atS)];
  const name = `${object}.${uid(world, `event/${firstS}/${object}/${reason}`).replaceAll('-', '').slice(0, 16)}`;
  const component = sourceOf(reason);
  return {
    cells: [
      ...[age(world.nowS - atS), type, reason, `${kind}/${object}`, '', component, message],
      ...[age(world.nowS - firstS), String(count), name],
    ],
    object: {
      apiVersion: 'v1',
      count,
      firstTimestamp: first,
      involvedObject: { kind: OBJECT_KINDS[kind], name: object, namespace: NAMESPACE },
      kind: 'Event',
      lastTimestamp: last,
      message,
      metadata: { creationTimestamp: first, name, namespace: NAMESPACE, uid: uid(world, name) },
      reason,
      source: { component },
      type,
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

import type { PodView } from '../../inspect.ts';
import { health, replicas } from '../../read.ts';
import { hashText } from '../../random.ts';
import type { World } from '../../world.ts';
import { bornS } from './kube-object.ts';

/** A pod of whatever runs in the namespace: a service's, a store's, a proxy's. */
export interface ClusterPod extends PodView {
  of: 'service' | 'database' | 'replica' | 'cache' | 'queue' | 'edge';
}

interface Fixed {
  of: Exclude<ClusterPod['of'], 'service'>;
  /** What its log lines are filed under. */
  service: string;
  name: string;
  version: string;
  up: boolean;
  cpu: number;
  memoryMiB: number;
}

/** Pods that the model does not step one by one: databases, their replicas, caches, brokers, proxies. */
export function fixedPods(world: World, nodeNames: readonly string[]): ClusterPod[] {
  const checked = new Map(health(world).map((item) => [item.id, item.health]));
  const isUp = (id: string) => checked.get(id) !== 'down';
  const { databases, caches = [], queues = [], edge } = world.spec;
  const fixed: Fixed[] = [
    ...databases.flatMap(({ id, engineVersion: version }): Fixed[] => {
      const cpu = world.databases.find((database) => database.id === id)?.cpu ?? 0;
      const main: Fixed = {
        of: 'database',
        service: id,
        name: `${id}-0`,
        version,
        up: isUp(id),
        cpu,
        memoryMiB: 18_204,
      };
      const copies = replicas(world, id).map((copy): Fixed => ({
        ...main,
        of: 'replica',
        name: copy.id,
        up: copy.state !== 'down',
        cpu: cpu / 2,
      }));
      return [main, ...copies];
    }),
    ...caches.map(({ id, engineVersion: version, maxMemoryMiB }): Fixed => ({
      ...{ of: 'cache', service: id, name: `${id}-0`, version, up: isUp(id) },
      ...{ cpu: 0.3, memoryMiB: Math.round(maxMemoryMiB * 0.8) },
    })),
    ...queues.map(({ id, engine }): Fixed => ({
      ...{ of: 'queue', service: id, name: `${id}-0`, version: engine === 'kafka' ? '3.8.1' : '3.13.7', up: isUp(id) },
      ...{ cpu: 0.2, memoryMiB: 1320 },
    })),
    ...Array.from({ length: edge?.proxies ?? 0 }, (_, at): Fixed => ({
      ...{ of: 'edge', service: edge!.id, name: `${edge!.id}-${at}`, version: '1.27.4' },
      ...{ up: world.edge?.up !== false, cpu: 0.2, memoryMiB: 96 },
    })),
  ];
  return fixed.map(({ up, ...pod }, at) => ({
    ...pod,
    phase: 'Running',
    ready: up,
    restarts: 0,
    startedAtS: bornS(world) + 86_400 * (300 + (hashText(pod.name) % 20)),
    ip: `10.42.200.${at + 10}`,
    node: nodeNames[(hashText(pod.service) + 2 * at) % Math.max(1, nodeNames.length)] ?? '',
    env: {},
  }));
}

/** Kept by a stateful set of its own. */
export function isStore({ of }: ClusterPod): boolean {
  return of !== 'service' && of !== 'edge';
}

/** The stateful set that a store's pod belongs to. */
export function storeOf({ of, service, name }: ClusterPod): string {
  return of === 'replica' ? name : service;
}

export function storeImage({ of, service, version }: ClusterPod): string {
  const image = of === 'cache' ? 'redis' : of === 'queue' ? `${service}-broker` : 'postgres';
  return `registry.internal/${image}:${version}`;
}

export function storePort(world: World, { of, service }: ClusterPod): number {
  const { databases, caches = [], queues = [] } = world.spec;
  const all: readonly { id: string; port: number }[] = of === 'cache' ? caches : of === 'queue' ? queues : databases;
  return all.find(({ id }) => id === service)?.port ?? 5432;
}

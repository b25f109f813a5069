import { deployments } from '../../read.ts';
import type { World } from '../../world.ts';
import { ageOf, bornS, type Item, type Kind } from './kube-object.ts';
import { clusterPods, portOf } from './pod-kind.ts';
import { metadata } from './workload-kinds.ts';

interface Front {
  name: string;
  type: 'ClusterIP' | 'LoadBalancer';
  clusterIp: string;
  externalIp: string;
  port: number;
  /** As the PORT(S) column shows it. */
  shown: string;
}

/** Address that the load balancer before the edge answers on. */
export const EDGE_ADDRESS = '203.0.113.10';

export const serviceKind: Kind = {
  plural: 'services',
  singular: 'service',
  short: ['svc'],
  group: '',
  kind: 'Service',
  namespaced: true,
  columns: ['NAME', 'TYPE', 'CLUSTER-IP', 'EXTERNAL-IP', 'PORT(S)', 'AGE', 'SELECTOR'],
  wide: ['SELECTOR'],
  list: (world) =>
    fronts(world).map((front) => ({
      cells: [front.name, front.type, front.clusterIp, front.externalIp, front.shown, old(world), `app=${front.name}`],
      object: {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: metadata(world, 'service', front.name, { app: front.name }),
        spec: {
          clusterIP: front.clusterIp,
          ports: [{ name: 'main', port: front.port, protocol: 'TCP', targetPort: front.port }],
          selector: { app: front.name },
          type: front.type,
        },
        status:
          front.type === 'LoadBalancer'
            ? { loadBalancer: { ingress: [{ ip: front.externalIp }] } }
            : { loadBalancer: {} },
      },
    })),
};

export const endpointsKind: Kind = {
  plural: 'endpoints',
  singular: 'endpoints',
  short: ['ep'],
  group: '',
  kind: 'Endpoints',
  namespaced: true,
  columns: ['NAME', 'ENDPOINTS', 'AGE'],
  wide: [],
  list: (world) => fronts(world).map((front) => endpointsItem(world, front)),
};

export const ingressKind: Kind = {
  plural: 'ingresses',
  singular: 'ingress',
  short: ['ing'],
  group: 'networking.k8s.io',
  kind: 'Ingress',
  namespaced: true,
  columns: ['NAME', 'CLASS', 'HOSTS', 'ADDRESS', 'PORTS', 'AGE'],
  wide: [],
  list: (world) => {
    const { edge, entry } = world.spec;
    if (edge === undefined) return [];
    const hosts = edge.hosts.map(({ host }) => host);
    return [
      {
        cells: [entry, edge.id, hosts.join(','), EDGE_ADDRESS, '80, 443', old(world)],
        object: {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'Ingress',
          metadata: metadata(world, 'ingress', entry, { app: entry }),
          spec: {
            ingressClassName: edge.id,
            rules: hosts.map((host) => ({
              host,
              http: {
                paths: [
                  { backend: { service: { name: entry, port: { number: 8080 } } }, path: '/', pathType: 'Prefix' },
                ],
              },
            })),
            tls: edge.hosts.map(({ host, certificate }) => ({ hosts: [host], secretName: `${certificate}-tls` })),
          },
          status: { loadBalancer: { ingress: [{ ip: EDGE_ADDRESS }] } },
        },
      },
    ];
  },
};

/** Addresses of the pods of an app that are ready, and of those that are not. */
export function addressesOf(world: World, app: string): { ready: string[]; notReady: string[] } {
  const mine = clusterPods(world).filter((pod) => pod.service === app && pod.phase !== 'Terminating');
  const shown = (ready: boolean) =>
    mine.filter((pod) => pod.ready === ready).map((pod) => `${pod.ip}:${portOf(world, pod)}`);
  return { ready: shown(true), notReady: shown(false) };
}

export function endpointsText(addresses: readonly string[]): string {
  if (addresses.length === 0) return '<none>';
  const shown = addresses.slice(0, 3).join(',');
  return addresses.length > 3 ? `${shown} + ${addresses.length - 3} more...` : shown;
}

function endpointsItem(world: World, { name, port }: Front): Item {
  const { ready, notReady } = addressesOf(world, name);
  const plain = (addresses: string[]) => addresses.map((address) => ({ ip: address.slice(0, address.indexOf(':')) }));
  return {
    cells: [name, endpointsText(ready), old(world)],
    object: {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: metadata(world, 'endpoints', name, { app: name }),
      subsets: [
        {
          ...(ready.length === 0 ? {} : { addresses: plain(ready) }),
          ...(notReady.length === 0 ? {} : { notReadyAddresses: plain(notReady) }),
          ports: [{ name: 'main', port, protocol: 'TCP' }],
        },
      ],
    },
  };
}

function fronts(world: World): Front[] {
  const inside = (name: string, port: number, at: number): Front => ({
    name,
    type: 'ClusterIP',
    clusterIp: `10.96.0.${20 + at}`,
    externalIp: '<none>',
    port,
    shown: `${port}/TCP`,
  });
  const services = deployments(world).map(({ service }, at) =>
    inside(service, world.spec.services.find(({ id }) => id === service)?.port ?? 8080, at),
  );
  const databases = world.spec.databases.map(({ id, port }, at) => inside(id, port, 60 + at));
  const { edge } = world.spec;
  const front = { ...inside(edge?.id ?? '', 443, 100), type: 'LoadBalancer' as const, externalIp: EDGE_ADDRESS };
  return [...services, ...databases, ...(edge === undefined ? [] : [{ ...front, shown: '443:31443/TCP' }])];
}

function old(world: World): string {
  return ageOf(world, bornS(world));
}

import type { World } from '../../world.ts';
import { caches, disks, poolers, queues, replicas, resolveName, thirdParties } from '../platform.ts';

/** What stands at a name: enough to connect, ping and log in. */
export interface HostEntry {
  /** The name that people use. */
  host: string;
  /** The component's id. */
  id: string;
  kind: 'database' | 'replica' | 'pooler' | 'cache' | 'queue' | 'third party' | 'edge' | 'service' | 'node' | 'host';
  ports: number[];
  address: string;
}

/** Every host of the world, with addresses that stay the same for a whole drill. */
export function hosts(world: World): HostEntry[] {
  const { spec } = world;
  const found: HostEntry[] = [];
  const add = (host: string, id: string, kind: HostEntry['kind'], ports: number[], address: string) => {
    if (!found.some((one) => one.host === host))
      found.push({ host, id, kind, ports, address: ownAddress(world, host) ?? address });
  };
  spec.databases.forEach((db, at) => {
    add(db.host, db.id, 'database', [db.port, 22], `10.40.4.${10 + at}`);
    replicas(world, db.id).forEach((one, i) =>
      add(one.host, one.id, 'replica', [one.port, 22], `10.40.4.${40 + 8 * at + i}`),
    );
  });
  poolers(world).forEach((one, at) => add(one.host, one.id, 'pooler', [one.port, 22], `10.40.4.${100 + at}`));
  caches(world).forEach((one, at) => add(one.host, one.id, 'cache', [one.port, 22], `10.40.5.${10 + at}`));
  queues(world).forEach((one, at) => {
    const of = spec.queues!.find(({ id }) => id === one.id)!;
    add(of.host, one.id, 'queue', [of.port, 22], `10.40.6.${10 + at}`);
  });
  thirdParties(world).forEach((one, at) => {
    add(one.host, one.id, 'third party', [443], `198.51.100.${20 + at}`);
    add(hostOf(one.statusPage.url), one.id, 'third party', [443], `198.51.100.${60 + at}`);
  });
  (spec.edge?.hosts ?? []).forEach(({ host }) => add(host, spec.edge!.id, 'edge', [80, 443], '203.0.113.20'));
  if (spec.edge) add(spec.edge.id, spec.edge.id, 'edge', [80, 443, 22], '10.40.2.10');
  spec.services.forEach((service, at) => {
    add(service.host ?? service.id, service.id, 'service', [service.port ?? 80], `10.43.0.${20 + at}`);
    add(service.id, service.id, 'service', [service.port ?? 80], `10.43.0.${20 + at}`);
  });
  (spec.nodes ?? []).forEach((node, at) => add(node.name, node.name, 'node', [22, 10250], `10.40.1.${10 + at}`));
  disks(world).forEach((disk, at) => add(disk.host, disk.of, 'host', [22], `10.40.3.${10 + at}`));
  return found;
}

/** Where a host really is, whatever its record says now. */
function ownAddress(world: World, host: string): string | null {
  const record = world.spec.dns?.records.find(({ name }) => name === host);
  if (record) return record.type === 'A' ? record.value : null;
  const last = resolveName(world, host, null).records.at(-1);
  return last?.type === 'A' ? last.value : null;
}

/** A host by its name, its first label or its component's id. */
export function findHost(world: World, name: string): HostEntry | undefined {
  const all = hosts(world);
  return (
    all.find((one) => one.host === name) ??
    all.find((one) => one.host.split('.')[0] === name) ??
    all.find((one) => one.id === name)
  );
}

/**
 * Where a client on the jump host finds `name`: what DNS says when the name is in it, else the host's own address. Null:
 * no such name.
 */
export function lookUp(world: World, name: string): { address: string; entry: HostEntry | undefined } | null {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name))
    return { address: name, entry: hosts(world).find((one) => one.address === name) };
  const known = findHost(world, name);
  const managed = world.spec.dns?.records.some((record) => record.name === (known?.host ?? name)) ?? false;
  if (!managed) return known ? { address: known.address, entry: known } : null;
  const answer = resolveName(world, known?.host ?? name, null);
  const last = answer.records.at(-1);
  if (answer.status !== 'NOERROR' || last === undefined) return null;
  const target = hosts(world).find((one) => one.address === last.value || one.host === last.value);
  // A record without an address of its own in this world still leads to its component.
  const record = world.spec.dns!.records.find((one) => one.name === (known?.host ?? name));
  const intended = record && last.value === record.value ? (known ?? findHost(world, record.of)) : undefined;
  return { address: last.type === 'A' ? last.value : (target?.address ?? last.value), entry: target ?? intended };
}

/** `https://status.quillpay.example/api` → `status.quillpay.example`. */
export function hostOf(url: string): string {
  return /^[a-z]+:\/\/([^/:]+)/.exec(url)?.[1] ?? url;
}

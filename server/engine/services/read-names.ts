import type { DnsAnswer } from '../inspect-platform.ts';
import type { WorldSpec } from '../spec.ts';
import type { World } from '../world.ts';
import { ANSWER } from './names.ts';
import { addressOf } from './read-services.ts';

/**
 * What `dig name` answers. Without a service, what the zone says now; with one, what the resolver of its first pod says,
 * which may be older. A name of the world without a record resolves to where it is.
 */
export function resolveName(world: World, name: string, service: string | null): DnsAnswer {
  const resolver = world.spec.dns?.resolver ?? '10.43.0.10';
  const record = world.names?.records.find((one) => one.name === name.replace(/\.$/, ''));
  if (record === undefined) return { ...implicit(world, name), resolver };
  const asked = world.services.find(({ id }) => id === service);
  const seen = asked === undefined ? undefined : record.seen.find((one) => one.service === asked.index);
  const seat = asked?.pods.find(({ phase }) => phase === 'running')?.seat ?? 0;
  const remembered = seen?.answer[seat];
  const leftS = seen === undefined ? record.ttlS : Math.max(0, Math.round((seen.expiresS[seat] ?? 0) - world.nowS));
  if (remembered === undefined ? record.servfail : remembered === ANSWER.servfail)
    return { status: 'SERVFAIL', records: [], resolver };
  const value =
    remembered === ANSWER.good && (record.value === null || !record.right.includes(record.value))
      ? record.right[0]!
      : remembered === ANSWER.nxdomain
        ? null
        : record.value;
  if (value === null) return { status: 'NXDOMAIN', records: [], resolver };
  return {
    status: 'NOERROR',
    records: [{ name: record.name, type: record.type, value, ttlS: leftS }],
    resolver,
  };
}

/** Hosts that the world knows without a record of their own. */
function implicit(world: World, name: string): Omit<DnsAnswer, 'resolver'> {
  const { spec } = world;
  const service = spec.services.findIndex(({ id, host }) => host === name || id === name);
  const hosts = [
    ...spec.databases.flatMap(({ host, replicas, pooler }) => [
      host,
      ...(replicas ?? []).map((replica) => replica.host),
      ...(pooler === undefined ? [] : [pooler.host]),
    ]),
    ...(spec.caches ?? []).map(({ host }) => host),
    ...(spec.queues ?? []).map(({ host }) => host),
  ];
  const at = hosts.indexOf(name);
  const value = publicAddress(spec, name) ?? (service >= 0 ? addressOf(service, 200) : `10.40.7.${20 + at}`);
  if (service < 0 && at < 0 && publicAddress(spec, name) === null) return { status: 'NXDOMAIN', records: [] };
  return { status: 'NOERROR', records: [{ name, type: 'A', value, ttlS: 30 }] };
}

/** Vendors, their status pages and our own front door stand in the internet; all else of ours has a private address. */
function publicAddress({ edge, thirdParties = [] }: WorldSpec, name: string): string | null {
  if (edge?.hosts.some(({ host }) => host === name) === true) return '203.0.113.20';
  const vendor = thirdParties.findIndex(({ host }) => host === name);
  if (vendor >= 0) return `198.51.100.${20 + vendor}`;
  const page = thirdParties.findIndex(({ statusPage }) => statusPage.url.split('/')[2]?.split(':')[0] === name);
  return page < 0 ? null : `198.51.100.${60 + page}`;
}

import type { DnsAnswer } from '../../inspect-platform.ts';
import type { World } from '../../world.ts';
import { hosts } from '../net/address.ts';
import { resolveName } from '../platform.ts';

export interface Asked {
  status: DnsAnswer['status'];
  records: { name: string; type: string; value: string; ttlS: number }[];
  resolver: string;
  negativeTtlS: number;
}

/** What the jump host's resolver answers, CNAMEs followed to their addresses. */
export function ask(world: World, name: string, type: string): Asked {
  const plain = name.replace(/\.$/, '').toLowerCase();
  const first = plain === '' ? { status: 'NOERROR' as const, records: [], resolver: resolveName(world, '.', null).resolver } : resolveName(world, plain, null); // prettier-ignore
  const records: Asked['records'] = first.records.map((record) => ({ ...record, ttlS: left(world, record) }));
  let status = first.status;
  for (let hop = 0; hop < 8; hop++) {
    const last = records.at(-1);
    if (last?.type !== 'CNAME' || type === 'CNAME') break;
    const next = followed(world, last.value);
    status = next.status;
    if (next.records.length === 0) break;
    records.push(...next.records);
  }
  const fitting = records.filter((record) => record.type === type || record.type === 'CNAME' || type === 'ANY');
  return { status, records: fitting, resolver: first.resolver, negativeTtlS: world.spec.dns?.negativeTtlS ?? 30 };
}

/** A resolver counts down what it remembers. */
function left(world: World, { name, ttlS }: { name: string; ttlS: number }): number {
  const since = (((world.nowS + name.length * 7) % ttlS) + ttlS) % ttlS;
  return ttlS - Math.floor(since);
}

/** Where an alias points: a record, or a host of this world. */
function followed(world: World, name: string): DnsAnswer {
  const answer = resolveName(world, name, null);
  if (answer.status !== 'NXDOMAIN') return answer;
  // What a record was made to point at stands where its component does, by whatever name.
  const meant = world.spec.dns?.records.find((record) => record.value === name)?.of;
  const host = hosts(world).find((one) => one.host === name || one.id === meant);
  if (!host) return answer;
  return { ...answer, status: 'NOERROR', records: [{ name, type: 'A', value: host.address, ttlS: 300 }] };
}

/** The name of an address, when something here has it. */
export function reverse(world: World, address: string): Asked {
  const found = hosts(world).find((one) => one.address === address);
  const { resolver, negativeTtlS } = ask(world, '.', 'A');
  const name = `${address.split('.').reverse().join('.')}.in-addr.arpa`;
  const records = found ? [{ name, type: 'PTR', value: found.host, ttlS: 300 }] : [];
  return { status: found ? 'NOERROR' : 'NXDOMAIN', records, resolver, negativeTtlS };
}

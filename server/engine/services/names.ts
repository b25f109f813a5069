import { fraction } from '../random.ts';
import type { WorldSpec } from '../spec.ts';
import type { World } from '../world.ts';
import type { ServiceState, Station } from './station.ts';

/** DNS: what the zone says, and what each pod's resolver remembers of it for as long as the TTL allows. */
export interface NamesState {
  records: RecordState[];
  /** Look-ups by [service][result of `LOOKUP_RESULTS`], cumulative. */
  lookups: Float64Array;
}

export interface RecordState {
  name: string;
  type: 'A' | 'CNAME';
  /** What the zone holds; null = there is no such name. */
  value: string | null;
  ttlS: number;
  of: string;
  /** Its servers answer SERVFAIL. */
  servfail: boolean;
  /** When the zone did not lead to what it is for; the last one may last. */
  bad: { fromS: number; toS: number | null }[];
  /** Values that lead to what it is for. */
  right: string[];
  /** Services whose pods look it up, and what each seat's resolver remembers. */
  seen: SeenRecord[];
  /** Users find their way in by this name: the share of them whose resolvers lead here, 0..1. */
  users: number | null;
}

export interface SeenRecord {
  service: number;
  /** By seat: what was answered (`ANSWER`), until when it is remembered, when it was asked. */
  answer: number[];
  expiresS: number[];
  askedS: number[];
}

/** What a resolver remembers: an address that works, one that does not, or none. */
export const ANSWER = { good: 0, wrong: 1, nxdomain: 2, servfail: 3 } as const;
export const LOOKUP_RESULTS = ['ok', 'nxdomain', 'servfail'] as const;

/** Records of a spec as they should be, remembered by every resolver, each due at another time. Null without DNS. */
export function buildNames(spec: WorldSpec): NamesState | null {
  if (spec.dns === undefined) return null;
  return {
    lookups: new Float64Array(spec.services.length * LOOKUP_RESULTS.length),
    records: spec.dns.records.map((record, r) => ({
      name: record.name,
      type: record.type,
      value: record.value,
      ttlS: Math.max(1, record.ttlS),
      of: record.of,
      servfail: false,
      bad: [],
      right: [record.value, ...replicaHosts(spec, record.of)],
      seen: spec.services
        .map((service, index) => ({ service, index }))
        .filter(({ service }) => callsOn(service, record.of))
        .map(({ service, index }) => ({
          service: index,
          answer: Array.from({ length: service.replicas }, () => ANSWER.good),
          expiresS: Array.from(
            { length: service.replicas },
            (_, seat) => -spec.prerollS + record.ttlS * fraction(r * 64 + index, seat),
          ),
          askedS: Array.from({ length: service.replicas }, () => -spec.prerollS - 1),
        })),
      users: record.of === spec.entry || record.of === spec.edge?.id ? 1 : null,
    })),
  };
}

/** Place of the record that leads to `of`, -1 = it is reached without a name. */
export function recordIndex(spec: WorldSpec, of: string): number {
  return spec.dns?.records.findIndex((record) => record.of === of) ?? -1;
}

/** Share of a station's look-ups of a record that lead nowhere, 0..1: all or nothing for one replica. */
export function failingShare(world: World, record: number, service: ServiceState, station: Station): number {
  if (record < 0 || world.names === null) return 0;
  const seen = world.names.records[record]!.seen.find((one) => one.service === service.index);
  if (seen === undefined) return 0;
  if (!service.pooled) return (seen.answer[station.seat] ?? ANSWER.good) === ANSWER.good ? 0 : 1;
  let running = 0;
  let failing = 0;
  for (const { phase, seat } of service.pods) {
    if (phase === 'starting') continue;
    running++;
    if ((seen.answer[seat] ?? ANSWER.good) !== ANSWER.good) failing++;
  }
  return running > 0 ? failing / running : 0;
}

/** The name that pods of a service could not find at `atS`, as far as the zone tells; null = none. */
export function nameMissed(world: World, service: number, atS: number): string | null {
  for (const { name, seen, bad, ttlS } of world.names?.records ?? []) {
    if (!seen.some((one) => one.service === service)) continue;
    const tailS = Math.max(ttlS, world.spec.dns!.negativeTtlS);
    if (bad.some(({ fromS, toS }) => atS >= fromS && (toS === null || atS <= toS + tailS))) return name;
  }
  return null;
}

/** Calls of this second that failed because their name did not resolve are look-ups, too: they ask again each time. */
export function countFailedLookups(world: World, record: number, service: ServiceState, amount: number): void {
  const { records, lookups } = world.names!;
  const seen = records[record]!.seen.find((one) => one.service === service.index);
  if (seen === undefined) return;
  const servfail = seen.answer.includes(ANSWER.servfail);
  lookups[service.index * LOOKUP_RESULTS.length + (servfail ? 2 : seen.answer.includes(ANSWER.nxdomain) ? 1 : 0)]! +=
    amount;
}

function callsOn(service: WorldSpec['services'][number], of: string): boolean {
  return (
    service.pool?.db === of ||
    service.pool?.cache === of ||
    service.calls.some((call) => call.to === of || call.cache === of)
  );
}

/** A database's name may also lead to one of its replicas: a promoted one answers. */
function replicaHosts(spec: WorldSpec, of: string): string[] {
  return spec.databases.find(({ id }) => id === of)?.replicas?.map(({ host }) => host) ?? [];
}

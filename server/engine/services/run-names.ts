import { emitChange } from '../announce.ts';
import type { World } from '../world.ts';
import type { RecordState, SeenRecord } from './names.ts';
import { ANSWER, LOOKUP_RESULTS } from './names.ts';
import type { ServiceState } from './station.ts';

/** A resolver remembers for this long that a name's servers fail, s (RFC 2308 allows five minutes). */
const SERVFAIL_S = 5;

/** Each second: resolvers whose memory has run out, and those of new processes, ask again. */
export function stepNames(world: World): void {
  const { names } = world;
  if (names === null) return;
  for (const record of names.records) {
    for (const seen of record.seen) askAgain(world, record, seen);
    if (record.users !== null) stepUsers(world, record);
  }
}

/** Share of users whose resolvers know the way in, 0..1. */
export function usersResolving(world: World): number {
  let share = 1;
  for (const { users } of world.names?.records ?? []) if (users !== null && users < share) share = users;
  return share;
}

/**
 * The zone changes; resolvers go on with what they remember. `value` null removes the record.
 * @returns false when there is no such name
 */
export function setRecord(
  world: World,
  name: string,
  change: { value: string | null; ttlS?: number },
  author: string,
): boolean {
  const record = world.names?.records.find((one) => one.name === name);
  if (record === undefined) return false;
  const before = record.value;
  record.value = change.value;
  if (change.ttlS !== undefined) record.ttlS = Math.max(1, change.ttlS);
  noteZone(world, record);
  emitChange(world, {
    kind: 'config',
    target: name,
    summary:
      change.value === null
        ? `DNS: ${name} ${record.type} removed`
        : `DNS: ${name} ${record.type} ${before ?? '(none)'} → ${change.value}, TTL ${record.ttlS}`,
    author,
    diff: [
      ...(before === null ? [] : [`-${name}. IN ${record.type} ${before}`]),
      ...(change.value === null ? [] : [`+${name}. IN ${record.type} ${change.value}`]),
    ].join('\n'),
  });
  world.raised.push(`resolved.${name}`);
  return true;
}

/** The zone's servers fail for a name, or answer again. */
export function setServfail(world: World, record: RecordState, on: boolean): void {
  record.servfail = on;
  noteZone(world, record);
}

/** Keeps when a name led nowhere: whoever reads a log later wants to know. */
function noteZone({ nowS }: World, record: RecordState): void {
  const last = record.bad[record.bad.length - 1];
  const isBad = answerOf(record) !== ANSWER.good;
  if (isBad && last?.toS !== null) record.bad.push({ fromS: nowS, toS: null });
  else if (!isBad && last?.toS === null) last.toS = nowS;
}

/** Every pod of a service forgets what its resolver remembers and asks anew. */
export function flushNames(world: World, service: ServiceState): void {
  for (const { seen } of world.names?.records ?? [])
    for (const one of seen) if (one.service === service.index) one.expiresS = one.expiresS.map(() => world.nowS);
}

function askAgain(world: World, record: RecordState, seen: SeenRecord): void {
  const service = world.services[seen.service]!;
  for (const { seat, phase, startedAtS } of service.pods) {
    if (phase === 'starting') continue;
    const asked = seen.askedS[seat];
    const isNew = asked === undefined || startedAtS > asked;
    if (!isNew && world.nowS < seen.expiresS[seat]!) continue;
    const answer = answerOf(record);
    while (seen.answer.length <= seat) {
      seen.answer.push(ANSWER.good);
      seen.expiresS.push(world.nowS);
      seen.askedS.push(world.nowS);
    }
    seen.answer[seat] = answer;
    seen.askedS[seat] = world.nowS;
    seen.expiresS[seat] = world.nowS + rememberedS(world, record, answer);
    const result = answer === ANSWER.servfail ? 2 : answer === ANSWER.nxdomain ? 1 : 0;
    world.names!.lookups[seen.service * LOOKUP_RESULTS.length + result]! += 1;
  }
}

function answerOf(record: RecordState): number {
  if (record.servfail) return ANSWER.servfail;
  if (record.value === null) return ANSWER.nxdomain;
  return record.right.includes(record.value) ? ANSWER.good : ANSWER.wrong;
}

function rememberedS(world: World, record: RecordState, answer: number): number {
  if (answer === ANSWER.servfail) return SERVFAIL_S;
  return answer === ANSWER.nxdomain ? world.spec.dns!.negativeTtlS : record.ttlS;
}

/** Users' resolvers are many: a share of them asks in each second, the shorter the time they remember the larger. */
function stepUsers(world: World, record: RecordState): void {
  const answer = answerOf(record);
  const users = record.users!;
  if (answer === ANSWER.good) {
    if (users === 1) return;
    const rest = (1 - users) * (1 - 1 / Math.max(1, world.spec.dns!.negativeTtlS));
    record.users = rest < 1e-4 ? 1 : 1 - rest;
  } else record.users = users * (1 - 1 / record.ttlS);
}

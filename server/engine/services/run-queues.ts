import { emitChange } from '../announce.ts';
import type { World } from '../world.ts';
import { clear, push, take } from './backlog.ts';
import { crashPod } from './crash.ts';
import type { MessageQueueState, Partition, Poison } from './message-queue.ts';
import type { Pod, ServiceState } from './station.ts';

/** A message that could not be done is handed out again after this, s. */
const REDELIVER_S = 2;
/** New consumers work on what lies behind a poisoned message for this long, until it is handed to them. */
const FRESH_S = 8;
const NOTHING = 1e-9;

/** A producer is done with `amount` requests of journey `j`: their messages are published at the end of the second. */
export function publish(world: World, service: ServiceState, j: number, amount: number): void {
  for (const queue of world.queues)
    if (queue.producer === service.index && queue.journey === j) queue.arriving += amount;
}

/** End of the second: messages of this second go into the partitions, ready consumers take what they can. */
export function stepQueues(world: World): void {
  for (const queue of world.queues) {
    const before = queue.consumed;
    const arrived = queue.arriving * world.spec.queues![queue.index]!.producer.perSuccess;
    queue.arriving = 0;
    queue.publishPerS += 0.2 * (arrived - queue.publishPerS);
    for (const partition of queue.partitions) addMessages(world, queue, partition, arrived / queue.partitions.length);
    consume(world, queue);
    queue.consumePerS += 0.2 * (queue.consumed - before - queue.consumePerS);
  }
}

/** A message that no consumer can read goes to the tail of a partition. */
export function poison(
  world: World,
  queue: MessageQueueState,
  index: number,
  { crashes, fixedBy }: { crashes: boolean; fixedBy: string | null },
): void {
  const partition = queue.partitions[index];
  if (partition === undefined) throw new Error(`queue "${queue.id}" has no partition ${index}`);
  partition.poisons.push({ at: partition.published, attempts: 0, nextS: world.nowS, crashes, fixedBy });
  addMessages(world, queue, partition, 1);
}

/** Everything that waits is deleted: whoever waited for it waits for ever. Returns how many. */
export function purge(world: World, queue: MessageQueueState): number {
  let gone = 0;
  for (const partition of queue.partitions) {
    gone += clear(partition.backlog);
    partition.consumed = partition.published;
    partition.poisons = [];
    partition.blocked = false;
  }
  lose(world, queue, gone);
  world.raised.push(`purged.${queue.id}`);
  return gone;
}

/** What blocks the heads of partitions goes to the dead letters. Returns how many; 0 = nothing blocks. */
export function park(world: World, queue: MessageQueueState): number {
  let parked = 0;
  for (const partition of queue.partitions) {
    const head = partition.poisons[0];
    if (head === undefined || head.at - partition.consumed > NOTHING) continue;
    giveUp(queue, partition, head);
    parked++;
  }
  if (parked > 0) world.raised.push(`parked.${queue.id}`);
  return parked;
}

/** Dead letters go back to the tails of the partitions; those that nobody can read block again. Returns how many. */
export function redrive(world: World, queue: MessageQueueState): number {
  const count = queue.deadLetters;
  const poisons = queue.deadPoison;
  queue.deadLetters = 0;
  queue.deadPoison = [];
  poisons.forEach((one, i) => {
    poison(world, queue, i % queue.partitions.length, one);
  });
  const rest = count - poisons.length;
  for (const partition of queue.partitions) addMessages(world, queue, partition, rest / queue.partitions.length);
  return count;
}

function addMessages(world: World, queue: MessageQueueState, partition: Partition, amount: number): void {
  push(partition.backlog, world.nowS, amount);
  partition.published += amount;
  queue.published += amount;
}

/** Ready consumers take what they can: as competitors for all of it, or each from the partitions assigned to it. */
function consume(world: World, queue: MessageQueueState): void {
  const service = world.services[queue.consumer]!;
  const pods = consuming(service);
  noteNewConsumers(world, queue, pods);
  queue.partitions.forEach((partition, p) => {
    partition.consumer = queue.paused || pods.length === 0 ? null : pods[p % pods.length]!.name;
    partition.blocked = isBlocked(queue, partition, service);
  });
  if (queue.paused || pods.length === 0 || !canWork(world, service)) return;
  const { engine, consumer } = world.spec.queues![queue.index]!;
  if (engine === 'rabbitmq') share(world, queue, queue.partitions, consumer.perReplicaPerS * pods.length, pods);
  // A partition has one consumer, however many there are: more of them do not help it.
  else
    for (const pod of pods) {
      const own = queue.partitions.filter((partition) => partition.consumer === pod.name);
      if (own.length > 0) share(world, queue, own, consumer.perReplicaPerS, pods);
    }
}

/** `amount` messages a second are divided among partitions; what one leaves over, the others may use. */
function share(
  world: World,
  queue: MessageQueueState,
  partitions: readonly Partition[],
  amount: number,
  pods: Pod[],
): void {
  let left = amount;
  const part = amount / partitions.length;
  for (const partition of partitions) left -= work(world, queue, partition, Math.min(part, left), pods);
  for (const partition of partitions)
    if (left > NOTHING && !partition.blocked) left -= work(world, queue, partition, left, pods);
}

/** Consumers of a partition do up to `amount` messages; returns how many. */
function work(world: World, queue: MessageQueueState, partition: Partition, amount: number, pods: Pod[]): number {
  const service = world.services[queue.consumer]!;
  const head = partition.poisons[0];
  const ahead = head === undefined ? amount : Math.max(0, head.at - partition.consumed);
  let done = 0;
  if (head === undefined || ahead > NOTHING) done = take(partition.backlog, Math.min(amount, ahead));
  else if (reads(service, head)) {
    partition.poisons.shift();
    done = take(partition.backlog, 1);
  } else if (world.nowS < queue.freshUntilS) {
    done = take(partition.backlog, Math.min(amount, Math.max(0, partition.backlog.total - 1)));
    head.at += done;
  } else if (world.nowS >= head.nextS) tryPoison(world, queue, partition, head, pods);
  partition.consumed += done;
  queue.consumed += done;
  countWork(service, done);
  return done;
}

/** Once more it is handed out, and fails. */
function tryPoison(world: World, queue: MessageQueueState, partition: Partition, head: Poison, pods: Pod[]): void {
  const { maxAttempts } = world.spec.queues![queue.index]!;
  head.attempts++;
  head.nextS = world.nowS + REDELIVER_S;
  partition.blocked = true;
  if (head.attempts > 1) queue.redelivered++;
  if (head.crashes) {
    const service = world.services[queue.consumer]!;
    const pod = pods.find(({ name }) => name === partition.consumer);
    if (pod !== undefined) crashPod(world, service, pod, 'Error');
  }
  if (maxAttempts === 0 || head.attempts < maxAttempts) return;
  const kept = world.spec.queues![queue.index]!.deadLetters !== undefined;
  if (kept) giveUp(queue, partition, head);
  else {
    dropHead(partition);
    lose(world, queue, 1);
  }
}

function giveUp(queue: MessageQueueState, partition: Partition, head: Poison): void {
  dropHead(partition);
  queue.deadLetters++;
  queue.deadPoison.push(head);
}

function dropHead(partition: Partition): void {
  partition.poisons.shift();
  partition.consumed += take(partition.backlog, 1);
  partition.blocked = false;
}

/** Deleted messages cost somebody what they were for: as much as a lost journey each. */
function lose(world: World, queue: MessageQueueState, amount: number): void {
  queue.lost += amount;
  if (world.nowS < 0) return;
  world.impact.failedRequests += amount;
  world.impact.userMinutesLost += amount;
  world.impact.messagesLost = (world.impact.messagesLost ?? 0) + amount;
}

function isBlocked(queue: MessageQueueState, partition: Partition, service: ServiceState): boolean {
  const head = partition.poisons[0];
  if (queue.paused || head === undefined || head.attempts === 0) return false;
  return head.at - partition.consumed <= NOTHING && !reads(service, head);
}

/** Every pod runs the version that can read it. */
function reads(service: ServiceState, { fixedBy }: Poison): boolean {
  return fixedBy !== null && service.pods.every(({ version }) => service.versions[version] === fixedBy);
}

/** Pods that run and are ready, in the order of their seats. */
function consuming(service: ServiceState): Pod[] {
  return service.pods.filter(
    ({ phase, seat }) => phase === 'running' && service.stations[service.pooled ? 0 : seat]!.ready,
  );
}

function noteNewConsumers(world: World, queue: MessageQueueState, pods: Pod[]): void {
  const known = queue.consumers;
  if (pods.length === known.length && pods.every(({ name }, i) => name === known[i])) return;
  if (known.length > 0 && pods.some(({ name }) => !known.includes(name))) queue.freshUntilS = world.nowS + FRESH_S;
  // A pod that is gone for a while and comes back under its name has crashed: it is handed the same message at once.
  if (pods.length > 0) queue.consumers = pods.map(({ name }) => name);
}

/** Consumers write what they do: without their database nothing gets done. */
function canWork(world: World, service: ServiceState): boolean {
  const database = world.databases[service.stations[0]?.pool?.database ?? -1];
  return database === undefined || (database.downS === 0 && database.storage.refusesWrites === null);
}

/** Consuming uses the processors of the replicas as answering does. */
function countWork(service: ServiceState, amount: number): void {
  const running = service.stations.filter(({ size, running }) => running && size > 0);
  for (const station of running) station.consumed += amount / running.length;
}

/** A message of a queue is somebody's: pausing and resuming shows in the changes. */
export function pauseQueue(world: World, queue: MessageQueueState, paused: boolean, author: string): void {
  if (queue.paused === paused) return;
  queue.paused = paused;
  emitChange(world, {
    kind: 'config',
    target: queue.id,
    summary: `consumers of ${queue.id} ${paused ? 'paused' : 'resumed'}`,
    author,
  });
  world.raised.push(`${paused ? 'paused' : 'resumed'}.${queue.id}`);
}

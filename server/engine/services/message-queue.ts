import type { WorldSpec } from '../spec.ts';
import type { Backlog } from './backlog.ts';
import { createBacklog } from './backlog.ts';

/** Messages between services, kept until a consumer has done them. Amounts are real numbers of messages. */
export interface MessageQueueState {
  index: number;
  id: string;
  /** Index of the producing service and journey, and of the consuming service. */
  producer: number;
  journey: number;
  consumer: number;
  paused: boolean;
  partitions: Partition[];
  /** Given up and kept; how many of them no consumer can read. */
  deadLetters: number;
  deadPoison: Poison[];
  /** Names of the pods that consume: a new one takes the messages behind a poisoned one for some seconds. */
  consumers: string[];
  freshUntilS: number;
  /** Successful journeys at the producer in this second. */
  arriving: number;
  // Smoothed, per second
  publishPerS: number;
  consumePerS: number;
  // Cumulative
  published: number;
  consumed: number;
  redelivered: number;
  /** Purged, or given up without a dead-letter queue. */
  lost: number;
}

export interface Partition {
  backlog: Backlog;
  /** Offsets: messages since the pre-roll began. */
  published: number;
  consumed: number;
  /** Messages that no consumer can read, by offset, oldest first. */
  poisons: Poison[];
  consumer: string | null;
  /** A poisoned message is at its head. */
  blocked: boolean;
}

export interface Poison {
  at: number;
  attempts: number;
  /** When it is handed out again. */
  nextS: number;
  /** It takes the consumer's process down with it. */
  crashes: boolean;
  /** The consumer's version that can read it; null = none yet. */
  fixedBy: string | null;
}

/** All queues of a spec, empty. Throws on a name that does not exist. */
export function buildQueues(spec: WorldSpec): MessageQueueState[] {
  return (spec.queues ?? []).map((queue, index) => ({
    index,
    id: queue.id,
    producer: serviceAt(spec, queue.id, queue.producer.service),
    journey: journeyAt(spec, queue.id, queue.producer.journey),
    consumer: serviceAt(spec, queue.id, queue.consumer.service),
    paused: false,
    partitions: Array.from({ length: Math.max(1, queue.partitions) }, () => ({
      backlog: createBacklog(),
      published: 0,
      consumed: 0,
      poisons: [],
      consumer: null,
      blocked: false,
    })),
    deadLetters: 0,
    deadPoison: [],
    consumers: [],
    freshUntilS: -1e9,
    arriving: 0,
    publishPerS: 0,
    consumePerS: 0,
    published: 0,
    consumed: 0,
    redelivered: 0,
    lost: 0,
  }));
}

/** Messages that wait, over all partitions. */
export function depth(queue: MessageQueueState): number {
  let sum = 0;
  for (const { backlog } of queue.partitions) sum += backlog.total;
  return sum;
}

function serviceAt(spec: WorldSpec, queue: string, id: string): number {
  const index = spec.services.findIndex((service) => service.id === id);
  if (index < 0) throw new Error(`queue "${queue}" names the service "${id}" that does not exist`);
  return index;
}

function journeyAt(spec: WorldSpec, queue: string, id: string): number {
  const index = spec.journeys.findIndex((journey) => journey.id === id);
  if (index < 0) throw new Error(`queue "${queue}" names the journey "${id}" that does not exist`);
  return index;
}

import { emitChange } from '../announce.ts';
import type { MessageQueueState } from '../services/message-queue.ts';
import { park, pauseQueue, purge, redrive } from '../services/run-queues.ts';
import type { World } from '../world.ts';
import type { Outcome } from './outcome.ts';
import { done, refused } from './outcome.ts';

/** Consumers stop, or go on, taking messages. */
export function pause(world: World, id: string, paused: boolean, author: string): Outcome {
  return withQueue(world, id, (queue) => {
    pauseQueue(world, queue, paused, author);
    return done(`consumers of ${id} ${paused ? 'paused' : 'resumed'}`);
  });
}

/** Deletes everything that waits. Nothing brings it back. */
export function purgeQueue(world: World, id: string, author: string): Outcome {
  return withQueue(world, id, (queue) => {
    const gone = Math.round(purge(world, queue));
    note(world, id, `${gone} messages purged from ${id}`, author);
    return done(`${gone} messages deleted`);
  });
}

/** Moves what blocks the head of a partition to the dead letters. */
export function parkHead(world: World, id: string, author: string): Outcome {
  return withQueue(world, id, (queue) => {
    const { deadLetters } = world.spec.queues![queue.index]!;
    if (deadLetters === undefined) return refused(`${id} has no dead-letter queue to park messages in`);
    const parked = park(world, queue);
    if (parked === 0) return refused(`no message blocks ${id}`);
    note(world, id, `${parked} messages of ${id} parked in ${deadLetters}`, author);
    return done(`${parked} messages moved to ${deadLetters}`);
  });
}

/** Dead letters go back to where they came from. */
export function redriveLetters(world: World, id: string, author: string): Outcome {
  return withQueue(world, id, (queue) => {
    if (queue.deadLetters < 0.5) return refused(`no dead letters of ${id}`);
    const count = Math.round(redrive(world, queue));
    note(world, id, `${count} dead letters of ${id} redriven`, author);
    return done(`${count} messages moved to ${id}`);
  });
}

function note(world: World, target: string, summary: string, author: string): void {
  emitChange(world, { kind: 'config', target, summary, author });
}

function withQueue(world: World, id: string, then: (queue: MessageQueueState) => Outcome): Outcome {
  const queue = world.queues.find((one) => one.id === id);
  return queue === undefined ? refused(`no queue '${id}' in vhost '/'`) : then(queue);
}

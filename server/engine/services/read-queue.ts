import type { QueueView } from '../inspect-platform.ts';
import type { World } from '../world.ts';
import { oldestS } from './backlog.ts';

/** Every message queue, in the order of the spec. */
export function queues(world: World): QueueView[] {
  return world.queues.map((queue) => {
    const { engine, deadLetters } = world.spec.queues![queue.index]!;
    return {
      id: queue.id,
      engine,
      partitions: queue.partitions.map((one, partition) => ({
        partition,
        depth: Math.round(one.backlog.total),
        oldestS: oldestS(one.backlog, world.nowS),
        consumed: Math.floor(one.consumed + 1e-6),
        published: Math.floor(one.published + 1e-6),
        consumer: one.consumer,
        blocked: one.blocked,
      })),
      publishPerS: queue.publishPerS,
      consumePerS: queue.consumePerS,
      deadLetters: Math.round(queue.deadLetters),
      deadLetterQueue: deadLetters ?? null,
      paused: queue.paused,
    };
  });
}

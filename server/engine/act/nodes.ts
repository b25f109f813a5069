import { emitChange, emitEvent } from '../announce.ts';
import type { World } from '../world.ts';
import type { Outcome } from './outcome.ts';
import { done, refused } from './outcome.ts';

/** A cordoned node keeps its pods and gets no new ones. */
export function cordon(world: World, name: string, on: boolean, author: string): Outcome {
  const node = world.nodes.find((one) => one.name === name);
  if (node === undefined) return refused(`Error from server (NotFound): nodes "${name}" not found`);
  const word = on ? 'cordoned' : 'uncordoned';
  if (node.cordoned === on) return done(`node/${name} already ${word}`);
  node.cordoned = on;
  emitChange(world, { kind: 'config', target: name, summary: `${name} ${word}`, author });
  emitEvent(
    world,
    name,
    'Normal',
    on ? 'NodeNotSchedulable' : 'NodeSchedulable',
    `Node ${name} status is now: ${on ? 'NodeNotSchedulable' : 'NodeSchedulable'}`,
  );
  return done(`node/${name} ${word}`);
}

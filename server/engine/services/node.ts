import type { WorldSpec } from '../spec.ts';
import type { World } from '../world.ts';

/** A machine that pods lie on. */
export interface NodeState {
  name: string;
  ready: boolean;
  cordoned: boolean;
}

export function buildNodes(spec: WorldSpec): NodeState[] {
  return (spec.nodes ?? []).map(({ name }) => ({ name, ready: true, cordoned: false }));
}

/** The node that gets the next pod: the emptiest that takes any, in the order of the spec; '' in a world without nodes. */
export function chooseNode(world: World): string {
  let best = '';
  let fewest = Infinity;
  for (const { name, ready, cordoned } of world.nodes) {
    if (!ready || cordoned) continue;
    const pods = podsOn(world, name);
    if (pods < fewest) {
      best = name;
      fewest = pods;
    }
  }
  return best;
}

/** Pods that lie on a node. */
export function podsOn(world: World, node: string): number {
  let count = 0;
  for (const { pods } of world.services) for (const pod of pods) if (pod.node === node) count++;
  return count;
}

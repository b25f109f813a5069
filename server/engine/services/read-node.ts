import type { NodeView } from '../inspect-platform.ts';
import type { World } from '../world.ts';
import { podsOn } from './node.ts';

/** Every node, in the order of the spec; none in a world that does not name any. */
export function nodes(world: World): NodeView[] {
  return world.nodes.map(({ name, ready, cordoned }, index) => {
    const { zone, cores, memoryGiB } = world.spec.nodes![index]!;
    return { name, zone, cores, memoryGiB, ready, cordoned, pods: podsOn(world, name) };
  });
}

import { emitEvent } from '../announce.ts';
import { stopPod } from '../services/lifecycle.ts';
import type { World } from '../world.ts';
import type { ActionWord, Params } from './word.ts';
import { text } from './word.ts';

/** Machines that pods lie on. */
export const NODE_ACTIONS: Readonly<Record<string, ActionWord>> = {
  'node.down': {
    params: { node: 'node' },
    meaning: 'The machine is gone: its pods start again on the others.',
    run: (world, params) => {
      const node = nodeOf(world, params);
      node.ready = false;
      emitEvent(world, node.name, 'Warning', 'NodeNotReady', `Node ${node.name} status is now: NodeNotReady`);
      for (const service of world.services)
        for (const pod of [...service.pods])
          if (pod.node === node.name) stopPod(world, service, pod, { version: pod.version });
    },
  },
  'node.up': {
    params: { node: 'node' },
    meaning: 'The machine is back; new pods may go there.',
    run: (world, params) => {
      const node = nodeOf(world, params);
      node.ready = true;
      emitEvent(world, node.name, 'Normal', 'NodeReady', `Node ${node.name} status is now: NodeReady`);
    },
  },
};

function nodeOf(world: World, params: Params): World['nodes'][number] {
  const name = text(params, 'node');
  const node = world.nodes.find((one) => one.name === name);
  if (node === undefined) throw new Error(`there is no node "${name}"`);
  return node;
}

import type { EventView } from '../../protocol/signals.ts';
import type { World } from '../world.ts';

/**
 * The orchestrator's events, newest last, with those that say the same of the same object folded into one with a count,
 * as `kubectl get events` does. `object` null = all; "checkout" also finds "deployment/checkout" and its pods.
 */
export function listEvents(world: World, { object }: { object: string | null }): { events: EventView[] } {
  const folded = new Map<string, EventView>();
  for (const event of world.events) {
    if (object !== null && !isOf(event.object, object)) continue;
    const key = JSON.stringify([event.object, event.reason, event.message]);
    const known = folded.get(key);
    folded.delete(key);
    folded.set(key, { ...event, count: (known?.count ?? 0) + 1 });
  }
  return { events: [...folded.values()] };
}

/** "pod/checkout-5d8f7c9-x2x1" is of checkout, "checkout-worker" as a deployment is not. */
function isOf(object: string, wanted: string): boolean {
  if (object === wanted) return true;
  const [kind, name = ''] = object.includes('/') ? object.split('/') : ['', object];
  if (name === wanted) return true;
  return (
    kind !== 'deployment' &&
    name.startsWith(`${wanted}-`) &&
    /^[a-z0-9]+(-[a-z0-9]+)?$/.test(name.slice(wanted.length + 1))
  );
}

import type { Change } from './effect.ts';
import type { World } from './world.ts';

const EVENTS_KEPT = 200;

/** An orchestrator event, as `kubectl get events` shows it. */
export function emitEvent(
  world: World,
  object: string,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
): void {
  world.events.push({ atS: world.nowS, object, type, reason, message });
  if (world.events.length > EVENTS_KEPT) world.events.shift();
  if (world.nowS >= 0) world.effects.push({ kind: 'event', object, type, reason, message });
}

/** Something changed in the system by somebody's hand: it shows in /whatchanged and as a marker on charts. */
export function emitChange(world: World, change: Omit<Change, 'id' | 'atS'>): void {
  const full: Change = { id: `c${world.changes.length + 1}`, atS: world.nowS, ...change };
  world.changes.push(full);
  world.effects.push({ kind: 'change', change: full });
}

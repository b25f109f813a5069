import { act } from './act.ts';
import { acknowledge, escalate } from './alerting/alerts.ts';
import type { Effect } from './effect.ts';
import { deliver, fire, settleFaults } from './fault.ts';
import type { Input } from './input.ts';
import { tick } from './tick.ts';
import type { World } from './world.ts';

/**
 * The only way into the world. `tick` advances exactly one second; everything else takes place at once, between seconds.
 * Mutates `world`; returns what the session should write down, in the order in which it came about.
 */
export function step(world: World, input: Input): Effect[] {
  switch (input.kind) {
    case 'tick':
      tick(world);
      break;
    case 'fault.fire':
      fire(world, input.fault, input.parameters);
      break;
    case 'fault.stop':
      deliver(world, input.fault, 'STOP');
      break;
    case 'act': {
      const { ok, message } = act(world, input.action, input.seat);
      world.effects.push({ kind: 'acted', action: input.action, seat: input.seat, ok, message });
      break;
    }
    case 'alert.ack':
      addAlert(world, acknowledge(world.alerting, world.rules, input.fingerprint, input.seat, world.nowS));
      break;
    case 'alert.escalate':
      addAlert(world, escalate(world.alerting, world.rules, input.fingerprint, input.seat, world.nowS));
  }
  if (world.raised.length > 0) settleFaults(world);
  const { effects } = world;
  if (effects.length > 0) world.effects = [];
  return effects.length > 0 ? effects : [];
}

function addAlert(world: World, transition: ReturnType<typeof acknowledge>): void {
  if (transition !== null) world.effects.push({ kind: 'alert', transition });
}

import { emitChange } from '../announce.ts';
import type { ServiceState } from '../services/station.ts';
import type { World } from '../world.ts';
import type { Outcome } from './outcome.ts';
import { done, refused } from './outcome.ts';

/** A service lets in `share` (0..1) of its requests from now on and turns the rest away at once. */
export function admitTraffic(world: World, service: ServiceState, share: number, author: string): Outcome {
  if (world.spec.services[service.index]!.admission !== true)
    return refused(`${service.id} has no admission control: nothing in front of it can turn requests away`);
  if (!(share >= 0 && share <= 1)) return refused(`share must lie between 0 % and 100 %, not ${percent(share)}`);
  const before = service.letIn;
  service.letIn = share;
  if (before !== share)
    emitChange(world, {
      kind: 'config',
      target: service.id,
      summary: `${service.id}: admission ${percent(before)} → ${percent(share)}`,
      author,
      diff: `-admission: ${percent(before)}\n+admission: ${percent(share)}\n`,
    });
  return done(`${service.id} admits ${percent(share)} of requests`);
}

/** Forces the circuit breaker of a call open or closed in every pod, or gives it back to its own rule. */
export function setBreaker(
  world: World,
  service: ServiceState,
  to: string,
  state: 'open' | 'closed' | 'auto',
  author: string,
): Outcome {
  const { calls } = world.spec.services[service.index]!;
  const found = calls.flatMap((call, index) => (call.to === to ? [index] : []));
  if (found.length === 0) return refused(`${service.id} does not call "${to}"`);
  const breakers = service.stations.flatMap(({ links }) => found.flatMap((index) => links[index]!.breaker ?? []));
  if (breakers.length === 0) return refused(`${service.id} has no circuit breaker on its calls to ${to}`);
  const forced = state === 'auto' ? null : state;
  const changed = service.forced[found[0]!] !== forced;
  for (const index of found) service.forced[index] = forced;
  for (const breaker of breakers) {
    breaker.forced = forced;
    if (forced !== null) breaker.state = forced;
    else breaker.untilS = world.nowS;
  }
  if (changed)
    emitChange(world, {
      kind: 'config',
      target: service.id,
      summary: `circuit breaker ${service.id} → ${to}: ${state === 'auto' ? 'by its own rule' : `forced ${state}`}`,
      author,
    });
  return done(`circuit breaker ${service.id} → ${to} is ${state === 'auto' ? 'automatic' : state}`);
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}

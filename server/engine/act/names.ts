import { flushNames, setRecord } from '../services/run-names.ts';
import type { World } from '../world.ts';
import type { Outcome } from './outcome.ts';
import { done, refused, withService } from './outcome.ts';

/** The zone changes; resolvers go on with what they remember. */
export function setName(
  world: World,
  { name, value, ttlS }: { name: string; value: string | null; ttlS?: number },
  author: string,
): Outcome {
  if (ttlS !== undefined && !(ttlS >= 1 && ttlS <= 604_800)) return refused(`TTL ${ttlS} is not from 1 to 604800`);
  const known = setRecord(world, name, { value, ...(ttlS === undefined ? {} : { ttlS }) }, author);
  return known ? done(value === null ? `${name} removed` : `${name} set to ${value}`) : refused(`no record "${name}"`);
}

export function flushResolvers(world: World, service: string): Outcome {
  return withService(world, service, (one) => {
    flushNames(world, one);
    return done(`resolver caches of ${service} flushed on ${one.pods.length} pods`);
  });
}

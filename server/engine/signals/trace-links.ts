import type { Chorus } from '../telemetry/log-voices.ts';
import { journeysOf } from '../telemetry/failures.ts';
import type { World } from '../world.ts';
import { exemplarsOf, type Exemplar } from './trace-exemplars.ts';
import { reaches } from './trace-tree.ts';
import { traceId } from './trace-id.ts';

/**
 * The id of a trace that shows a failure of a service in the window of sample `n`: of the failure with this key, or of any when
 * the key is empty. Null when no request of the window that failed so has a trace.
 */
export function traceOfFailure(
  world: World,
  chorus: Chorus,
  n: number,
  service: string,
  failure: string,
  draw: number,
): string | null {
  const index = world.spec.services.findIndex(({ id }) => id === service);
  if (index < 0) return null;
  const shown = journeysOf(world, index).flatMap((j) =>
    exemplarsIn(world, chorus, n, j).filter((one) => one.failed && tellsOf(world, one, index, failure)),
  );
  return shown.length === 0 ? null : traceId(world, shown[draw % shown.length]!);
}

function tellsOf(world: World, { failure, j }: Exemplar, service: number, key: string): boolean {
  if (failure === null) return false;
  if (key !== '') return failure.key === key;
  // A request that fails further down fails here too.
  return reaches(world, service, failure.service, j);
}

/** The newest failed request of a journey that has a trace, within the last minute. */
export function newestFailure(world: World, chorus: Chorus, journey: string): string | null {
  const j = world.spec.journeys.findIndex(({ id }) => id === journey);
  const last = world.telemetry.count - 1;
  for (let n = last; n > Math.max(1, last - 12); n--) {
    const failed = exemplarsOf(world, chorus, n, j).find((one) => one.failed);
    if (failed) return traceId(world, failed);
  }
  return null;
}

/** Many lines of one window ask for the same requests. */
const RECENT = new WeakMap<Chorus, Map<number, Exemplar[]>>();

function exemplarsIn(world: World, chorus: Chorus, n: number, j: number): Exemplar[] {
  const known = RECENT.get(chorus) ?? new Map<number, Exemplar[]>();
  RECENT.set(chorus, known);
  const key = n * 64 + j;
  const found = known.get(key) ?? exemplarsOf(world, chorus, n, j);
  if (known.size > 2000) known.clear();
  known.set(key, found);
  return found;
}

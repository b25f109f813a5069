import type { World } from '../world.ts';
import { failCall, REASON } from './flow.ts';
import type { Link } from './link.ts';
import { OWN_POOL } from './link.ts';
import { countFailedLookups, failingShare } from './names.ts';
import type { ServiceState, Station } from './station.ts';

/** Time until a resolver has said that there is no such name, and until a server has refused a statement, s. */
const UNRESOLVED_S = 0.006;
const REFUSED_S = 0.008;

/**
 * What of `amount` calls fails before anybody works on it: the callee's name leads nowhere, or the database takes no
 * writes. A pool goes on with the connections that it has, whatever the name leads to.
 * @returns how many failed
 */
export function failAtOnce(
  world: World,
  service: ServiceState,
  station: Station,
  link: Link,
  j: number,
  attempt: number,
  amount: number,
  spentS: number,
  cameS: number,
): number {
  if (link.callee === OWN_POOL) {
    const pool = station.pool!;
    if (((pool.writes >> j) & 1) === 1 && world.databases[pool.database]!.storage.refusesWrites !== null) {
      failCall(world, service, station, link, j, attempt, amount, spentS, cameS, 500, REFUSED_S, REASON.error);
      return amount;
    }
    if (pool.open >= 0.5) return 0;
  }
  const failing = amount * failingShare(world, link.record, service, station);
  if (failing <= 0) return 0;
  countFailedLookups(world, link.record, service, failing);
  failCall(world, service, station, link, j, attempt, failing, spentS, cameS, 500, UNRESOLVED_S, REASON.error);
  return failing;
}

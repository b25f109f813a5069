import type { Session } from './session.ts';
import type { Simulation } from './simulation.ts';

/**
 * A second session at the same second, which goes on without the first. `sim` is a copy of its world
 * (`engine/copy-world.ts`). What is never written to is shared: the scenario, and where the coach's machine stands.
 */
export function forkSession(session: Session, sim: Simulation): Session {
  const { sim: _own, scenario, coach, ...rest } = session;
  const { watch, ...told } = coach;
  const copy = structuredClone({ ...rest, told });
  const { told: toldAgain, ...own } = copy;
  return { ...own, coach: { ...toldAgain, watch }, scenario, sim };
}

import type { Session } from './session.ts';
import type { Simulation } from './simulation.ts';

/**
 * A second session at the same second, which goes on without the first. `sim` is a copy of its world
 * (`engine/copy-world.ts`).
 */
export function forkSession(session: Session, sim: Simulation): Session {
  const { sim: _own, scenario, ...rest } = session;
  return { ...structuredClone(rest), scenario, sim };
}

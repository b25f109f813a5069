import type { Session } from '../drill/session.ts';
import { buildDebrief } from '../report/debrief.ts';
import { RememberedReadings } from '../report/kept-readings.ts';
import { parOnDisk } from '../scenario/par-on-disk.ts';
import type { LogStore } from '../store/log-store.ts';

/**
 * Keeps what the debrief of a drill asks of its world, once the drill has ended and while the world is still there: a
 * later engine would simulate another one. Throws what the store throws.
 */
export async function keepReadings(
  store: Pick<LogStore, 'read' | 'saveReadings'>,
  { drill, scenario, sim, created }: Pick<Session, 'drill' | 'scenario' | 'sim' | 'created'>,
  savedMs: number,
): Promise<void> {
  const readings = new RememberedReadings(sim);
  buildDebrief({ entries: await store.read(drill), scenario, readings });
  await store.saveReadings({ drill, body: readings.write(parOnDisk(scenario, created.engine)), savedMs });
}

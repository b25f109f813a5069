import type { DrillSoFar } from '../bots/bot-job.ts';
import { pinnedScenario } from '../library/pinned-scenario.ts';
import { writePack } from '../scenario/pack.ts';
import type { LongDrill } from './beside.ts';

/**
 * The drill as it stands at this moment, for a bot to build again. Call it in the drill's turn; the log is read beside
 * the queue, when the returned function is called, and cut where it ended then. Rejects when the scenario is gone.
 */
export function soFarOf({ session, parts, seq }: LongDrill): () => Promise<DrillSoFar> {
  const { drill, created, clock } = session;
  const { atS } = clock;
  return async () => {
    const scenario = await pinnedScenario(parts, created);
    if (!scenario) throw new Error('The scenario of this drill is gone.');
    const entries = await parts.store.read(drill);
    return { pack: writePack(scenario), entries: entries.filter((entry) => entry.seq <= seq), atS };
  };
}

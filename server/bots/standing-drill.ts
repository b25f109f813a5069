import { advance } from '../drill/advance.ts';
import { engineSimulation, type EngineSimulation } from '../drill/engine-simulation.ts';
import { forkSession } from '../drill/fork.ts';
import { rebuild } from '../drill/replay.ts';
import type { Session } from '../drill/session.ts';
import { copyWorld } from '../engine/copy-world.ts';
import type { DrillSoFar } from './bot-job.ts';
import { rolledWorld } from './rolled-world.ts';
import { scenarioOfPack } from './scenario-of-pack.ts';

/** A drill at a second, for bots to go on from; the drill of the people goes on elsewhere. */
export interface StandingDrill {
  session: Session;
  sim: EngineSimulation;
}

/** Builds a drill again from its log, as far as it has come. Throws a sentence for a pack of another version. */
export function standAgain({ pack, entries, atS }: DrillSoFar): StandingDrill {
  const scenario = scenarioOfPack(pack);
  let sim: EngineSimulation | undefined;
  const { session } = rebuild(entries, ({ seed }) => {
    sim = engineSimulation(scenario, seed, rolledWorld(scenario, seed));
    return { scenario, sim };
  });
  advance(session, atS);
  return { session, sim: sim! };
}

/** A second drill at the same second: what happens in one does not happen in the other. */
export function forked({ session, sim }: StandingDrill): StandingDrill {
  const { scenario, created } = session;
  const copy = engineSimulation(scenario, created.seed, copyWorld(sim.world));
  return { session: forkSession(session, copy), sim: copy };
}

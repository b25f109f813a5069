import { engineSimulation } from '../drill/engine-simulation.ts';
import type { AnyEntry } from '../drill/entry.ts';
import { ENGINE_VERSION } from '../engine/version.ts';
import { DebriefShelf } from '../library/debrief-shelf.ts';
import { ScenarioLibrary } from '../library/scenario-library.ts';
import { toldDebrief } from '../library/told-debrief.ts';
import type { Debrief } from '../protocol/http.ts';
import { StartError } from '../start-error.ts';
import type { Store } from '../store/store.ts';
import { drillStore, stageOf } from './drill-source.ts';
import { scenariosRoot } from './shelf.ts';

/**
 * The debrief of a drill of the configured store, as its page shows it, or of a file, which knows no other branches.
 * Throws `StartError` when there is no such drill, or when it left too little to be told here.
 */
export async function debriefOf(name: string): Promise<Debrief> {
  const { drill, store, close } = await drillStore(name);
  try {
    const debriefs = new DebriefShelf({
      scenarios: new ScenarioLibrary(scenariosRoot(), store, Date.now, () => undefined),
      // The server keeps readings; a report only reads.
      store: { ...store, saveReadings: async () => undefined },
      simulate: engineSimulation,
      engine: ENGINE_VERSION,
      now: Date.now,
    });
    const entries = await store.read(drill);
    return (await toldDebrief({ store, debriefs }, drill, entries)) ?? (await tooLittle(entries, store));
  } finally {
    await close();
  }
}

/** Says which engine or scenario is missing. */
async function tooLittle(entries: readonly AnyEntry[], store: Pick<Store, 'pack'>): Promise<never> {
  const created = entries[0]?.kind === 'drill.created' ? entries[0].payload : null;
  if (created) {
    const pack = await store.pack(created.scenarioHash, created.variant);
    stageOf(created, ENGINE_VERSION, pack?.body ?? null);
  }
  throw new StartError('This is not the log of a drill.');
}

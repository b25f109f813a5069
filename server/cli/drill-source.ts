import { existsSync, readFileSync } from 'node:fs';
import type { AnyEntry } from '../drill/entry.ts';
import { DrillFileProblem, openDrillFile } from '../drill/drill-file.ts';
import type { Stage } from '../drill/replay.ts';
import type { EntryPayloads } from '../drill/entry.ts';
import { engineSimulation, type EngineSimulation } from '../drill/engine-simulation.ts';
import { readPack } from '../scenario/pack.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { StartError } from '../start-error.ts';
import { memoryStore } from '../store/memory.ts';
import type { Store } from '../store/store.ts';
import { openScenario, scenarioFolder } from './shelf.ts';

/** A drill's log, with the scenario as it pinned it where that was kept. */
export interface KeptDrill {
  entries: AnyEntry[];
  /** JSON of `server/scenario/pack.ts`. */
  pack: string | null;
}

/** Reads a drill file. Throws `StartError` with file, line and what was expected. */
export function drillOfFile(path: string): KeptDrill {
  if (!existsSync(path)) throw new StartError(`There is no file "${path}".`);
  try {
    return openDrillFile(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof DrillFileProblem) throw new StartError(`${path}: ${error.message}`);
    throw error;
  }
}

/** A drill of the configured store, or of a file when `name` is one. */
export async function drillOf(name: string): Promise<KeptDrill> {
  if (existsSync(name)) return drillOfFile(name);
  const { drill, store, close } = await drillStore(name);
  try {
    const entries = await store.read(drill);
    const created = entries[0]?.kind === 'drill.created' ? entries[0].payload : null;
    const pack = created && (await store.pack(created.scenarioHash, created.variant));
    return { entries, pack: pack?.body ?? null };
  } finally {
    await close();
  }
}

/**
 * The store that holds a drill: the configured one, or one of this drill alone when `name` is a file. Throws `StartError`
 * when there is neither.
 */
export async function drillStore(name: string): Promise<{ drill: string; store: Store; close: () => Promise<void> }> {
  if (existsSync(name)) return storeOfFile(name);
  const { readConfig } = await import('../config.ts');
  const { openConfiguredStore } = await import('../store/open-configured.ts');
  const store = await openConfiguredStore(readConfig(process.env, {}, true), () => undefined);
  const close = () => store.close();
  if (await store.drill(name)) return { drill: name, store, close };
  await close();
  throw new StartError(`There is no drill and no file "${name}". Drills are named in the address bar: /drills/<id>.`);
}

function storeOfFile(path: string): { drill: string; store: Store; close: () => Promise<void> } {
  const { entries, pack: body } = drillOfFile(path);
  const drill = entries[0]?.drill ?? '';
  const read = async (id: string) => (id === drill ? entries : []);
  const pack = async (hash: string, variant: string) =>
    body !== null && readPack(body)?.hash === hash ? { hash, variant, scenario: '', body, savedMs: 0 } : null;
  return { drill, store: { ...memoryStore(), read, pack }, close: async () => undefined };
}

/**
 * The stage a log was played on: its own pack, else the scenario's folder. Throws `StartError` when the scenario or engine
 * is another one than it pins.
 */
export function stageOf(
  created: EntryPayloads['drill.created'],
  engine: string,
  pack: string | null,
): Stage & { sim: EngineSimulation } {
  if (created.engine !== engine)
    throw new StartError(
      `This drill was played with engine ${created.engine}; this is ${engine}. Its recorded outcomes stay readable, a replay would be another drill.`,
    );
  const scenario = packed(pack, created) ?? openScenario(scenarioFolder(created.scenario), created.variant);
  if (scenario.hash !== created.scenarioHash)
    throw new StartError(
      `The scenario "${created.scenario}" has changed since this drill was played; check out the version of that day to replay it.`,
    );
  return { scenario, sim: engineSimulation(scenario, created.seed) };
}

/** With the library's pages of its day the scenario is in no folder; a drill brings it along. */
function packed(pack: string | null, { scenarioHash }: EntryPayloads['drill.created']): Scenario | null {
  const scenario = pack === null ? null : readPack(pack);
  return scenario?.hash === scenarioHash ? scenario : null;
}

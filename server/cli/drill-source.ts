import { existsSync, readFileSync } from 'node:fs';
import type { AnyEntry } from '../drill/entry.ts';
import { DrillFileProblem, readDrillFile } from '../drill/drill-file.ts';
import type { Stage } from '../drill/replay.ts';
import type { EntryPayloads } from '../drill/entry.ts';
import { engineSimulation, type EngineSimulation } from '../drill/engine-simulation.ts';
import { StartError } from '../start-error.ts';
import { openScenario, scenarioFolder } from './shelf.ts';

/** Reads a drill file. Throws `StartError` with file, line and what was expected. */
export function entriesOfFile(path: string): AnyEntry[] {
  if (!existsSync(path)) throw new StartError(`There is no file "${path}".`);
  try {
    return readDrillFile(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof DrillFileProblem) throw new StartError(`${path}: ${error.message}`);
    throw error;
  }
}

/** The log of a drill in the configured store, or of a file when `name` is one. */
export async function entriesOf(name: string): Promise<AnyEntry[]> {
  if (existsSync(name)) return entriesOfFile(name);
  const { readConfig } = await import('../config.ts');
  const { openConfiguredStore } = await import('../store/open-configured.ts');
  const store = await openConfiguredStore(readConfig(process.env, {}, true), () => undefined);
  try {
    const entries = await store.read(name, 1);
    if (entries.length === 0)
      throw new StartError(
        `There is no drill and no file "${name}". Drills are named in the address bar: /drills/<id>.`,
      );
    return entries;
  } finally {
    await store.close();
  }
}

/** The stage a log was played on. Throws `StartError` when the scenario or engine is another one than it pins. */
export function stageOf(created: EntryPayloads['drill.created'], engine: string): Stage & { sim: EngineSimulation } {
  if (created.engine !== engine)
    throw new StartError(
      `This drill was played with engine ${created.engine}; this is ${engine}. Its recorded outcomes stay readable, a replay would be another drill.`,
    );
  const scenario = openScenario(scenarioFolder(created.scenario), created.variant);
  if (scenario.hash !== created.scenarioHash)
    throw new StartError(
      `The scenario "${created.scenario}" has changed since this drill was played; check out the version of that day to replay it.`,
    );
  return { scenario, sim: engineSimulation(scenario, created.seed) };
}

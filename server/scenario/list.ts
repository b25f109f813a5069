import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadScenario, type Loaded, type LoadOptions } from './load.ts';

/** Every scenario under `root`, by folder name: each loaded with its first variant, or with what is wrong in it. */
export function listScenarios(root: string, options: LoadOptions = {}): { folder: string; loaded: Loaded }[] {
  return scenarioFolders(root).map((folder) => ({ folder, loaded: loadScenario(folder, null, options) }));
}

/** The folders under `root` that hold a scenario.yaml, sorted; a root that is not there has none. */
export function scenarioFolders(root: string): string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, entry.name, 'scenario.yaml')))
    .map((entry) => join(root, entry.name))
    .sort();
}

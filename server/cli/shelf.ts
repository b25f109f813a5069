import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { projectRoot } from '../project-root.ts';
import { formatProblems } from '../scenario/format.ts';
import { scenarioFolders } from '../scenario/list.ts';
import { loadScenario } from '../scenario/load.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { StartError } from '../start-error.ts';

/** Where the scenarios lie: `scenarios/` of the folder one stands in, else those that came with Drillbook. */
export function scenariosRoot(): string {
  return existsSync('scenarios') ? 'scenarios' : relative('.', join(projectRoot(), 'scenarios'));
}

/** Folder of a scenario named by id or path. Throws `StartError` with what there is. */
export function scenarioFolder(name: string): string {
  const folders = scenarioFolders(scenariosRoot());
  const found =
    folders.find((folder) => folder === name.replace(/\/$/, '') || folder.split('/').at(-1) === name) ??
    (existsSync(join(name, 'scenario.yaml')) ? name : undefined);
  if (found) return found;
  throw new StartError(
    `There is no scenario "${name}"; there are: ${folders.map((folder) => folder.split('/').at(-1)).join(', ')}.`,
  );
}

/** One variant of a scenario. Throws `StartError` with every problem when it cannot be loaded. */
export function openScenario(folder: string, variant: string | null): Scenario {
  const loaded = loadScenario(folder, variant);
  if (loaded.ok) return loaded.scenario;
  throw new StartError(formatProblems(loaded.problems));
}

export function openVariants(folder: string): Scenario[] {
  const first = openScenario(folder, null);
  return first.variants.map(({ id }) => openScenario(folder, id));
}

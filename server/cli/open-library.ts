import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { readConfig, type Flags } from '../config.ts';
import { engineSimulation } from '../drill/engine-simulation.ts';
import { ENGINE_VERSION } from '../engine/version.ts';
import { DebriefShelf } from '../library/debrief-shelf.ts';
import { RunbookDesk } from '../library/runbook-desk.ts';
import { RunbookHistory } from '../library/runbook-history.ts';
import { RunbookLibrary, type LibraryPage } from '../library/runbook-library.ts';
import { ScenarioLibrary } from '../library/scenario-library.ts';
import { initSql } from '../sql/parse.ts';
import { openConfiguredStore } from '../store/open-configured.ts';
import { StartError } from '../start-error.ts';
import { memoryStore } from '../store/memory.ts';
import type { Store } from '../store/store.ts';
import { filesToLint } from './lint-files.ts';
import { scenariosRoot } from './shelf.ts';

interface OpenLibrary {
  desk: RunbookDesk;
  /** Whether a page is one of the folder's; every page when no folder was named. */
  isOwn: (page: LibraryPage) => boolean;
  close: () => Promise<void>;
}

/**
 * The library as the server has it; with a folder, a library of these pages and those that Drillbook ships with, without
 * the memory of a server. Throws `StartError` for a folder that is not there or holds no page.
 */
export async function openLibrary(folder: string | null, flags: Flags): Promise<OpenLibrary> {
  const config = readConfig(process.env, flags, true);
  const kept =
    folder === null && (config.databaseUrl !== null || existsSync(resolve(config.dataDir, 'drillbook.sqlite')));
  await initSql();
  const store = kept ? await openConfiguredStore(config, () => undefined) : memoryStore();
  const scenarios = new ScenarioLibrary(scenariosRoot(), store, Date.now, () => undefined);
  // A page of a folder came when its file last changed: from then on its review is due.
  let changedMs = Date.now();
  const library = new RunbookLibrary(store, () => changedMs);
  if (!kept) await library.takeShipped(scenarios.shippedRunbooks());
  const own = new Set<string>();
  for (const path of folder === null ? [] : pagesOf(folder)) {
    changedMs = changedAtMs(path);
    const { id } = await library.take({ path, text: readFileSync(path, 'utf8') }, 'file', false);
    if (id !== null) own.add(id);
  }
  const desk = deskOf(store, library, scenarios);
  const isOwn = ({ stored }: LibraryPage) => folder === null || own.has(stored.id);
  return { desk, isOwn, close: () => store.close() };
}

function deskOf(store: Store, library: RunbookLibrary, scenarios: ScenarioLibrary): RunbookDesk {
  const debriefs = new DebriefShelf({
    scenarios: scenarios.withPages(() => library.inService()),
    store,
    simulate: engineSimulation,
    engine: ENGINE_VERSION,
    now: Date.now,
  });
  const hasEnded = async (drill: string) => (await store.read(drill)).some(({ kind }) => kind === 'drill.ended');
  return new RunbookDesk({
    library,
    history: new RunbookHistory({ store, debriefs, hasEnded }),
    store,
    scenarios: () => scenarios.everyVariant(),
    tree: async () => null,
    bots: { run: () => Promise.reject(new Error('the gates ask no bots')) },
    now: Date.now,
  });
}

function pagesOf(folder: string): string[] {
  const pages = filesToLint([folder]).filter(({ kind }) => kind === 'runbook');
  if (pages.length === 0) throw new StartError(`There is no runbook in "${folder}"; name a folder of Markdown pages.`);
  return pages.map(({ path }) => path);
}

/** When the file was last committed; when it is not, or not in git, when it was last written. */
function changedAtMs(path: string): number {
  try {
    const args = ['log', '-1', '--format=%ct', '--', path];
    const seconds = Number(execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim());
    if (seconds > 0) return seconds * 1000;
  } catch {
    // No git, or no working tree: the file system knows.
  }
  return statSync(path).mtimeMs;
}

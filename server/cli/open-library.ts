import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { readConfig, type Flags } from '../config.ts';
import { engineSimulation } from '../drill/engine-simulation.ts';
import { ENGINE_VERSION } from '../engine/version.ts';
import { DebriefShelf } from '../library/debrief-shelf.ts';
import { lintConfigOf } from '../library/lint-configs.ts';
import { RunbookDesk } from '../library/runbook-desk.ts';
import { RunbookHistory } from '../library/runbook-history.ts';
import { RunbookLibrary, type LibraryPage } from '../library/runbook-library.ts';
import { ScenarioLibrary } from '../library/scenario-library.ts';
import { initSql } from '../sql/parse.ts';
import { openConfiguredStore } from '../store/open-configured.ts';
import { StartError } from '../start-error.ts';
import { memoryStore } from '../store/memory.ts';
import type { Store } from '../store/store.ts';
import type { LintConfig } from '../runbook/lint/config.ts';
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
  if (kept) await initSql();
  const store = kept ? await openConfiguredStore(config, () => undefined) : memoryStore();
  const scenarios = new ScenarioLibrary(scenariosRoot(), store, Date.now, () => undefined);
  // A page of a folder came when its file last changed: from then on its review is due.
  let changedMs = Date.now();
  const library = new RunbookLibrary(store, () => changedMs);
  if (!kept) await library.takeShipped(scenarios.shippedRunbooks());
  const own = new Set<string>();
  const committed = folder === null ? new Map<string, number>() : commitTimes(folder);
  for (const path of folder === null ? [] : pagesOf(folder)) {
    changedMs = committed.get(resolve(path)) ?? statSync(path).mtimeMs;
    const { id } = await library.take({ path, text: readFileSync(path, 'utf8') }, 'file', false);
    if (id !== null) own.add(id);
  }
  const desk = deskOf(store, library, scenarios, folder === null ? null : lintConfigOf(folder));
  const isOwn = ({ stored }: LibraryPage) => folder === null || own.has(stored.id);
  return { desk, isOwn, close: () => store.close() };
}

function deskOf(
  store: Store,
  library: RunbookLibrary,
  scenarios: ScenarioLibrary,
  lint: LintConfig | null,
): RunbookDesk {
  const debriefs = new DebriefShelf({
    scenarios: scenarios.withPages(library),
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
    ...(lint ? { lint } : {}),
  });
}

function pagesOf(folder: string): string[] {
  const pages = filesToLint([folder]).filter(({ kind }) => kind === 'runbook');
  if (pages.length === 0) throw new StartError(`There is no runbook in "${folder}"; name a folder of Markdown pages.`);
  return pages.map(({ path }) => path);
}

/** When files below a folder were last committed, by their resolved paths; empty outside a working tree. */
function commitTimes(folder: string): Map<string, number> {
  const times = new Map<string, number>();
  const args = ['-C', folder, 'log', '--format=%x00%ct', '--name-only', '--relative', '--', '.'];
  try {
    const log = execFileSync('git', args, {
      encoding: 'utf8',
      maxBuffer: LONGEST_LOG,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    for (const commit of log.split('\0')) {
      const [seconds = '', ...names] = commit.split('\n').filter((line) => line !== '');
      for (const name of names) {
        const path = resolve(folder, name);
        // The newest commit comes first.
        if (!times.has(path)) times.set(path, Number(seconds) * 1000);
      }
    }
  } catch {
    // No git, or no working tree: the file system knows when a file was written.
  }
  return times;
}

/** Sixty-four megabytes: the names of some hundred thousand changes. */
const LONGEST_LOG = 64 * 1024 * 1024;

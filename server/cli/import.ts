import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Config, Flags } from '../config.ts';
import type { ImportScene } from '../library/page-import.ts';
import type { ImportedFile } from '../protocol/library.ts';
import type { Store } from '../store/store.ts';
import type { ImportSource } from './import-files.ts';

/** A row of the report; a file that is no runbook says why in `reason`. */
type ImportRow = Omit<ImportedFile, 'result'> & { result: ImportedFile['result'] | 'left out'; reason: string | null };

interface ImportOptions extends Flags {
  all?: true;
  dryRun?: true;
  json?: true;
}

/** `drillbook import`: runbooks of files, folders and git working trees into the library; exit 1 when one was refused. */
export function register(program: Command): void {
  program
    .command('import')
    .description('take runbooks into the library: any Markdown that tells what to do')
    .argument('<paths...>', 'files, folders or git working trees')
    .option('--all', 'also pages without steps and commands: README, CHANGELOG, notes')
    .option('--dry-run', 'only say what would happen')
    .option('--json', 'print one JSON object')
    .option('--data <folder>', 'folder of the embedded database (DATA_DIR, ./data)')
    .action(async (paths: string[], options: ImportOptions) => {
      const startMs = performance.now();
      const { importSources } = await import('./import-files.ts');
      const { importTable } = await import('./import-table.ts');
      const sources = await importSources(paths);
      const rows = await withStore(options, (store) => importAll(sources, store, options));
      const ms = Math.round(performance.now() - startMs);
      const dryRun = options.dryRun === true;
      if (options.json) console.log(JSON.stringify({ dryRun, ms, files: rows }, null, 2));
      else console.log(importTable(rows, dryRun));
      if (rows.some(({ result }) => result === 'refused')) process.exitCode = 1;
    });
}

async function importAll(sources: readonly ImportSource[], store: Store, options: ImportOptions): Promise<ImportRow[]> {
  const { RunbookLibrary } = await import('../library/runbook-library.ts');
  const { lintRunbook } = await import('../runbook/lint.ts');
  const { isoDate } = await import('../runbook/freshness.ts');
  const { progressLine } = await import('./progress.ts');
  const library = new RunbookLibrary(store, Date.now);
  const today = isoDate(Date.now());
  const scene: ImportScene = {
    library,
    known: await library.shelf(),
    judge: (runbook) => lintRunbook(runbook, { today, names: 'some' }),
    by: 'import',
    dryRun: options.dryRun === true,
  };
  const progress = progressLine();
  const rows: ImportRow[] = [];
  for (const source of sources) {
    progress.show(`${rows.length + 1}/${sources.length} ${source.path}`);
    rows.push(await importOne(source, scene, options.all === true));
  }
  progress.done();
  return rows;
}

async function importOne(source: ImportSource, scene: ImportScene, all: boolean): Promise<ImportRow> {
  const { importPage, refusedFile } = await import('../library/page-import.ts');
  const { readPage } = await import('../runbook/import/read-page.ts');
  const { whyLeftOut } = await import('../runbook/import/left-out.ts');
  const { parseRunbook } = await import('../runbook/parse.ts');
  const bytes = await source.bytes();
  if (bytes === null) return leftOut(source.path, '', 'a link, or no file of a page’s size');
  const page = readPage(bytes);
  if (!page.ok) return { ...refusedFile(source.path, page.problem), reason: null };
  const runbook = parseRunbook(page.text, source.path);
  const unread = runbook.problems.some(({ rule }) => rule === 'too-large' || rule === 'too-deep');
  const reason = all || unread ? null : whyLeftOut(runbook, source.path);
  if (reason !== null) return leftOut(source.path, runbook.title, reason);
  return { ...(await importPage({ path: source.path, text: page.text }, scene, runbook)), reason: null };
}

function leftOut(path: string, title: string, reason: string): ImportRow {
  const findings = { must: 0, should: 0, may: 0 };
  return {
    path,
    result: 'left out',
    id: null,
    title,
    steps: 0,
    commands: 0,
    unplaced: [],
    findings,
    problem: null,
    reason,
  };
}

/**
 * The configured store, for this command alone: a server that runs on the same folder holds its lock. A dry run changes
 * nothing and needs no lock; without a database it looks at an empty library.
 */
async function withStore<T>(options: ImportOptions, work: (store: Store) => Promise<T>): Promise<T> {
  const { readConfig } = await import('../config.ts');
  const config = readConfig(process.env, options, true);
  const release = options.dryRun ? () => undefined : await lockFolder(config);
  try {
    const store = await openStoreFor(config, options.dryRun === true);
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  } finally {
    release();
  }
}

async function openStoreFor(config: Config, dryRun: boolean): Promise<Store> {
  if (dryRun && config.databaseUrl === null && !existsSync(join(config.dataDir, 'drillbook.sqlite'))) {
    const { memoryStore } = await import('../store/memory.ts');
    return memoryStore();
  }
  const { openConfiguredStore } = await import('../store/open-configured.ts');
  return openConfiguredStore(config, () => undefined);
}

async function lockFolder(config: Config): Promise<() => void> {
  if (config.databaseUrl !== null) return () => undefined;
  const { takeFolder } = await import('../store/take-folder.ts');
  return takeFolder(
    config.dataDir,
    `A Drillbook serves ${config.dataDir} at this moment. Import in its library (Library, Import), or stop it first; --dry-run works beside it.`,
  );
}

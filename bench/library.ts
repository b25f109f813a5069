import { importPage } from '../server/library/page-import.ts';
import { RunbookLibrary } from '../server/library/runbook-library.ts';
import { RunbookSearch } from '../server/library/runbook-search.ts';
import { lintRunbook } from '../server/runbook/lint.ts';
import { markdownTree } from '../server/runbook/markdown-tree.ts';
import { memoryStore } from '../server/store/memory.ts';
import { manyRunbooks, symptomOf } from '../test/support/many-runbooks.ts';
import type { BenchRow } from './engine.ts';

const PAGES = 500;
const ROUNDS = 15;
const GOALS = { importS: 10, searchMs: 50 };
/** Half as much again as was measured: the import beside the bare Markdown parser, a search beside one look for letters. */
const MOST_RATIO = { import: 2.5, search: 15 };

/** What people type: an alert's symptom, a line of a log, typing errors, a word that every page has. */
const QUERIES = [
  symptomOf(321),
  'ERR77: timed out after 107 ms',
  'chekout hangs zone 490',
  'Alert123Fres',
  'database',
  '2026-01-12 03:04 ERR77 pod checkout-7d4 timed out',
];

/** The library with 500 runbooks: taking them in, lint included, and finding one. */
export async function benchLibrary(): Promise<BenchRow[]> {
  const files = manyRunbooks(PAGES);
  // Warm first, so that neither side pays for compiling.
  for (const { text } of files.slice(0, 50)) markdownTree(text);
  const bareMs = measure(() => files.forEach(({ text }) => markdownTree(text)));
  const library = new RunbookLibrary(memoryStore(), () => 0);
  const judge = (runbook: Parameters<typeof lintRunbook>[0]) =>
    lintRunbook(runbook, { today: '2026-02-01', names: 'some' });
  const scene = { library, known: await library.shelf(), judge, by: 'bench', dryRun: false };
  const from = process.cpuUsage();
  for (const file of files) await importPage(file, scene);
  const importMs = process.cpuUsage(from).user / 1000;
  return [importRow(importMs, bareMs), ...(await searchRows(library))];
}

function importRow(importMs: number, bareMs: number): BenchRow {
  return {
    name: `import of ${PAGES} runbooks, lint included`,
    value: Math.round(importMs),
    unit: 'ms',
    ratio: importMs / bareMs,
    mostRatio: MOST_RATIO.import,
    goal: `≤ ${GOALS.importS} s`,
    met: importMs <= GOALS.importS * 1000,
  };
}

async function searchRows(library: RunbookLibrary): Promise<BenchRow[]> {
  const pages = (await library.pages()).map(({ runbook }) => runbook);
  const search = new RunbookSearch();
  search.update(pages);
  const texts = pages.map(({ source }) => source.toLowerCase());
  const times: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < ROUNDS; round++)
    for (const query of QUERIES) {
      const phrase = query.toLowerCase();
      bare.push(measure(() => texts.filter((text) => text.includes(phrase))));
      times.push(measure(() => search.find(query)));
    }
  const row = (name: string, value: number, ratio: number | null): BenchRow => ({
    name: `search in ${PAGES} runbooks, ${name}`,
    value: Math.round(value * 10) / 10,
    unit: 'ms',
    ratio,
    mostRatio: ratio === null ? null : MOST_RATIO.search,
    goal: `≤ ${GOALS.searchMs} ms`,
    met: value <= GOALS.searchMs,
  });
  const median = quantile(times, 0.5);
  return [row('median', median, median / quantile(bare, 0.5)), row('p99', quantile(times, 0.99), null)];
}

/** Milliseconds of processor time, as in the engine's rows: what else the machine does is not the library's. */
function measure(work: () => void): number {
  const from = process.cpuUsage();
  work();
  return process.cpuUsage(from).user / 1000;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

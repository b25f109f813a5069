import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { importPage } from '../../server/library/page-import.ts';
import { RunbookLibrary } from '../../server/library/runbook-library.ts';
import { whyLeftOut } from '../../server/runbook/import/left-out.ts';
import { readPage } from '../../server/runbook/import/read-page.ts';
import { parseRunbook } from '../../server/runbook/parse.ts';
import { memoryStore } from '../../server/store/memory.ts';
import { strayLines } from './nothing-lost.ts';

interface Expected {
  title: string;
  owner?: string;
  lastTested?: string;
  alerts?: string[];
  steps: string[];
  commands: string[];
  checks?: string[];
}

const ROOT = new URL('./fixtures/', import.meta.url);
const SHAPES = readdirSync(ROOT, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const FILES = SHAPES.flatMap(({ name: shape }) => {
  const folder = new URL(`${shape}/`, ROOT);
  const table = JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8')) as Record<string, Expected>;
  const files = readdirSync(folder).filter((file) => file.endsWith('.md'));
  return files.map((file) => ({ path: `${shape}/${file}`, url: new URL(file, folder), wanted: table[file] }));
});

test('there are at least 40 runbooks in ten shapes, each with what is expected of it', () => {
  expect(SHAPES.length).toBeGreaterThanOrEqual(10);
  expect(FILES.length).toBeGreaterThanOrEqual(40);
  expect(FILES.filter(({ wanted }) => wanted === undefined)).toEqual([]);
});

describe('a runbook as people have it', () => {
  test.each(FILES)('$path: title, owner, steps, commands and checks are found', ({ path, url, wanted }) => {
    const runbook = parseRunbook(readFileSync(url, 'utf8'), path);
    const { title, owner, lastTested, alerts, steps } = runbook;
    expect({ title, owner, lastTested, alerts }).toEqual({
      title: wanted!.title,
      owner: wanted!.owner ?? '',
      lastTested: wanted!.lastTested ?? null,
      alerts: wanted!.alerts ?? [],
    });
    expect(steps.map((step) => step.title)).toEqual(wanted!.steps);
    expect(steps.flatMap(({ commands }) => commands.map(({ text }) => text))).toEqual(wanted!.commands);
    expect(steps.flatMap(({ checks }) => checks.map(({ text }) => text))).toEqual(wanted!.checks ?? []);
    expect(runbook.problems).toEqual([]);
    expect(strayLines(runbook)).toEqual([]);
  });

  test.each(FILES)('$path is taken for a runbook, and comes out byte for byte', async ({ path, url }) => {
    const bytes = readFileSync(url);
    const page = readPage(bytes);
    if (!page.ok) throw new Error(page.problem.message);
    expect(whyLeftOut(parseRunbook(page.text, path), path)).toBeNull();
    const library = new RunbookLibrary(memoryStore(), () => 0);
    const scene = { library, known: await library.shelf(), judge: () => [], by: 'ann', dryRun: false };
    const imported = await importPage({ path, text: page.text }, scene);
    expect(imported.result).toBe('new');
    const stored = (await library.page(imported.id!))!.stored.newest.text;
    expect(Buffer.from(stored, 'utf8').equals(bytes)).toBe(true);
    expect((await importPage({ path, text: stored }, scene)).result).toBe('unchanged');
  });

  test.each(FILES)('$path: a command knows its line', ({ path, url }) => {
    const source = readFileSync(url, 'utf8');
    const lines = source.split(/\r?\n/);
    for (const { text, line } of parseRunbook(source, path).steps.flatMap((step) => step.commands)) {
      expect(lines[line - 1]!.replaceAll('\\|', '|'), path).toContain(text.split('\n')[0]);
    }
  });
});

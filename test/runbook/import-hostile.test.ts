import { describe, expect, test } from 'vitest';
import { importPage } from '../../server/library/page-import.ts';
import { RunbookLibrary } from '../../server/library/runbook-library.ts';
import { readPage } from '../../server/runbook/import/read-page.ts';
import { parseRunbook } from '../../server/runbook/parse.ts';
import { memoryStore } from '../../server/store/memory.ts';
import { strayLines } from './nothing-lost.ts';

const bytes = (...values: number[]) => new Uint8Array(values);
const text = (value: string) => new TextEncoder().encode(value);

describe('a file that is no page is refused in a sentence, with its line', () => {
  test.each([
    ['a picture', bytes(0x89, 0x50, 0x4e, 0x47, 10, 0, 0, 13), 2, /zero bytes.*no text/],
    ['UTF-16', bytes(0xff, 0xfe, 0x23, 0), 1, /UTF-16/],
    ['Latin-1', new Uint8Array([...text('# a\nM'), 0xfc, ...text('nchen\n')]), 2, /0xFC is no UTF-8/],
    ['a character that is cut off', new Uint8Array([...text('# a\n\nb'), 0xe2, 0x82]), 3, /no UTF-8/],
    ['more than a megabyte', new Uint8Array(1_100_000).fill(97), 1, /1\.0 MB/],
  ])('%s', (_, file, line, says) => {
    const page = readPage(file);
    expect(page.ok ? null : page.problem.line).toBe(line);
    expect(page.ok ? null : page.problem.message).toMatch(says);
    expect(page.ok ? null : page.problem.hint).not.toBe('');
  });

  test('a byte order mark and any line ends come back as they were', () => {
    const file = text('\uFEFF# a\r\nb\rc\n');
    const page = readPage(file);
    expect(page.ok && Buffer.from(page.text).equals(file)).toBe(true);
  });
});

describe('a hostile page', () => {
  const library = new RunbookLibrary(memoryStore(), () => 0);
  const take = async (source: string) => {
    const scene = { library, known: await library.shelf(), judge: () => [], by: 'eve', dryRun: false };
    return importPage({ path: 'evil.md', text: source }, scene);
  };

  test.each([
    ['zero bytes', 'a\0b', 1, /zero bytes/],
    ['letters that somebody else could not read', 'a\n\uFFFD', 2, /U\+FFFD/],
    ['300,000 characters', 'a'.repeat(300_000), 1, /300000 characters/],
    [
      'a command that reads otherwise than it runs',
      '## Steps\n\n```sh\necho ok\nrm \u202E/ fr- #\n```\n',
      5,
      /U\+202E.*not read as it runs/,
    ],
    ['quotes in quotes', '> '.repeat(5_000), 1, /nest deeper than 40/],
  ])('with %s is refused and leaves nothing behind', async (_, source, line, says) => {
    const imported = await take(source);
    expect(imported).toMatchObject({ result: 'refused', id: null, problem: { line } });
    expect(imported.problem!.message).toMatch(says);
    expect(await library.shelf()).toEqual([]);
  });

  test('in a language that is written from the right is somebody’s runbook', async () => {
    const imported = await take('# \u202Bשלום\u202C\n\n## Steps\n\n1. `kubectl get pods`\n');
    expect(imported.result).toBe('new');
  });

  /** As much of it as the reader takes, in blocks that it takes; `share` of that for what is known to be harmless. */
  const filled = (piece: string, share: number) => {
    const marks = 1 + (piece.match(/[[\]()*_`~<>&|!\\@\n]|:\/\//g) ?? []).length;
    const perBlock = Math.min(Math.floor(2_400 / marks), Math.floor(40_000 / piece.length));
    const lines = perBlock * (piece.match(/\n/g) ?? []).length;
    const blocks = Math.max(1, Math.floor(share * Math.min(6, lines === 0 ? 6 : 3_800 / lines)));
    return `# T\n\n## Steps\n\n${Array.from({ length: blocks }, () => piece.repeat(perBlock)).join('\n\n')}\n`;
  };
  const WORST = new Set(['closing brackets', 'links', 'commands', 'definitions', 'lists']);
  const PIECES: [string, string][] = [
    ['closing brackets', ']'], ['open brackets', '['], ['links', '[a](b) '], ['links that do not close', '[a]('], ['emphasis', '*a _b '],
    ['ticks', '`a``b '], ['tags', '<a '], ['comments that do not close', '<!-- check: '], ['addresses', 'http://a.b '], ['mail addresses', 'a@b.c '],
    ['definitions', '[a]: b\n'], ['footnotes', '[^1]: a\n'], ['quotes', '> a\n'], ['lists', '- a\n'], ['lists in lists', '- - - a\n'], ['tasks', '- [ ] a\n'],
    ['headings', '# a\n'], ['fences', '```\nx\n```\n'], ['tables', '| a | b |\n| - | - |\n'], ['underlined headings', 'a\n=\n'], ['fields', 'Owner: a\n'],
    ['commands', '- a `kubectl get pods`\n'], ['labels', '**A:** b\n\n'], ['checks', '- [ ] a <!-- check: up > 1 -->\n'], ['brackets of a query', '- [ ] a <!-- check: (((((up > 1))))) -->\n'],
    ['blank lines', ' \n'], ['carriage returns', '\r'], ['spaces', ' '], ['letters', 'a'],
  ]; // prettier-ignore
  test.each(PIECES)('of nothing but %s is read within 2.5 seconds or refused', (name, piece) => {
    const source = filled(piece, WORST.has(name) ? 1 : 0.34);
    const before = process.cpuUsage();
    const runbook = parseRunbook(source, 'evil.md');
    const seconds = process.cpuUsage(before).user / 1e6;
    expect(seconds).toBeLessThan(2.5);
    if (runbook.problems.length === 0) expect(strayLines(runbook)).toEqual([]);
  });

  test.each([
    ['closing brackets without an end', ']'.repeat(200_000)],
    ['a quote that goes on', `> ${'a\n'.repeat(100_000)}`],
    ['a table of 60,000 columns', `|${'a|'.repeat(60_000)}\n|${'-|'.repeat(60_000)}\n`],
    ['a fence that does not close', `\`\`\`\n${'a b c\n'.repeat(40_000)}`],
    ['a YAML bomb', `---\na: &a [x,x,x,x]\nb: &b [*a,*a,*a]\nc: &c [*b,*b,*b]\nd: [*c,*c,*c]\n---\n`],
    ['a head of 100,000 lines', `---\n${'a: b\n'.repeat(100_000)}---\n`],
    ['a TOML list that does not close', `+++\na = [${'"x", '.repeat(2_000)}\n${'y\n'.repeat(2_000)}+++\n`],
    [
      'a query of 1,100 brackets',
      `## Steps\n\n1. a\n\n   - [ ] b <!-- check: ${'('.repeat(1_100)}up > 1${')'.repeat(1_100)} -->\n`,
    ],
    ['a long line of blanks', `## Steps\n\n1. a${' '.repeat(200_000)}b\n`],
  ])('with %s gets its answer at once', (_, source) => {
    const before = process.cpuUsage();
    expect(parseRunbook(source, 'evil.md').source).toBe(source);
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(1);
  });
});

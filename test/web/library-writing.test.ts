// @vitest-environment node
import { CompletionContext } from '@codemirror/autocomplete';
import { EditorState } from '@codemirror/state';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ImportedFile } from '../../server/protocol/library.ts';
import { distinctCommands, fenced } from '../../web/library/drill-commands.ts';
import { completeCondition, conditionBefore } from '../../web/library/editor/condition-completion.ts';
import { readFrontMatter, withFrontMatter } from '../../web/library/front-matter.ts';
import { batches, isMarkdown, tally, textOf } from '../../web/library/import-files.ts';
import { changes } from '../../web/library/version-text.ts';

const PAGE = '---\nid: RUN-001\nowner: Jo Simmons\nalerts:\n  - A\n  - B\ntags: [x]\n---\n# T\n';

test('the form reads owner, alerts and services in either way of writing them', () => {
  expect(readFrontMatter(PAGE)).toEqual({ owner: 'Jo Simmons', alerts: ['A', 'B'], services: [] });
  expect(readFrontMatter('---\nalerts: [A, "B c"]\n---\n').alerts).toEqual(['A', 'B c']);
  expect(readFrontMatter('# No head').owner).toBe('');
});

test('changing a field changes its lines only', () => {
  expect(withFrontMatter(PAGE, 'owner', ['Nina'])).toBe(PAGE.replace('Jo Simmons', 'Nina'));
  expect(withFrontMatter(PAGE, 'alerts', ['C', 'D: e'])).toBe(PAGE.replace('alerts:\n  - A\n  - B', 'alerts: [C, "D: e"]')); // prettier-ignore
  expect(withFrontMatter(PAGE, 'services', ['shop'])).toBe(PAGE.replace('tags: [x]\n', 'tags: [x]\nservices: [shop]\n')); // prettier-ignore
  expect(withFrontMatter(PAGE, 'owner', [''])).toBe(PAGE.replace('owner: Jo Simmons\n', ''));
});

test('a page without front matter gets some, in its own line ends', () => {
  expect(withFrontMatter('# T\r\n', 'owner', ['Jo'])).toBe('---\r\nowner: Jo\r\n---\r\n\r\n# T\r\n');
  expect(withFrontMatter('# T\r\n', 'owner', [])).toBe('# T\r\n');
});

test('what the form writes, the form reads', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[A-Za-z][\w .:#-]{0,11}\w$/), { minLength: 1, maxLength: 4 }), (names) => {
      expect(readFrontMatter(withFrontMatter(PAGE, 'services', names)).services).toEqual(names);
    }),
    { numRuns: 100 },
  );
});

const complete = async (text: string, explicit = false) => {
  const state = EditorState.create({ doc: text });
  const source = completeCondition(() => [{ name: 'db_pool_pending', help: 'waiting', labels: ['service', 'db'] }]);
  return source(new CompletionContext(state, text.length, explicit))?.options.map(({ label }) => label) ?? null;
};

test('inside a condition metrics, labels and times are offered; in prose nothing is', async () => {
  expect(await complete('- [ ] x <!-- check: sum(db_')).toContain('db_pool_pending');
  expect(await complete('- [ ] x <!-- check: db_pool_pending{')).toEqual(['service', 'db']);
  expect(await complete('- [ ] x <!-- check: a < 1 within 2')).toContain('2m');
  expect(await complete('Look at db_')).toBeNull();
  expect(await complete('- [ ] x <!-- check: a --> db_')).toBeNull();
});

test('at the end of a task a whole condition is offered when one asks', async () => {
  expect(await complete('- [ ] Nobody waits', true)).toContain('check: nobody waits for a connection');
  expect(await complete('- [ ] Nobody waits')).toBeNull();
  expect(conditionBefore('<!-- access: psql')).toBeNull();
});

test('files keep their bytes: a byte order mark stays, what is no UTF-8 text is refused with the reason', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  expect(textOf('a.md', bytes('\ufeff# A'))).toEqual({ path: 'a.md', text: '\ufeff# A' });
  expect(textOf('a.md', Uint8Array.of(35, 32, 0xe4))).toMatchObject({ refused: expect.stringContaining('UTF-8') });
  expect(textOf('a.md', Uint8Array.of(1, 0, 2))).toMatchObject({ refused: 'It is not text.' });
  expect(textOf('a.md', new Uint8Array(3_000_000))).toMatchObject({ refused: expect.stringContaining('3 MB') });
});

test('hundreds of files go in small batches, large ones in smaller', () => {
  const files = (count: number, size: number) => Array.from({ length: count }, (_, i) => ({ path: `${i}`, text: 'x'.repeat(size) })); // prettier-ignore
  expect(batches(files(60, 10)).map(({ length }) => length)).toEqual([25, 25, 10]);
  expect(batches(files(3, 1_500_000)).map(({ length }) => length)).toEqual([1, 1, 1]);
  expect(batches([])).toEqual([]);
});

test('only Markdown is taken from a folder', () => {
  expect(['a/b.md', 'x.MARKDOWN', 'a.txt', '.git/x.md', 'a/node_modules/b.md'].map(isMarkdown)).toEqual([true, true, false, false, false]); // prettier-ignore
});

test('the result is said in one line', () => {
  const file = (result: ImportedFile['result']) => ({ result }) as ImportedFile;
  expect(tally([file('new'), file('new'), file('new version'), file('refused')])).toBe(
    '2 new, 1 new version, 1 refused',
  );
  expect(tally([])).toBe('nothing');
});

test('each command of a drill is offered once, newest first, in a fence that holds it', () => {
  const typed = [
    { atS: 1, line: 'kubectl get pods', exitCode: 0 },
    { atS: 5, line: 'psql', exitCode: 2 },
    { atS: 9, line: ' kubectl get pods ', exitCode: 0 },
  ];
  expect(distinctCommands(typed).map(({ line, atS }) => [line, atS])).toEqual([
    ['kubectl get pods', 9],
    ['psql', 5],
  ]);
  expect(fenced('echo ```')).toBe('````sh\necho ```\n````');
});

test('two versions compare as a unified diff; equal ones as nothing', () => {
  expect(changes('p.md', 'a\n', 'a\n')).toBe('');
  expect(changes('p.md', 'a\n', 'b\n')).toContain('-a\n+b');
});

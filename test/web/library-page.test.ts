// @vitest-environment node
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LintFinding } from '../../server/protocol/library.ts';
import { runbookTree, type MarkdownNode } from '../../web/kit/markdown-tree.ts';
import { gateAddress } from '../../web/library/gate-address.ts';
import { addressBook, dressed, wordsOf } from '../../web/library/page-nodes.ts';
import { besideSections, pageSections, remarksOf } from '../../web/library/page-sections.ts';
import { editedText, editPatch } from '../../web/library/text-edit.ts';

const PAGE = [
  '---',
  'owner: Jo',
  '---',
  '# Checkout hangs',
  '',
  '## Procedure',
  '',
  '```sh',
  '# not a heading',
  '```',
  '',
  '### 1. Look',
  '- [ ] falls <!-- check: a < 1 -->',
].join('\n');

test('a page is cut at its headings; a hash in a fence is text, front matter is the head’s', () => {
  expect(pageSections(PAGE).map(({ heading, line, endLine }) => [heading, line, endLine])).toEqual([
    ['Checkout hangs', 4, 5],
    ['Procedure', 6, 11],
    ['1. Look', 12, 13],
  ]);
});

test('headings underlined with signs count too', () => {
  expect(pageSections('Title\n=====\ntext\n\nPart\n----\nmore').map(({ heading, level }) => [heading, level])).toEqual([
    ['Title', 1],
    ['Part', 2],
  ]);
});

test('sections hold every line of the text once', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('# A', '', 'text', '```', '## B', '- x', '---', '~~~'), { maxLength: 30 }),
      (lines) => {
        const sections = pageSections(`x\n${lines.join('\n')}`);
        const covered = sections.flatMap(({ line, endLine }) => Array.from({ length: endLine - line + 1 }, (_, i) => line + i)); // prettier-ignore
        expect(new Set(covered).size).toBe(covered.length);
        lines.forEach((line, i) => line.trim() !== '' && expect(covered).toContain(i + 2));
      },
    ),
    { numRuns: 200 },
  );
});

const finding = (line: number, severity: LintFinding['severity'] = 'should'): LintFinding => ({
  rule: 'no-verification',
  criterion: 'verifiable',
  severity,
  line,
  endLine: line,
  message: `line ${line}`,
  suggestion: null,
});

test('remarks stand beside the section of their line, drills’ between lint’s', () => {
  const gap = {
    drill: 'd1',
    gap: 'g1',
    kind: 'flagged',
    line: 9,
    step: 1,
    sentence: 'unclear',
    state: 'open',
  } as const;
  const remarks = remarksOf({ lint: [finding(13), finding(4, 'must')], gaps: [gap] }, new Set());
  expect(remarks.map(({ line, title, tone }) => [line, title, tone])).toEqual([
    [4, 'No verification', 'bad'],
    [9, 'Flagged', 'note'],
    [13, 'No verification', 'note'],
  ]);
  expect(besideSections(pageSections(PAGE), remarks).map((list) => list.map(({ line }) => line))).toEqual([[4], [9], [13]]); // prettier-ignore
});

test('a remark that was set aside, and a gap that is closed, are not shown', () => {
  const gap = { drill: 'd1', gap: 'g1', kind: 'flagged', line: 9, step: 1, sentence: 'x', state: 'closed' } as const;
  expect(remarksOf({ lint: [finding(4)], gaps: [gap] }, new Set(['no-verification: line 4']))).toEqual([]);
});

test('an edit changes its lines and no other byte, whatever the line ends', () => {
  expect(editedText('a\r\nb\r\nc', { at: 2, remove: 1, insert: ['x', 'y'] })).toBe('a\r\nx\r\ny\r\nc');
  expect(editedText('a\nb', { at: 3, remove: 0, insert: ['c'] })).toBe('a\nb\nc');
  expect(editedText('a\nb\n', { at: 3, remove: 0, insert: ['c'] })).toBe('a\nb\nc\n');
  expect(editedText('', { at: 1, remove: 0, insert: ['a'] })).toBe('a');
  expect(editPatch('a\nb\nc\n', { at: 2, remove: 1, insert: ['x'] })).toBe(' a\n-b\n+x\n c');
});

test('removing nothing and adding nothing gives the same text back', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', '\n', '\r\n', '\r')), fc.nat(9), (parts, at) => {
      expect(editedText(parts.join(''), { at, remove: 0, insert: [] })).toBe(parts.join(''));
    }),
  );
});

const shown = (nodes: readonly MarkdownNode[]): string =>
  nodes
    .map((node) =>
      'text' in node
        ? node.text
        : `<${node.tag}${node.attributes.class ? `.${node.attributes.class}` : ''}${node.attributes.href ? ` ${node.attributes.href}` : ''}>${shown(node.children)}</>`,
    )
    .join('');
const dressing = (words: string[]) => ({
  words,
  addressOf: addressBook([{ id: 'RUN-007', path: 'runbooks/RUN-007.md' }], (id) => `/library/${id}`),
});

test('a condition becomes a chip, a box becomes a task, blocks know their lines', () => {
  const [list] = runbookTree('- [ ] falls <!-- check: a < 1 within 2m -->\n- plain', 10);
  expect(shown([list!])).toBe('<ul><li.task>falls  <code.chk>check</></><li>plain</></>');
  expect(list).toMatchObject({ attributes: { 'data-line': 10 }, children: [{}, { attributes: { 'data-line': 11 } }] });
});

test('a comment that is hostile stays out or stays text', () => {
  expect(shown(runbookTree('a <!-- <img src=x onerror=alert(1)> --> b', 1))).toBe('<p>a  b</>');
  expect(shown(runbookTree('<!-- open', 1))).toBe('<p><!-- open</>');
});

test('the searched words are marked, also in code; names of runbooks lead to them', () => {
  const nodes = runbookTree('Logs: timed out. See RUN-007, RUN-999, `RUN-007 timed`.', 1);
  expect(shown(dressed(nodes, dressing(['Timed'])))).toBe(
    '<p>Logs: <mark>timed</> out. See <a /library/RUN-007>RUN-007</>, RUN-999, <code>RUN-007 <mark>timed</></>.</>',
  );
});

test('a relative link goes to its page, or is words when there is none', () => {
  const nodes = runbookTree('[pool](../RUN-007.md) [gone](x/y.md) [site](https://a.example)', 1);
  expect(shown(dressed(nodes, dressing([])))).toBe(
    '<p><a /library/RUN-007>pool</> gone <a https://a.example>site</></>',
  );
});

test('words as typed are marked as one; nearly found words one by one', () => {
  expect(wordsOf('timed out', true, [])).toEqual(['timed out']);
  expect(wordsOf('chekout db', false, ['checkout'])).toEqual(['checkout', 'chekout']);
});

test('what a gate names leads to the page and its line', () => {
  const address = (what: string, where: string) => gateAddress({ what, where });
  expect(address('RUN-001: a finding', 'runbooks/RUN-001.md:14')).toBe('/library/RUN-001?line=14');
  expect(address('pod-crash: nobody owns it', 'team/pod.md:1')).toBe('/library/pod-crash');
  expect(address('bad-deploy: no runbook claims X', 'scenarios/bad-deploy/alerts.rules.yaml:3')).toBeNull();
});

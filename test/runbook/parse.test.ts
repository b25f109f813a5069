import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRunbook } from '../../server/runbook/parse.ts';
import { SHAPES } from './shapes.ts';

describe('parseRunbook finds its way through the shapes people have', () => {
  test.each(SHAPES)('$name', ({ file, source, expect: wanted }) => {
    const runbook = parseRunbook(source, file);
    expect(runbook.title).toBe(wanted.title);
    expect(runbook.steps.map((step) => step.number)).toEqual(runbook.steps.map((_, i) => i + 1));
    expect(runbook.steps).toHaveLength(wanted.steps);
    expect(runbook.steps.flatMap((step) => step.commands)).toHaveLength(wanted.commands);
    if (wanted.checks !== undefined) expect(runbook.steps.flatMap((step) => step.checks)).toHaveLength(wanted.checks);
    if (wanted.alerts) expect(runbook.alerts).toEqual(wanted.alerts);
    if (wanted.owner) expect(runbook.owner).toBe(wanted.owner);
    if (wanted.kept) expect(runbook.other.map((part) => part.heading).sort()).toEqual([...wanted.kept].sort());
    expect(runbook.source).toBe(source);
  });

  test('a command knows the line it stands on, whatever the shape', () => {
    for (const { source, file } of SHAPES) {
      const lines = source.split(/\r?\n/);
      for (const command of parseRunbook(source, file).steps.flatMap((step) => step.commands)) {
        expect(lines[command.line - 1], file).toContain(command.text.split('\n')[0]);
      }
    }
  });
});

describe('a page in the RUN format', () => {
  const page = (procedure: string) => `---\nid: RUN-001\ntitle: Slow\n---\n\n## Procedure\n\n${procedure}`;

  test('a step tells why, commands, checks and prose apart', () => {
    const [step] = parseRunbook(
      page('### 1. Look\n\n**Why:** to see\nit.\n\nMind the gap.\n\n```sh\ncurl web\n```\n\n- [x] ok\n'),
      'RUN-001.md',
    ).steps;
    expect(step).toMatchObject({ title: 'Look', why: 'to see it.', text: 'Mind the gap.', line: 8, endLine: 19 });
    expect(step?.commands).toEqual([{ language: 'sh', text: 'curl web', line: 16 }]);
    expect(step?.checks).toEqual([{ text: 'ok', line: 19, condition: null }]);
  });

  test('a check comment becomes a condition and leaves the text', () => {
    const source = page('### 1. Look\n\n- [ ] Idle <!-- check: pg_up{db="orders"} == 1 within 2m for 30s -->\n');
    expect(parseRunbook(source, 'f.md').steps[0]?.checks[0]).toEqual({
      text: 'Idle',
      line: 10,
      condition: { expression: 'pg_up{db="orders"} == 1', withinS: 120, forS: 30 },
    });
  });

  test('a check that cannot be read is a problem with its line and a person judges it', () => {
    const runbook = parseRunbook(page('### 1. Look\n\n- [ ] Idle <!-- check: rate(pg_up) > 1 -->\n'), 'f.md');
    expect(runbook.steps[0]?.checks[0]?.condition).toBeNull();
    expect(runbook.problems).toEqual([
      { rule: 'check-syntax', line: 10, message: expect.stringContaining('range vector') },
    ]);
  });

  test('scope tells what it handles from what it does not', () => {
    const scope = '## Scope\n\nHandles:\n\n- a\n- b\n\nDoes not handle:\n\n- c: RUN-002\n';
    expect(parseRunbook(scope, 'f.md').scope).toMatchObject({
      handles: ['a', 'b'],
      doesNotHandle: ['c: RUN-002'],
      line: 1,
    });
    const terse = parseRunbook('## Scope\n\n**Handles:** a\n**Does not handle:** c\n', 'f.md').scope;
    expect(terse).toMatchObject({ handles: ['a'], doesNotHandle: ['c'] });
  });

  test('a prerequisite names the access it stands for', () => {
    const source = '## Prerequisites\n\n- [ ] psql on orders <!-- access: psql:orders -->\n- a phone\n';
    expect(parseRunbook(source, 'f.md').prerequisites).toEqual([
      { text: 'psql on orders', line: 3, access: 'psql:orders' },
      { text: 'a phone', line: 4, access: null },
    ]);
  });

  test('lists that only show something are not commands', () => {
    const source = page('### 1. Look\n\n```yaml\na: 1\n```\n\n```promql\nup\n```\n');
    expect(parseRunbook(source, 'f.md').steps[0]?.commands.map((command) => command.language)).toEqual(['promql']);
  });
});

describe('hostile and huge pages', () => {
  test('a page beyond the limit is kept as text and says so', () => {
    const source = 'a'.repeat(300_000);
    const runbook = parseRunbook(source, 'huge.md');
    expect(runbook.problems[0]).toMatchObject({ rule: 'too-large', line: 1 });
    expect(runbook.other).toHaveLength(1);
    expect(runbook.other[0]?.markdown === source).toBe(true);
  });

  test.each([
    ['quotes', `# x\n\n${'> '.repeat(5_000)}deep`],
    ['lists on one line', `# x\n\n${'- '.repeat(5_000)}deep`],
    ['lists that step to the right', Array.from({ length: 400 }, (_, i) => `${' '.repeat(2 * i)}- x`).join('\n')],
  ])('%s nested without end are refused with a line before the parser sees them', (_, source) => {
    expect(parseRunbook(source, 'deep.md').problems[0]?.rule).toBe('too-deep');
  });

  test.each([
    ['brackets', `a: ${'['.repeat(2_000)}`],
    ['indentation', Array.from({ length: 200 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['dashes', `a: 1\n${'- '.repeat(12)}`],
    ['aliases', 'a: &a [1,1]\nb: [*a,*a]'],
    ['a list', '- a\n- b'],
  ])('front matter with %s is a problem, not an exception', (_, yaml) => {
    const runbook = parseRunbook(`---\n${yaml}\n---\n\n# Title\n`, 'f.md');
    expect(runbook.problems.map((problem) => problem.rule)).toEqual(['front-matter']);
    expect(runbook.title).toBe('Title');
  });

  test('no text at all makes it throw, and the source is always kept', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '# ', '## Procedure\n', '### 1. ', '- [ ] ', '```sh\n', '```\n', '<!-- check: ', ' -->', 'within 2m', '---\n', '> ', '1. ', '\n', '\n\n', '|', '| - |\n',
        'Why: ', 'Owner: ', '<details>', '[^1]: ', '    ', '\t', '\r\n', '\u0000', '\u2028', '&#0;', '[a](b)', '~~~', 'Handles:', 'rate(up[5m]) > ',
      ), // prettier-ignore
      fc.string({ maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const source = pieces.join('');
        const runbook = parseRunbook(source, 'any.md');
        expect(runbook.source).toBe(source);
        expect(runbook.id).not.toBe('');
        for (const step of runbook.steps) expect(step.endLine).toBeGreaterThanOrEqual(step.line);
      }),
      { numRuns: 300, seed: 42 },
    );
  });
});

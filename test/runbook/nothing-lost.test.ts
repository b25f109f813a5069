import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RunbookLibrary } from '../../server/library/runbook-library.ts';
import { parseRunbook } from '../../server/runbook/parse.ts';
import type { Runbook } from '../../server/runbook/runbook.ts';
import { memoryStore } from '../../server/store/memory.ts';
import { partsText, strayLines } from './nothing-lost.ts';

/** Random Markdown whose every word is another one, so that each can be looked for. */
function markdown(): fc.Arbitrary<{ source: string; words: string[] }> {
  const block = fc.constantFrom<(word: () => string) => string>(
    (w) => `# ${w()} ${w()}`,
    (w) => `## ${w()}`,
    (w) => `## Symptoms ${w()}`,
    (w) => `## Diagnosis\n\n${w()} ${w()}.`,
    (w) => `## Résolution\n\n1. ${w()}\n2. ${w()}: ${w()}`,
    (w) => `## Eskalation\n\n${w()}`,
    (w) => `### ${w()} \`kubectl ${w()} ${w()}\``,
    (w) => `${w()}\n===`,
    (w) => `${w()}\n---`,
    (w) => `${w()} ${w()}. ${w()}\n${w()}`,
    (w) => `- ${w()}\n- ${w()}\n  - ${w()}\n    1. ${w()}`,
    (w) => `1. ${w()}\n\n   ${w()}\n\n   \`\`\`sh\n   ${w()} ${w()}\n   \`\`\`\n2. [${w()}](http://${w()})`,
    (w) => `- [ ] ${w()}\n- [x] ${w()} ${w()}`,
    (w) => `\`\`\`sh\n${w()} -n ${w()}\n${w()}\n\`\`\``,
    (w) => `\`\`\`\n$ ${w()} ${w()}\n${w()}\n\`\`\``,
    (w) => `~~~text\n${w()}\n~~~`,
    (w) => `    ${w()} ${w()}\n    ${w()}`,
    (w) => `Expected output: ${w()}`,
    (w) => `You should see:\n\n\`\`\`\n${w()}\n${w()}\n\`\`\``,
    (w) => `Why: ${w()} ${w()}`,
    (w) => `**Owner:** ${w()}`,
    (w) => `**${w()}:** ${w()} ${w()}`,
    (w) =>
      `| Step | Command | ${w()} |\n| --- | --- | --- |\n| ${w()} | \`${w()} ${w()}\` | ${w()} |\n| ${w()} | ${w()} | ${w()} |`,
    (w) => `| ${w()} | ${w()} |\n| --- | --- |\n| ${w()} | ${w()} |`,
    (w) => `> ${w()}\n> - ${w()}`,
    (w) => `<details>\n<summary>${w()}</summary>\n\n${w()}\n\n</details>`,
    (w) => `<!-- ${w()} -->`,
    (w) => `## Scope\n\nHandles:\n\n- ${w()}\n\nDoes not handle:\n\n- ${w()}\n\n${w()}`,
    (w) => `## Prerequisites\n\n- [ ] ${w()}\n- ${w()}\n\n${w()}`,
    (w) => `[${w()}]: http://${w()} "${w()}"`,
    (w) => `${w()} ![${w()}](${w()}.png)`,
    (w) => `[^${w()}]: ${w()}`,
    () => '***',
    () => '```',
  );
  const lines = fc.record({
    blocks: fc.array(block, { maxLength: 14 }),
    gap: fc.constantFrom('\n\n', '\n\n', '\n\n\n', '\n'),
    end: fc.constantFrom('\n', '\r\n'),
    mark: fc.boolean(),
    head: fc.constantFrom('', 'yaml', 'toml'),
  });
  return lines.map(({ blocks, gap, end, mark, head }) => {
    const words: string[] = [];
    const word = () => {
      words.push(`w${words.length}q`);
      return words.at(-1)!;
    };
    const first =
      head === 'yaml'
        ? `---\ntitle: ${word()}\nother: ${word()}\n---\n\n`
        : head === 'toml'
          ? `+++\nowner = "${word()}"\n[menu]\nname = "${word()}"\n+++\n\n`
          : '';
    const source = first + blocks.map((make) => make(word)).join(gap) + '\n';
    return { source: (mark ? '\uFEFF' : '') + source.replaceAll('\n', end), words };
  });
}

describe('nothing of a page is lost', () => {
  test('every line that is not blank lies in exactly one part, and every word is found in the parts', () => {
    fc.assert(
      fc.property(markdown(), ({ source, words }) => {
        const runbook = parseRunbook(source, 'any.md');
        expect(strayLines(runbook)).toEqual([]);
        const text = partsText(runbook);
        expect(words.filter((word) => !new RegExp(`${word}(?!\\d)`).test(text))).toEqual([]);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  test('other parts are the page’s own letters', () => {
    fc.assert(
      fc.property(markdown(), ({ source }) => {
        const runbook = parseRunbook(source, 'any.md');
        const kept = [...runbook.other, runbook.escalation, runbook.postIncident, runbook.lessons, runbook.prevention];
        for (const part of kept) if (part) expect(source).toContain(part.markdown);
      }),
      { numRuns: 200, seed: 8 },
    );
  });

  test('importing what was exported changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(markdown(), async ({ source }) => {
        const library = new RunbookLibrary(memoryStore(), () => 0);
        const first = await library.take({ path: 'a/any.md', text: source }, 'ann', false);
        const exported = (await library.page(first.id!))!.stored.newest.text;
        expect(Buffer.from(exported).equals(Buffer.from(source))).toBe(true);
        expect(await library.take({ path: 'a/any.md', text: exported }, 'ann', false)).toEqual({
          ...first,
          result: 'unchanged',
        });
      }),
      { numRuns: 60, seed: 9 },
    );
  });

  test.each([
    ['prose with letters of any kind', 'a\u0000b \u202Ec\n'],
    ['lone carriage returns', '# a\rb\r\r## Steps\r1. c\r'],
    ['only a byte order mark', '\uFEFF'],
  ])('not even from %s', (_, source) => {
    const runbook: Runbook = parseRunbook(source, 'any.md');
    expect(strayLines(runbook)).toEqual([]);
    expect(runbook.source).toBe(source);
  });
});

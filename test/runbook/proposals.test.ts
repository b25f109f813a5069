import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { applyPatch } from 'diff';
import { describe, expect, test } from 'vitest';
import { proposeAlert, proposeOwner, proposeTested } from '../../server/runbook/head-edits.ts';
import { parseRunbook } from '../../server/runbook/parse.ts';
import type { Runbook } from '../../server/runbook/runbook.ts';
import {
  proposeEscalation,
  proposePrerequisite,
  proposeSendOn,
  proposeStop,
} from '../../server/runbook/section-edits.ts';
import { proposeCheck, proposeMove, proposeNote, proposeStep } from '../../server/runbook/step-edits.ts';
import { applyDiff } from '../support/apply-diff.ts';
import { RUNBOOK } from '../support/entries.ts';

/** A page as people have it: no front matter, other headings, numbered items instead of headings. */
const LIST = `# Checkout hangs

Owner: nobody yet

## Mitigation

1. Look at the sessions.

   \`\`\`sh
   psql orders -c "select 1"
   \`\`\`

2. Roll back. See step 1 first.

   \`\`\`sh
   deploy rollback checkout
   \`\`\`

## Contacts

Ask around.
`;

const step = {
  title: 'Change the flag exports',
  why: 'it helped.',
  command: 'flag set exports off',
  check: { text: 'It is better', condition: null },
};

function everyEdit(runbook: Runbook): (string | null)[] {
  const first = runbook.steps[0];
  const last = runbook.steps.at(-1);
  if (!first || !last) return [];
  return [
      proposeStep(runbook, 1, step), proposeStep(runbook, 0, step), proposeMove(runbook, 1, last.number), proposeNote(runbook, first, 'say which'),
      proposeCheck(runbook, first, 'It shows a row', '<!-- check: up > 0 within 2m -->'), proposeStop(runbook, first, 0, 'Do not.'),
      proposePrerequisite(runbook, 'the right', 'deploy:write'), proposeEscalation(runbook, 'Page `dba`.'), proposeSendOn(runbook, 'X', 'RUN-002', null),
      proposeTested(runbook, '2026-03-10'), proposeOwner(runbook), proposeAlert(runbook, 'X'),
    ]; // prettier-ignore
}

describe('GAP-20 a proposed edit', () => {
  const shapes = [
    ['a page in the RUN format', RUNBOOK],
    ['a page with numbered items', LIST],
    ['a page with the line ends of another system', RUNBOOK.replaceAll('\n', '\r\n')],
    ['a page without a last line end', RUNBOOK.trimEnd()],
  ] as const;

  test.each(shapes)('applies to %s and leaves a page that reads, or is none', (_, source) => {
    const runbook = parseRunbook(source, 'RUN-001.md');
    const all = everyEdit(runbook);
    const plain = source.replaceAll('\r\n', '\n');
    for (const proposal of all) {
      if (proposal === null) continue;
      expect(parseRunbook(applyDiff(plain, proposal), 'RUN-001.md').problems).toEqual([]);
    }
    expect(all.filter((proposal) => proposal !== null).length).toBeGreaterThan(5);
  });

  test('applies to pages as people have them, whatever their line ends, or is none', () => {
    const folders = readdirSync('scenarios').map((name) => `scenarios/${name}/runbooks`);
    const paths = [...folders, 'test/runbook/fixtures'].filter(existsSync).flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md')).map((name) => `${folder}/${name}`),
    ); // prettier-ignore
    // Every sixth: a page is read anew for each of its edits.
    const edits = paths
      .filter((_, i) => i % 6 === 0)
      .flatMap((path) => {
        const source = readFileSync(path, 'utf8');
        const runbook = parseRunbook(source, 'RUN-001.md');
        return everyEdit(runbook).map((proposal) => {
          if (proposal === null) return 'none';
          const edited = applyPatch(source, proposal, { fuzzFactor: 0, autoConvertLineEndings: true });
          return edited !== false && edited !== source ? 'applies' : `${path}: ${proposal}`;
        });
      });
    expect(edits.filter((edit) => edit !== 'none' && edit !== 'applies')).toEqual([]);
    expect(edits.filter((edit) => edit === 'applies').length).toBeGreaterThan(edits.length / 2);
  });

  test('is none where the page cannot take it', () => {
    const broken = parseRunbook('# Just words\n\nNothing to do here.\n', 'RUN-001.md');
    expect(proposeStep(broken, 0, step)).toBeNull();
    expect(proposeMove(parseRunbook(RUNBOOK, 'RUN-001.md'), 3, 1)).toBeNull();
  });

  test('gives a page without a head one, and changes nothing else of it', () => {
    const list = parseRunbook(LIST, 'checkout-hangs.md');
    const edited = parseRunbook(applyDiff(LIST, proposeTested(list, '2026-03-10')!), 'checkout-hangs.md');
    expect(edited).toMatchObject({ lastTested: '2026-03-10', title: 'Checkout hangs', id: list.id });
    expect(edited.steps.map(({ title }) => title)).toEqual(list.steps.map(({ title }) => title));
  });

  test('moves what other lines say of a step with the step, and leaves the lessons alone', () => {
    const source = `${RUNBOOK}\n## Escalation\n\nAfter steps 2 and 3: page.\n\n## Lessons\n\n2026-01-12: step 2 came late.\n`;
    const runbook = parseRunbook(source, 'RUN-001.md');
    const text = applyDiff(source, proposeStep(runbook, 1, step)!);
    expect(text).toContain('After steps 3 and 4: page.');
    expect(text).toContain('step 2 came late.');
  });

  test('of the head carries no context, because the line beside it may name somebody', () => {
    const runbook = parseRunbook(RUNBOOK, 'RUN-001.md');
    expect(proposeAlert(runbook, 'PoolPending')).not.toContain('J. Simmons');
    expect(proposeTested(runbook, '2026-03-10')).not.toContain('J. Simmons');
  });
});

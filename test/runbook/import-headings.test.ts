import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { partOf, type Part } from '../../server/runbook/headings.ts';

const PAGE = readFileSync(new URL('../../docs/runbook-format.md', import.meta.url), 'utf8');
const PARTS: Record<string, Part> = {
  Steps: 'steps', Symptom: 'trigger', Impact: 'impact', Causes: 'causes', Escalation: 'escalation', Prerequisites: 'prerequisites', Scope: 'scope',
  'Post-incident': 'postIncident', Lessons: 'lessons', Prevention: 'prevention', Overview: 'overview', Links: 'links', Owner: 'owner',
}; // prettier-ignore
const TABLE = PAGE.slice(PAGE.indexOf('| Part | English')).split('\n\n', 1)[0]!.split('\n').slice(2);
const ROWS = TABLE.map((row) => row.split('|').map((cell) => cell.trim()).filter(Boolean)); // prettier-ignore

describe('docs/runbook-format.md lists headings that are read as it says', () => {
  test('for every part', () => {
    expect(ROWS.map(([part]) => part)).toEqual(Object.keys(PARTS));
  });

  test.each(ROWS.map(([part, ...languages]) => [part!, languages.join(', ').split(', ')] as const))(
    '%s',
    (part, headings) => {
      expect(headings.filter((heading) => partOf(heading) !== PARTS[part])).toEqual([]);
      expect(headings.filter((heading) => partOf(`3. ${heading.toUpperCase()} :`) !== PARTS[part])).toEqual([]);
    },
  );
});

test('a heading that nobody told us of is no part', () => {
  for (const heading of ['Poem', 'Notes', 'Voodoo', '', '!!!', '12.', 'History of this page'])
    expect(partOf(heading)).toBeNull();
});

import { describe, expect, test } from 'vitest';
import type { GapView } from '../../server/protocol/http.ts';
import type { GapState } from '../../server/protocol/library.ts';
import { calendarFile } from '../../server/protocol/calendar-file.ts';
import { forDateField, nextWeekAtTen } from '../../web/debrief/day-and-time.ts';
import { entryMoments } from '../../web/debrief/entry-moments.ts';
import { awaiting, gapName, OPEN, unproven, whatNext } from '../../web/debrief/gap-words.ts';
import { changesOf, proposedText } from '../../web/debrief/proposed-text.ts';

const PAGE = '# Revert\n\n```sh\ndeployctl revert checkout\n```\n';
const PROPOSAL =
  '--- a/p.md\n+++ b/p.md\n@@ -1,5 +1,5 @@\n # Revert\n \n ```sh\n-deployctl revert checkout\n+deploy rollback checkout\n ```\n';

function gap(id: string, over: Partial<GapView> = {}): GapView {
  return {
    id,
    kind: 'stale step',
    runbook: 'RUN-013',
    file: 'p.md',
    line: 4,
    step: 2,
    sentence: 'It is stale.',
    entries: [12],
    severity: 'high',
    proposal: PROPOSAL,
    ...over,
  };
}

describe('a proposal put on the page', () => {
  test('gives the text as it would be saved', () => {
    expect(proposedText(PAGE, gap('a'))).toBe(PAGE.replace('deployctl revert', 'deploy rollback'));
  });
  test('keeps the line ends that the page has', () => {
    expect(proposedText(PAGE.replaceAll('\n', '\r\n'), gap('a'))).toContain('deploy rollback checkout\r\n');
  });
  test('is null when its lines are gone, when nothing was proposed, and when it is no diff', () => {
    expect(proposedText('# Another page\n', gap('a'))).toBeNull();
    expect(proposedText(PAGE, gap('a', { proposal: null }))).toBeNull();
    expect(proposedText(PAGE, gap('a', { proposal: '@@ nonsense' }))).toBeNull();
  });
});

describe('what an edit changes', () => {
  test('is empty when it changes nothing, and a diff when it does', () => {
    expect(changesOf('p.md', PAGE, PAGE)).toBe('');
    expect(changesOf('p.md', PAGE, `${PAGE}More.\n`)).toMatch(/^--- p\.md[^]*\+More\.$/m);
  });
});

describe('a calendar file', () => {
  const file = calendarFile(
    {
      uid: 'd1-stale@drillbook',
      startMs: Date.UTC(2026, 10, 28, 10),
      minutes: 45,
      title: 'DRILL: RUN-013 again, with the new page',
      text: `stale step; ${'a long sentence about it, '.repeat(6)}\nthe end – with a dash`,
      url: 'http://drills.test/drills/d1/debrief',
    },
    Date.UTC(2026, 10, 21),
  );
  const unfolded = file.replaceAll('\r\n ', '');

  test('begins and ends in UTC, lines end as RFC 5545 wants', () => {
    expect(unfolded).toContain('DTSTART:20261128T100000Z\r\nDTEND:20261128T104500Z\r\n');
    expect(file.endsWith('END:VCALENDAR\r\n')).toBe(true);
  });
  test('escapes commas, semicolons and line ends, and folds at 75 octets without breaking a character', () => {
    expect(unfolded).toContain('SUMMARY:DRILL: RUN-013 again\\, with the new page');
    expect(unfolded).toContain('stale step\\; a long');
    expect(unfolded).toContain('\\nthe end – with a dash');
    for (const line of file.split('\r\n')) expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
  });
});

describe('the day that is suggested for people', () => {
  test('is a week on, at ten where the reader is', () => {
    expect(forDateField(nextWeekAtTen(new Date(2026, 10, 21, 16, 20).getTime()))).toBe('2026-11-28T10:00');
  });
});

describe('what is left to do', () => {
  const accepted: GapState = { ...OPEN, state: 'accepted', version: 2, by: 'Mei', atMs: 1 };
  const states: Record<string, GapState> = {
    a: OPEN,
    b: accepted,
    c: { ...accepted, state: 'closed' },
    d: { ...accepted, state: 're-run failed' },
  };
  const gaps = ['a', 'b', 'c', 'd'].map((id) => gap(id));
  const stateOf = (id: string) => states[id] ?? OPEN;

  test('only open gaps with a proposal await a decision; only accepted ones a proof', () => {
    expect(awaiting([...gaps, gap('e', { proposal: null })], stateOf).map(({ id }) => id)).toEqual(['a']);
    expect(unproven(gaps, stateOf).map(({ id }) => id)).toEqual(['b', 'd']);
  });
  test('is said for every state but the last', () => {
    expect(whatNext(OPEN, 'stale step')).toMatch(/re-run/);
    expect(whatNext(OPEN, 'untested')).toMatch(/bots/);
    expect(whatNext(accepted, 'stale step')).toMatch(/Not proven yet/);
    expect(whatNext(states['d']!, 'stale step')).toMatch(/Change it/);
    expect(whatNext(states['c']!, 'stale step')).toBe('');
  });
  test('names a gap with its page and step, or by its kind alone', () => {
    expect(gapName(gap('a'))).toBe('stale step, RUN-013 step 2');
    expect(gapName(gap('a', { kind: 'alert without runbook', runbook: null, step: null }))).toBe(
      'alert without runbook',
    );
  });
});

describe('when an entry was written', () => {
  const mark = { toS: null, label: '', kind: 'command' };
  const momentOf = entryMoments({
    lanes: [{ id: 'commands', label: 'Commands', secret: false, marks: [{ ...mark, atS: 40, entry: 10 }, { ...mark, atS: 90, entry: 30 }] }],
    gaps: [gap('a', { entries: [20], atS: [60] })],
  }); // prettier-ignore

  test('is known from lanes and gaps', () => {
    expect([10, 20, 30].map(momentOf)).toEqual([40, 60, 90]);
  });
  test('between two that are known it is the earlier one’s; before the first nobody knows', () => {
    expect([momentOf(25), momentOf(99), momentOf(3)]).toEqual([60, 90, undefined]);
  });
});

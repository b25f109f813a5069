import { describe, expect, test } from 'vitest';
import type { GatesView } from '../../server/protocol/library.ts';
import type { Debrief } from '../../server/protocol/http.ts';
import { parseRunbook } from '../../server/runbook/parse.ts';
import { readFromDisk } from '../../server/scenario/read-file.ts';
import { loadScenario } from '../../server/scenario/load.ts';
import { gatesView } from '../../server/library/gates.ts';
import type { LibraryScene } from '../../server/library/library-views.ts';
import type { LibraryPage } from '../../server/library/runbook-library.ts';
import { scenarioPlaces } from '../../server/library/scenario-places.ts';

const loaded = loadScenario('scenarios/bad-deploy', null);
if (!loaded.ok) throw new Error('the scenario does not load');
const { scenario } = loaded;
const nowMs = scenario.world.startsAtMs;
const DAY = 86_400_000;

function pageOf(text: string, path: string, marks: { draft?: boolean; retired?: boolean; atMs?: number } = {}): LibraryPage {
  const runbook = parseRunbook(text, path);
  const { draft = false, retired = false, atMs = nowMs } = marks;
  const newest = { version: 1, text, hash: '', author: 'ada', atMs, note: '', drill: null, gap: null, commit: null };
  return { runbook, stored: { id: runbook.id, path, origin: 'shipped', draft, retired, newest } };
} // prettier-ignore

/** The scenario's own pages, RUN-013 mended: every gate is met. */
const shipped = scenario.runbooks.map(({ id, source, file }) =>
  pageOf(
    id === 'RUN-013'
      ? source
          .replace('lastTested: 2025-04-08', 'lastTested: 2026-02-01')
          .replace('deployctl revert', 'deploy rollback')
          .replace('## Post-incident', '## Escalation\n\nNot better after 5 minutes: page `api`.\n\n## Post-incident')
      : source,
    file,
  ),
);

function gates(overrides: Partial<LibraryScene> = {}, own?: (page: LibraryPage) => boolean): GatesView {
  const scene: LibraryScene = { pages: shipped, care: new Map(), past: [], checks: [], scenarios: [scenario], nowMs, ...overrides }; // prettier-ignore
  return gatesView(scene, scenarioPlaces(readFromDisk), own);
}

const unmet = (view: GatesView) => view.gates.filter(({ ok }) => !ok);
const without = (id: string) => shipped.filter(({ stored }) => stored.id !== id);
const changed = (id: string, from: string, to: string) =>
  shipped.map((page) =>
    page.stored.id === id ? pageOf(page.runbook.source.replace(from, () => to), page.stored.path) : page,
  ); // prettier-ignore

test('a library in order meets every gate', () => {
  const view = gates();
  expect(unmet(view)).toEqual([]);
  expect(view).toMatchObject({ ok: true, atMs: nowMs });
  expect(view.gates.map(({ id, of }) => [id, of])).toEqual([
    ['critical-scenarios', 1],
    ['alerts', 9],
    ['rollback-triggers', 2],
    ['owner', 6],
    ['last-tested', 6],
    ['escalation', 6],
    ['no-must', 6],
    ['tested', 6],
    ['reviewed', 6],
    ['no-high-gaps', 0],
  ]);
});

describe('what is missing is told with its place', () => {
  test('the runbook of a critical scenario', () => {
    const [gate] = unmet(gates({ pages: without('RUN-010') }));
    expect(gate).toMatchObject({ id: 'critical-scenarios', of: 1, met: 0 });
    expect(gate!.missing[0]!.where).toMatch(/^scenarios\/bad-deploy\/scenario\.yaml:\d\d+$/);
  });

  test('a runbook for an alert, and for what makes people take a release back', () => {
    const open = unmet(gates({ pages: without('RUN-013') }));
    expect(open.map(({ id, missing }) => [id, missing])).toEqual([
      ['alerts', [{ what: 'bad-deploy: no runbook claims NewVersionErrors', where: expect.stringMatching(/alerts\.rules\.yaml:\d\d+$/) }]],
      ['rollback-triggers', [{ what: 'bad-deploy: NewVersionErrors links to RUN-013, which is not in service', where: expect.any(String) }]],
    ]);
  }); // prettier-ignore

  test('a draft and a retired page cover nothing', () => {
    for (const marks of [{ draft: true }, { retired: true }]) {
      const pages = shipped.map((page) => (page.stored.id === 'RUN-013' ? { ...page, stored: { ...page.stored, ...marks } } : page)); // prettier-ignore
      expect(unmet(gates({ pages })).map(({ id }) => id)).toEqual(['alerts', 'rollback-triggers']);
    }
  });

  test.each<[gates: string[], from: string, to: string, line: number]>([
    [['owner'], 'owner: Tomas Keller', 'owner: API team', 6],
    [['last-tested', 'tested'], 'lastTested: 2026-02-01\n', '', 1],
    [['tested'], 'lastTested: 2026-02-01', 'lastTested: 2025-12-09', 7],
    [['escalation'], '## Escalation', '## Weather', 60],
    [['no-must'], 'deploy rollback', 'deployctl revert', 47],
  ])('%j: %s → %s', (ids, from, to, line) => {
    const open = unmet(gates({ pages: changed('RUN-013', from, to) }));
    expect(open.map(({ id }) => id)).toEqual(ids);
    for (const { missing } of open) {
      expect(missing).toHaveLength(1);
      expect(missing[0]).toMatchObject({ what: expect.stringMatching(/^RUN-013: /), where: `scenarios/bad-deploy/runbooks/RUN-013.md:${line}` }); // prettier-ignore
    }
  });

  test('the owner is whoever cares for it today, and a review within the quarter counts', () => {
    const pages = changed('RUN-013', 'owner: Tomas Keller', 'owner: API team');
    const none = { owner: null, rotation: null, reviewedMs: null, reviewedBy: null, reviewNote: '' };
    expect(gates({ pages, care: new Map([['RUN-013', { ...none, owner: 'Mei' }]]) }).ok).toBe(true);
    const old = shipped.map((page) => ({ ...page, stored: { ...page.stored, newest: { ...page.stored.newest, atMs: nowMs - 91 * DAY } } })); // prettier-ignore
    const reviewed = new Map(old.slice(1).map(({ stored }) => [stored.id, { ...none, reviewedMs: nowMs - DAY }]));
    const [gate] = unmet(gates({ pages: old, care: reviewed }));
    expect(gate).toMatchObject({ id: 'reviewed', met: 5, missing: [{ what: expect.stringContaining('review was due on 2026-03-09') }] }); // prettier-ignore
  });

  test('an open gap of high severity, until somebody accepts or refuses it', () => {
    const gap = { id: 'g1', kind: 'stale step', runbook: 'RUN-013', line: 47, severity: 'high', sentence: 'It is refused.' }; // prettier-ignore
    const debrief = { drill: { id: 'd1' }, gaps: [gap, { ...gap, id: 'g2', severity: 'low' }] } as unknown as Debrief;
    const state = { state: 'open', version: null, commit: null, by: null, atMs: null, reason: null, rerun: null } as const; // prettier-ignore
    const past = (gapStates: ReadonlyMap<string, object>) =>
      [{ debrief, gapStates }] as unknown as LibraryScene['past'];
    const [open] = unmet(gates({ past: past(new Map()) }));
    expect(open).toMatchObject({
      id: 'no-high-gaps', of: 1, met: 0,
      missing: [{ what: 'RUN-013: stale step: It is refused.', where: 'scenarios/bad-deploy/runbooks/RUN-013.md:47' }],
    }); // prettier-ignore
    expect(unmet(gates({ past: past(new Map([['g1', { ...state, state: 'accepted' }]])) }))).toEqual([]);
    expect(unmet(gates({ past: past(new Map([['g1', { ...state, state: 're-run failed' }]])) }))).toHaveLength(1);
  });

  test("only the care for one's own pages is judged when one names them", () => {
    const pages = changed('RUN-013', 'owner: Tomas Keller', 'owner: API team');
    expect(gates({ pages }, ({ stored }) => stored.id === 'RUN-010').ok).toBe(true);
  });
});

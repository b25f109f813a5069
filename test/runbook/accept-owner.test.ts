import { expect, test } from 'vitest';
import type { Debrief, GapView } from '../../server/protocol/http.ts';
import { GapDesk } from '../../server/library/gap-desk.ts';
import { RunbookLibrary } from '../../server/library/runbook-library.ts';
import { proposeOwner } from '../../server/runbook/head-edits.ts';
import { parseRunbook } from '../../server/runbook/parse.ts';
import { memoryStore } from '../../server/store/memory.ts';
import { RUNBOOK, story } from '../support/entries.ts';

test('whoever accepts the edit of a page that nobody owns becomes its owner', async () => {
  const source = RUNBOOK.replace('owner: J. Simmons\n', '');
  const store = memoryStore();
  const library = new RunbookLibrary(store, () => 7);
  await library.takeShipped([{ path: 'runbooks/RUN-001.md', text: source }]);
  const entries = story().end();
  await store.createDrill(
    { id: 'd1', scenario: 'tiny', cover: 'x', joinCode: 'x', createdBy: 'p1', createdMs: 0 },
    entries,
  );
  const gap: GapView = {
    id: 'unowned-RUN-001', kind: 'unowned', runbook: 'RUN-001', file: 'runbooks/RUN-001.md', line: 1, step: null,
    sentence: 'RUN-001 names no owner.', entries: [9], severity: 'low', proposal: proposeOwner(parseRunbook(source, 'runbooks/RUN-001.md')),
  }; // prettier-ignore
  const desk = new GapDesk({
    store,
    library,
    scenarios: { scenario: () => Promise.resolve(null) },
    debriefs: { debrief: () => Promise.resolve({ gaps: [gap], runbooks: [] } as unknown as Debrief) },
    bots: { run: () => Promise.reject(new Error('no bot is asked')) },
    tree: null,
    now: () => 7,
  });
  const mei = { id: 'p1', name: 'Mei: "the keeper"', facilitator: true, createdMs: 0 };
  expect(await desk.decide('d1', gap.id, { decision: 'accept' }, mei)).toMatchObject({ ok: true });
  expect((await library.page('RUN-001'))?.runbook.owner).toBe(mei.name);
});

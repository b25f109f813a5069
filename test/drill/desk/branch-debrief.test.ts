import { describe, expect, it } from 'vitest';
import type { Action } from '../../../server/engine/input.ts';
import { branchFamily, sharedEntries } from '../../../server/library/branch-family.ts';
import { DebriefShelf } from '../../../server/library/debrief-shelf.ts';
import { gapsOfRunbook, RunbookHistory, runsOf } from '../../../server/library/runbook-history.ts';
import type { Debrief } from '../../../server/protocol/http.ts';
import { withBranches } from '../../../server/report/branches.ts';
import { debriefMarkdown } from '../../../server/report/markdown.ts';
import type { Store } from '../../../server/store/store.ts';
import { scripted } from '../../support/scripted-simulation.ts';
import { alertEffect, fault, stage, world } from '../../support/stage.ts';
import { ToldDesk } from '../../support/told-desk.ts';

const RESTART: Action = { do: 'db.restart', db: 'orders' };
const moved = { kind: 'fault', fault: 'export', from: 'idle', to: 'holding', event: 'BREAK', done: false } as const;
const slo = (breached: boolean) => ({ kind: 'slo', slo: 'checkout', breached, value: breached ? 0.5 : 1 }) as const;

/** From 60 s on two of ten checkouts fail each second, and all of them for 200 s once somebody has restarted. */
function shop() {
  let restartedS = Infinity;
  const failed = (atS: number) => Math.max(0, atS - 60) * 2 + Math.max(0, Math.min(atS - restartedS, 200)) * 8;
  const sim = scripted({
    at: { 50: [moved], 60: [slo(true)], 90: [alertEffect('firing', 90)], 400: [slo(false)] },
    on: (input, atS) => {
      if (input.kind !== 'act') return [];
      restartedS = atS;
      return [{ kind: 'acted', action: input.action, seat: input.seat, ok: true, message: '' }];
    },
    query: {
      'sum(journey_requests_total{journey="checkout"})': (atS) => [{ labels: {}, value: 10 * atS }],
      'sum(journey_requests_total{journey="checkout",outcome="ok"})': (atS) => [
        { labels: {}, value: 10 * atS - failed(atS) },
      ],
    },
    tools: { restart: () => ({ actions: [RESTART] }) },
  });
  return {
    ...sim,
    impact: () => ({ failedRequests: failed(sim.atS()), userMinutesLost: failed(sim.atS()) / 10, moneyLost: 0 }),
  };
}

const promise = {
  id: 'checkout',
  journey: 'checkout',
  title: 'Checkout works',
  objective: 0.99,
  latencyS: 1,
  windowS: 300,
};
const scenario = stage({ world: { ...world(), slos: [promise], faults: [fault('export')] } });

/** Restarted at 120 s in the first branch; rewound to before, and not restarted in the second one. */
async function twice() {
  const told = await new ToldDesk({ scenario, simulate: shop }).starts();
  await told.does('fay', 'drill.jump', { toS: 120 });
  await told.does('ann', 'decision.make', { text: 'restart, says Bob', reason: '' });
  await told.does('ann', 'terminal.run', { terminal: 't1', line: 'restart' });
  await told.does('fay', 'drill.jump', { toS: 600 });
  const first = told.drill;
  const { drill } = (await told.does('fay', 'drill.rewind', { atS: 119, reason: 'Without the restart' })) as {
    drill: string;
  };
  told.drill = drill;
  await told.does('fay', 'drill.resume', {});
  await told.does('ann', 'decision.make', { text: 'wait for the export', reason: '' });
  await told.does('fay', 'drill.jump', { toS: 700 });
  await told.does('fay', 'drill.end', {});
  return { told, first, second: drill };
}

async function debriefs(told: ToldDesk) {
  const { scenarios, simulate, store } = told.parts;
  const shelf = new DebriefShelf({ scenarios, simulate, store, engine: '1', now: () => 0 });
  return async (drill: string): Promise<Debrief> => {
    const entries = await store.read(drill);
    const debrief = await shelf.debrief(drill, entries);
    return withBranches(debrief!, await branchFamily({ store, debriefs: shelf }, { drill, entries }));
  };
}

describe('the debrief of a drill that was rewound', () => {
  it('shows all branches, also from the old one, each with what was decided after they parted', async () => {
    const { told, first, second } = await twice();
    const of = await debriefs(told);
    const { branches } = await of(second);
    expect(branches).toEqual([
      {
        drill: first,
        from: null,
        reason: '',
        state: 'ended',
        lastedS: 600,
        mitigatedAtS: 400,
        userMinutesLost: (540 * 2 + 200 * 8) / 10,
        decisions: [{ atS: 120, text: expect.stringMatching(/^restart, says (?!Bob)/) }],
      },
      {
        drill: second,
        from: { drill: first, atS: 119 },
        reason: 'Without the restart.',
        state: 'ended',
        lastedS: 700,
        mitigatedAtS: 400,
        userMinutesLost: (640 * 2) / 10,
        decisions: [{ atS: 119, text: 'wait for the export' }],
      },
    ]);
    expect((await of(first)).branches).toEqual(branches);
  });

  it('draws them on one axis: the lines part where the branches do', async () => {
    const { told, second } = await twice();
    const { branchChart } = await (await debriefs(told))(second);
    expect(branchChart).toMatchObject({ title: 'Failed requests so far', unit: 'count' });
    expect(branchChart!.lines.map(({ label }) => label)).toEqual(['First time', 'Branch 1, from 01:59']);
    const at = (atS: number) => branchChart!.lines.map(({ values }) => values[branchChart!.times.indexOf(atS)]);
    expect(at(100)).toEqual([80, 80]);
    expect(at(320)).toEqual([520 + 1600, 520]);
    expect(at(700)).toEqual([null, 1280]);
  });

  it('keeps the lines when the engine has changed: they are read from the record', async () => {
    const { told, first, second } = await twice();
    const { scenarios, simulate, store } = told.parts;
    const shelf = new DebriefShelf({ scenarios, simulate, store, engine: '2', now: () => 0 });
    const figures = await shelf.branch(first, await store.read(first));
    expect(figures?.failed.values.at(-1)).toBe(540 * 2 + 1600);
    expect((await shelf.branch(second, await store.read(second)))?.userMinutesLost).toBe(128);
  });

  it('says it in the Markdown, and nothing where there is one branch only', async () => {
    const { told, second } = await twice();
    const debrief = await (await debriefs(told))(second);
    const text = debriefMarkdown(debrief);
    expect(text).toContain('## Branches');
    expect(text).toMatch(/Branch 1, from .*128.*wait for the export/);
    expect(text).toContain('- Branch 1: Without the restart.');
    expect(debriefMarkdown({ ...debrief, branches: [], branchChart: null })).not.toContain('## Branches');
  });
});

describe('what a branch shares with the drill it was cut out of', () => {
  it('ends where that drill ended, also when notes were taken there at the second of the cut', async () => {
    const told = await new ToldDesk({ scenario, simulate: shop }).starts();
    await told.does('fay', 'drill.jump', { toS: 120 });
    await told.does('ann', 'decision.make', { text: 'wait', reason: '' });
    const first = told.drill;
    const { drill } = (await told.does('fay', 'drill.rewind', { atS: 120, reason: '' })) as { drill: string };
    for (const text of ['Too early', 'Ask them why']) await told.does('fay', 'note.add', { text });
    const [before, branch] = [await told.store.read(first), await told.store.read(drill)];
    const shared = await sharedEntries(told.store, branch);
    expect(before[shared]?.kind).toBe('drill.ended');
    expect(branch[shared - 1]).toMatchObject({ kind: before[shared - 1]!.kind, payload: before[shared - 1]!.payload });
  });

  it('counts once in the history of the runbooks, its gaps with what was decided in any branch', async () => {
    const told = await new ToldDesk({ scenario, simulate: shop }).starts();
    await told.does('ann', 'runbook.open', { runbook: 'RUN-001' });
    await told.does('fay', 'drill.jump', { toS: 120 });
    await told.does('ann', 'step.flag', { runbook: 'RUN-001', step: 1, flag: 'wrong', text: 'No such host' });
    await told.does('fay', 'drill.jump', { toS: 600 });
    const first = told.drill;
    const { drill } = (await told.does('fay', 'drill.rewind', { atS: 300, reason: '' })) as { drill: string };
    told.drill = drill;
    await told.does('fay', 'drill.resume', {});
    await told.does('fay', 'drill.end', {});
    const { scenarios, simulate } = told.parts;
    const store = told.store as Store;
    const debriefs = new DebriefShelf({ scenarios, simulate, store, engine: '1', now: () => 0 });
    const past = () => new RunbookHistory({ store, debriefs, hasEnded: async () => true }).drills();
    const gap = (await debriefs.debrief(drill, await store.read(drill)))!.gaps.find(({ kind }) => kind === 'flagged');
    expect(runsOf('RUN-001', await past(), []).map(({ id }) => id)).toEqual([first]);
    const flagged = gapsOfRunbook('RUN-001', await past()).filter(({ gap: id }) => id === gap!.id);
    expect(flagged).toMatchObject([{ drill: first, state: 'open' }]);
    await store.saveGapState(drill, gap!.id, JSON.stringify({ state: 'refused' }));
    expect(gapsOfRunbook('RUN-001', await past()).find(({ gap: id }) => id === gap!.id)?.state).toBe('refused');
  });
});

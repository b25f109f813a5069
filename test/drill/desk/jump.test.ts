import { describe, expect, it } from 'vitest';
import { HeadlessDrill } from '../../../server/bots/headless-drill.ts';
import { replay } from '../../../server/drill/replay.ts';
import { memoryStore } from '../../../server/store/memory.ts';
import { StoreUnavailable, type LogStore } from '../../../server/store/log-store.ts';
import type { Scenario } from '../../../server/scenario/scenario.ts';
import { scripted } from '../../support/scripted-simulation.ts';
import { alertEffect, stage } from '../../support/stage.ts';
import { plainShell, ToldDesk } from '../../support/told-desk.ts';

const ID = '00000000-0000-4000-8000-000000000001';

/** A page at 200 s that resolves at 400 s, a promise broken at 300 s, a question from above at 700 s. */
const world = () =>
  scripted({
    at: {
      100: [alertEffect('pending', 100)],
      200: [alertEffect('firing', 200)],
      300: [{ kind: 'slo', slo: 'checkout', breached: true, value: 0.9 }],
      400: [alertEffect('resolved', 400)],
    },
  });
const asking = (): Scenario =>
  stage({
    injects: [
      { id: 'ceo', via: 'chat', from: 'CEO', text: 'What does it cost?', expects: '', fault: null, when: { atS: 700 } },
    ],
  });
const opened = (store?: LogStore) =>
  new ToldDesk({ scenario: asking(), simulate: world, ...(store ? { store } : {}) }).starts();
const next = { toS: null };

describe('a jump to the next event', () => {
  it('stops at each thing that a facilitator waits for, and says what it is', async () => {
    const told = await opened();
    const seen = [];
    for (let n = 0; n < 4; n++) seen.push(await told.does('fay', 'drill.jump', next));
    expect(seen).toEqual([
      { atS: 200, what: 'CheckoutSlow pages.' },
      { atS: 300, what: expect.stringMatching(/is broken\.$/) },
      { atS: 400, what: 'CheckoutSlow is resolved.' },
      { atS: 700, what: 'CEO: What does it cost?' },
    ]);
  });

  it('gives up after fifteen simulated minutes', async () => {
    const told = await opened();
    await told.does('fay', 'drill.jump', { toS: 700 });
    expect(await told.does('fay', 'drill.jump', next)).toEqual({ atS: 1600, what: 'Nothing happened in 15 minutes.' });
  });

  it('leaves a drill that ran running from there, at its own pace', async () => {
    const told = await opened();
    await told.does('fay', 'drill.jump', next);
    expect(await told.desk.status(told.drill)).toMatchObject({ state: 'running', atS: 200 });
    await told.ticker.pass(5_000);
    expect(await told.desk.status(told.drill)).toMatchObject({ state: 'running', atS: 205 });
  });

  it('leaves a drill that was paused paused', async () => {
    const told = await opened();
    await told.does('fay', 'drill.pause', {});
    await told.does('fay', 'drill.jump', next);
    await told.ticker.pass(5_000);
    expect(await told.desk.status(told.drill)).toMatchObject({ state: 'paused', atS: 200 });
  });

  it('shows everybody what came about on the way, and the facilitator two checkpoints', async () => {
    const told = await opened();
    await told.does('fay', 'drill.jump', next);
    const alerts = told.messages.fixers.flatMap(({ events }) => events).filter(({ type }) => type === 'alert');
    expect(alerts).toHaveLength(2);
    expect(told.ticks.at(-1)).toMatchObject({ atS: 200, sampleAtS: 200 });
    const view = await told.view('fay');
    expect(view.truth?.checkpoints.map(({ atS, name }) => [atS, name])).toEqual([
      [0, 'Before a jump'],
      [200, 'CheckoutSlow pages'],
    ]);
  });
});

describe('a jump to a second', () => {
  it('tells what it passed', async () => {
    const told = await opened();
    expect(await told.does('fay', 'drill.jump', { toS: 600 })).toEqual({
      atS: 600,
      what: expect.stringMatching(
        /^At 10:00\. On the way: CheckoutSlow pages; .* is broken; CheckoutSlow is resolved\.$/,
      ),
    });
  });

  it('goes neither back nor for hours', async () => {
    const told = await opened();
    await told.does('fay', 'drill.jump', { toS: 60 });
    for (const toS of [60, 30, 60 + 7201])
      expect(await told.tries('fay', 'drill.jump', { toS })).toMatchObject({ refusal: { code: 'request/malformed' } });
  });

  it('ends at a stop rule, which says why', async () => {
    const told = await opened();
    await told.does('fay', 'stops.set', { stops: [{ id: 'late', kind: 'unacknowledged', forS: 60 }] });
    expect(await told.does('fay', 'drill.jump', { toS: 600 })).toEqual({
      atS: 260,
      what: 'Stop rule: a page has waited for 01:00.',
    });
    expect(await told.desk.status(told.drill)).toMatchObject({ state: 'paused', atS: 260 });
  });
});

describe('the log of a jump', () => {
  it('replays', async () => {
    const told = await opened();
    await told.does('fay', 'drill.jump', next);
    await told.does('fay', 'drill.pause', {});
    await told.does('fay', 'drill.jump', { toS: 750 });
    expect(replay(await told.log(), () => ({ scenario: asking(), sim: world() }))).toMatchObject({ matches: true });
  });

  it('answers the same command with the same reply, also after a restart', async () => {
    const told = await opened();
    const first = await told.tries('fay', 'drill.jump', next, ID);
    expect(await told.tries('fay', 'drill.jump', next, ID)).toEqual(first);
    await told.restarts();
    expect(await told.tries('fay', 'drill.jump', next, ID)).toEqual(first);
    expect(await told.desk.status(told.drill)).toMatchObject({ state: 'paused', atS: 200 });
  });

  it('cut short by a crash replays, stands paused, and is not jumped again', async () => {
    const store = memoryStore();
    let appends = Infinity;
    const dying: LogStore = {
      ...store,
      append: (drill, seq, entries) =>
        appends-- > 0 ? store.append(drill, seq, entries) : new Promise(() => undefined),
    };
    const told = await opened(dying);
    appends = 4;
    void told.tries('fay', 'drill.jump', { toS: 600 }, ID);
    while (appends >= 0) await new Promise((turn) => setImmediate(turn));
    appends = Infinity;
    expect(await told.dies()).toBe(1);
    const stands = await told.desk.status(told.drill);
    expect(stands).toMatchObject({ state: 'paused' });
    expect(stands!.atS).toBeGreaterThan(60);
    expect(stands!.atS).toBeLessThan(600);
    expect(await told.tries('fay', 'drill.jump', { toS: 600 }, ID)).toMatchObject({
      refusal: { code: 'request/too-late' },
    });
    expect(replay(await told.log(), () => ({ scenario: asking(), sim: world() })).matches).toBe(true);
  });

  it('waits while nothing can be stored, and is whole when the store is back', async () => {
    const store = memoryStore();
    let down = false;
    const shaky: LogStore = {
      ...store,
      append: (drill, seq, entries) =>
        down && entries[0]?.kind !== 'drill.resumed'
          ? Promise.reject(new StoreUnavailable('disk full'))
          : store.append(drill, seq, entries),
    };
    const told = await opened(shaky);
    await told.does('fay', 'drill.pause', {});
    down = true;
    const jump = () => told.tries('fay', 'drill.jump', next, ID);
    expect(await jump()).toMatchObject({ refusal: { code: 'store/unavailable' } });
    expect(await jump()).toMatchObject({ refusal: { code: 'store/unavailable' } });
    down = false;
    expect(await jump()).toMatchObject({ ok: true, result: { what: expect.any(String) } });
    expect(await told.desk.status(told.drill)).toMatchObject({ state: 'paused' });
    expect(replay(await told.log(), () => ({ scenario: asking(), sim: world() })).matches).toBe(true);
  });
});

it('a bot on its own has no clock that anybody could jump', async () => {
  const headless = new HeadlessDrill(asking(), 'a', plainShell, world() as never);
  expect(await headless.send('drill.jump', next)).toMatchObject({ refusal: { code: 'role/not-allowed' } });
  await headless.leap(300, ([first]) => first?.draft.kind === 'alert.changed', { seat: 'bot', command: null });
  expect(headless.atS).toBe(100);
});

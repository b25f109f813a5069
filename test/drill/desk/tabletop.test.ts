import { beforeEach, describe, expect, test } from 'vitest';
import { randomUUID } from 'node:crypto';
import { engineSimulation } from '../../../server/drill/engine-simulation.ts';
import { rolledWorld } from '../../../server/bots/rolled-world.ts';
import type { RoundView } from '../../../server/protocol/tabletop.ts';
import type { Audience } from '../../../server/protocol/roles.ts';
import { fold } from '../../../server/protocol/fold.ts';
import { StoreUnavailable, type LogStore } from '../../../server/store/log-store.ts';
import { memoryStore, MemoryShelf } from '../../../server/store/memory.ts';
import { ourScenario } from '../../support/drill-dsl.ts';
import { DyingStore, everyCut } from '../../support/dying-store.ts';
import { ok, ToldDesk } from '../../support/told-desk.ts';

const loaded = ourScenario('bad-deploy', 'missing-variable');
const scenario = { ...loaded, world: { ...loaded.world, prerollS: 900 } };

/** A tabletop with facilitator Fay alone; others join when a test wants them. */
async function table(store: LogStore = memoryStore()): Promise<ToldDesk> {
  const told = new ToldDesk({
    store,
    scenario,
    simulate: (one, seed) => engineSimulation(one, seed, rolledWorld(one, seed)),
  });
  const request = {
    scenario: scenario.id,
    variant: scenario.variant.id,
    seed: 'a',
    mode: 'tabletop',
    speed: 1,
    timeboxMin: 60,
    hypothesis: null,
  } as const;
  const created = ok(await told.desk.createDrill(request, { id: 'p-fay', name: 'Fay' }));
  told.drill = created.drill;
  told.seats.fay = created.seat;
  return told;
}

async function newest(told: ToldDesk): Promise<RoundView> {
  return (await told.view('fay')).tabletop!.rounds.at(-1)!;
}

let told: ToldDesk;
beforeEach(async () => {
  told = await table();
  await told.does('fay', 'drill.start', {});
});

describe('the world of a table', () => {
  test('starts with the facilitator alone, at the first round, and stands still', async () => {
    const view = await told.view('fay');
    expect(view.clock).toMatchObject({ state: 'paused', atS: 0, reason: 'The world waits while you talk.' });
    expect(view.tabletop!.rounds.map(({ title }) => title)).toEqual(['Before anything happens']);
    await told.ticker.pass(600_000);
    expect((await told.view('fay')).clock.atS).toBe(0);
  });

  test('runs to its next event when the facilitator goes on, and stands at the round about it', async () => {
    expect(await told.does('fay', 'round.next', {})).toEqual({ number: 2 });
    const view = await told.view('fay');
    const round = view.tabletop!.rounds.at(-1)!;
    expect(round.atS).toBeGreaterThan(180);
    expect(view.clock).toMatchObject({ state: 'paused', atS: round.atS });
  });

  test('is not let run by hand', async () => {
    expect(await told.tries('fay', 'drill.resume', {})).toMatchObject({ refusal: { code: 'drill/paused' } });
  });

  test('a command that comes twice opens one round', async () => {
    const id = randomUUID();
    await told.does('fay', 'round.next', {}, id);
    expect(await told.does('fay', 'round.next', {}, id)).toEqual({ number: 2 });
    expect((await told.view('fay')).tabletop!.rounds).toHaveLength(2);
  });

  test('a server that starts again has the table as it stood', async () => {
    await told.does('fay', 'round.next', {});
    await told.does('fay', 'round.note', { round: 2, text: 'Is it the release?' });
    const before = (await told.view('fay')).tabletop;
    await told.restarts();
    expect((await told.view('fay')).tabletop).toEqual(before);
    expect(await told.does('fay', 'round.next', {})).toEqual({ number: 3 });
  });

  test('a game day has no rounds', async () => {
    const day = await new ToldDesk().starts();
    expect(await day.tries('fay', 'round.next', {})).toMatchObject({ refusal: { code: 'round/none' } });
  });
});

describe('people at the table', () => {
  beforeEach(async () => {
    await told.joins('ann', 'fixer');
    await told.joins('bob', 'fixer');
    await told.joins('olu', 'observer');
  });

  test('have one vote each, may move it, and take it back by the same word again', async () => {
    const vote = (who: string, option: string) => told.does(who, 'round.vote', { round: 1, option });
    await vote('ann', 'a');
    await vote('bob', 'a');
    await vote('ann', 'b');
    const votes = async () => (await newest(told)).options.map((one) => one.votes);
    expect(await votes()).toEqual([[told.seats.bob], [told.seats.ann], []]);
    await vote('bob', 'a');
    expect(await votes()).toEqual([[], [told.seats.ann], []]);
    expect(await told.tries('ann', 'round.vote', { round: 1, option: 'z' })).toMatchObject({ ok: false });
  });

  test('hands in the room are counted by the facilitator', async () => {
    await told.does('fay', 'round.hands', { round: 1, option: 'b', count: 4 });
    await told.does('fay', 'round.hands', { round: 1, option: 'b', count: 5 });
    expect((await newest(told)).options.map(({ hands }) => hands)).toEqual([0, 5, 0]);
    expect(await told.tries('ann', 'round.hands', { round: 1, option: 'b', count: 1 })).toMatchObject({ ok: false });
  });

  test('put options of their own on the table, with lines or in words', async () => {
    const added = await told.does('ann', 'round.option', { round: 1, text: 'Ask Jo', lines: ['page api "Did you?"'] });
    expect(added).toEqual({ id: 't4' });
    expect((await newest(told)).options.at(-1)).toMatchObject({ id: 't4', text: 'Ask Jo', by: 'table' });
    expect(await told.tries('olu', 'round.option', { round: 1, text: 'Me too', lines: [] })).toMatchObject({
      ok: false,
    });
  });

  test('all write notes, observers too', async () => {
    await told.does('olu', 'round.note', { round: 1, text: 'Nobody has said who commands' });
    expect((await newest(told)).notes).toEqual([
      { id: 'w1', seat: told.seats.olu, text: 'Nobody has said who commands' },
    ]);
  });

  test('never see the facilitator’s notes, nor what comes next', async () => {
    await told.does('fay', 'round.next', {});
    await told.does('fay', 'round.mark', { round: 2, expected: 'e1', mark: 'met' });
    const notes = (await told.view('fay')).truth!.rounds;
    expect(notes[1]!.expected[0]!.mark).toBe('met');
    expect(notes[1]!.background.join(' ')).toContain(scenario.variant.cause);
    for (const who of ['ann', 'olu']) {
      const text = JSON.stringify(await told.view(who));
      expect(text).not.toContain(scenario.variant.cause);
      expect(text).not.toContain(notes[1]!.next!.text);
    }
    const sent = (audience: Audience) => JSON.stringify(told.messages[audience]);
    expect(sent('fixers')).toContain('"type":"round"');
    for (const audience of ['fixers', 'observers', 'breakers'] as const)
      expect(sent(audience)).not.toContain('background');
  });

  test('get by events what a snapshot says', async () => {
    const opening = await told.view('ann');
    const from = told.messages.fixers.length;
    await told.does('fay', 'round.next', {});
    await told.does('ann', 'round.vote', { round: 2, option: 'a' });
    const folded = told.messages.fixers
      .slice(from)
      .flatMap(({ events }) => events)
      .reduce(fold, opening);
    expect(folded.tabletop!.rounds).toEqual((await told.view('ann')).tabletop!.rounds);
  });
});

describe('a decision', () => {
  async function decides(option: string | null, text = 'We do it') {
    const { number } = await newest(told);
    await told.does('fay', 'round.decide', { round: number, option, text, reason: 'It can be taken back' });
    return number;
  }

  test('must be there before it is run in the world', async () => {
    expect(await told.tries('fay', 'round.apply', { round: 1 })).toMatchObject({
      refusal: { code: 'round/undecided' },
    });
  });

  test('is run line by line as the table, and the next round is about what came of it', async () => {
    await told.does('fay', 'round.next', {});
    const before = await newest(told);
    const back = before.options.find(({ lines }) => lines.includes('deploy rollback checkout'))!;
    const number = await decides(back.id);
    expect(await told.does('fay', 'round.apply', { round: number })).toEqual({ number: number + 1 });
    const rounds = (await told.view('fay')).tabletop!.rounds;
    expect(rounds.at(-2)!.applied!.lines.map(({ line }) => line)).toEqual(back.lines);
    expect(rounds.at(-1)!.situation).toContain('rolled checkout back');
    const acted = (await told.log()).filter(({ kind }) => kind === 'tool.acted');
    expect(acted.map(({ seat }) => seat)).toEqual([told.seats.fay, told.seats.fay]);
    expect(acted[1]!.simMs - acted[0]!.simMs).toBe(25_000);
  });

  test('that came twice is run once', async () => {
    await told.does('fay', 'round.next', {});
    const round = await decides((await newest(told)).options.find(({ lines }) => lines.length === 1)!.id);
    const id = randomUUID();
    await told.does('fay', 'round.apply', { round }, id);
    expect(await told.does('fay', 'round.apply', { round }, id)).toEqual({ number: round + 1 });
    expect((await told.kinds()).filter((kind) => kind === 'round.applied')).toHaveLength(1);
  });

  test('killed at any call of the store is run once, with all that comes of it', async () => {
    const deeds = async () =>
      (await told.log())
        .filter(({ kind }) => /^(tool.acted|command.ran|round\.(applied|opened)|alert.changed)$/.test(kind))
        .map(({ kind, simMs, payload }) => ({ kind, simMs, payload }));
    let dying!: DyingStore;
    const decided = async () => {
      dying = new DyingStore(memoryStore());
      told = await table(dying.store);
      await told.does('fay', 'drill.start', {});
      await told.does('fay', 'round.next', {});
      const back = (await newest(told)).options.find(({ lines }) => lines.includes('deploy rollback checkout'))!;
      return decides(back.id);
    };
    const round = await decided();
    dying.counts();
    await told.does('fay', 'round.apply', { round });
    const [undisturbed, calls] = [await deeds(), dying.calls.filter((name) => name !== 'read')];
    expect(undisturbed.filter(({ kind }) => kind === 'command.ran')).toHaveLength(2);
    for (const cut of everyCut(calls)) {
      const id = randomUUID();
      await decided();
      await dying.kill(cut, () => told.tries('fay', 'round.apply', { round }, id));
      await told.dies();
      expect(await told.does('fay', 'round.apply', { round }, id)).toEqual({ number: round + 1 });
      expect(await deeds(), `${cut.when} ${calls[cut.call]}`).toEqual(undisturbed);
    }
  });

  test('that another server takes the drill away from is run by that one alone', async () => {
    const shelf = new MemoryShelf();
    const theirs = memoryStore(shelf);
    told = await table(memoryStore(shelf));
    await told.does('fay', 'drill.start', {});
    const round = await decides('a');
    const id = randomUUID();
    await theirs.claim(told.drill);
    expect(await told.tries('fay', 'round.apply', { round }, id)).toMatchObject({ ok: false });
    expect(await told.kinds()).not.toContain('round.applied');
    // Whoever asks here again has it back.
    expect(await told.does('fay', 'round.apply', { round }, id)).toEqual({ number: round + 1 });
    expect((await told.kinds()).filter((kind) => kind === 'round.applied')).toHaveLength(1);
  });

  test('is run to its end before the drill ends', async () => {
    const round = await decides('a');
    const [applied, ended] = [told.tries('fay', 'round.apply', { round }), told.tries('fay', 'drill.end', {})];
    expect([await applied, await ended]).toMatchObject([{ ok: true, result: { number: round + 1 } }, { ok: true }]);
    const kinds = (await told.kinds()).filter((kind) => /^(round|drill)\./.test(kind));
    expect(kinds.slice(-2)).toEqual(['round.opened', 'drill.ended']);
  });

  test('that cannot be stored waits, and is whole when the store is back', async () => {
    const store = memoryStore();
    let down = false;
    told = await table({
      ...store,
      append: (...args) => (down ? Promise.reject(new StoreUnavailable('disk full')) : store.append(...args)),
    });
    await told.does('fay', 'drill.start', {});
    await told.does('fay', 'round.next', {});
    const round = await decides('a');
    down = true;
    const id = randomUUID();
    expect(await told.tries('fay', 'round.apply', { round }, id)).toMatchObject({
      refusal: { code: 'store/unavailable' },
    });
    expect(await told.desk.join(told.drill, told.seats.fay!, 0)).toMatchObject({
      refusal: { code: 'store/unavailable' },
    });
    down = false;
    expect(await told.does('fay', 'round.apply', { round }, id)).toEqual({ number: round + 1 });
    expect((await told.kinds()).filter((kind) => kind === 'round.applied')).toHaveLength(1);
  });

  test('that meets a stop rule ends there: what the table has not typed by then, nobody types', async () => {
    await told.does('fay', 'round.next', {});
    const { clock, truth } = await told.view('fay');
    const broken = truth!.slos.find(({ breached }) => breached)!;
    const stop = { id: 'p', kind: 'breached', slo: broken.id, forS: clock.atS - broken.sinceS! + 10 } as const;
    await told.does('fay', 'stops.set', { stops: [stop] });
    const lines = ['deploy status checkout', 'deploy rollback checkout'];
    const { id } = (await told.does('fay', 'round.option', { round: 2, text: 'Both', lines })) as { id: string };
    const round = await decides(id);
    expect(await told.does('fay', 'round.apply', { round })).toEqual({ number: round + 1 });
    const rounds = (await told.view('fay')).tabletop!.rounds;
    expect(rounds.at(-2)!.applied!.lines.map(({ line }) => line)).toEqual(['deploy status checkout']);
    expect(rounds.at(-1)!.atS).toBe(clock.atS + 10);
  });

  test('in words alone is recorded, and the world goes on', async () => {
    const round = await decides(null, 'Anna commands, Ben types');
    expect(await told.does('fay', 'round.apply', { round })).toEqual({ number: 2 });
    const [first] = (await told.view('fay')).tabletop!.rounds;
    expect(first).toMatchObject({
      applied: { lines: [] },
      decision: { option: null, text: 'Anna commands, Ben types' },
    });
  });

  test('that was run closes its round for votes and options, not for notes', async () => {
    const round = await decides('a');
    await told.does('fay', 'round.apply', { round });
    const settled = { refusal: { code: 'round/settled' } };
    expect(await told.tries('fay', 'round.vote', { round, option: 'a' })).toMatchObject(settled);
    expect(await told.tries('fay', 'round.apply', { round })).toMatchObject(settled);
    await told.does('fay', 'round.note', { round, text: 'Next time earlier' });
  });

  test('whose line the world refuses is told with what it said', async () => {
    await told.does('fay', 'round.option', { round: 1, text: 'Roll back the shop', lines: ['deploy rollback shop'] });
    const round = await decides('t4');
    await told.does('fay', 'round.apply', { round });
    const [line] = (await told.view('fay')).tabletop!.rounds[0]!.applied!.lines;
    expect(line!.exitCode).not.toBe(0);
    expect(line!.output).not.toBe('');
  });
});

describe('the timer', () => {
  const act = (what: 'start' | 'stop' | 'add', seconds: number) =>
    told.does('fay', 'round.timer', { round: 1, act: what, seconds });
  const timer = async () => (await newest(told)).timer;

  test('runs by the clock on the wall while the world stands', async () => {
    expect(await timer()).toEqual({ lengthS: 180, endsAtMs: null, leftS: 180 });
    await act('start', 0);
    expect(await timer()).toEqual({ lengthS: 180, endsAtMs: told.ticker.now() + 180_000, leftS: 180 });
    await told.ticker.pass(60_000);
    await act('stop', 0);
    expect(await timer()).toEqual({ lengthS: 180, endsAtMs: null, leftS: 120 });
  });

  test('can be given time, running or standing, and a length of its own', async () => {
    await act('add', 60);
    expect(await timer()).toEqual({ lengthS: 240, endsAtMs: null, leftS: 240 });
    await act('start', 0);
    await told.ticker.pass(30_000);
    await act('add', 30);
    expect(await timer()).toEqual({ lengthS: 270, endsAtMs: told.ticker.now() + 240_000, leftS: 240 });
    await act('start', 90);
    expect(await timer()).toMatchObject({ lengthS: 90, endsAtMs: told.ticker.now() + 90_000 });
  });

  test('that has run out begins anew', async () => {
    await act('start', 0);
    await told.ticker.pass(400_000);
    await act('start', 0);
    expect(await timer()).toMatchObject({ endsAtMs: told.ticker.now() + 180_000 });
  });
});

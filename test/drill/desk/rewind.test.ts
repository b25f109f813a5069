import { describe, expect, it } from 'vitest';
import { rolledWorld } from '../../../server/bots/rolled-world.ts';
import { engineSimulation } from '../../../server/drill/engine-simulation.ts';
import type { AnyEntry, Entry, EntryKind } from '../../../server/drill/entry.ts';
import { readDrillFile, writeDrillFile } from '../../../server/drill/drill-file.ts';
import { firstBreak } from '../../../server/drill/hash.ts';
import { replay } from '../../../server/drill/replay.ts';
import { memoryStore, MemoryShelf } from '../../../server/store/memory.ts';
import { StoreUnavailable, type LogStore } from '../../../server/store/log-store.ts';
import { canaryStage } from '../../support/canary-stage.ts';
import { ourScenario } from '../../support/drill-dsl.ts';
import { DyingStore, everyCut } from '../../support/dying-store.ts';
import { busyWorld } from '../../support/random-drill.ts';
import { ToldDesk } from '../../support/told-desk.ts';

const ID = '00000000-0000-4000-8000-000000000001';
const scenario = { ...canaryStage(), id: 'stage' };
const again = { atS: 60, reason: 'Try it without the restart.' };

/** A drill at 120 s: declared at 30 s, decided at 90 s, Cal came at 100 s. */
async function played(store?: LogStore): Promise<ToldDesk> {
  const told = await new ToldDesk({ scenario, simulate: () => busyWorld(), ...(store ? { store } : {}) }).starts();
  for (const name of ['fay', 'bea', 'ann', 'bob'])
    await told.store.seatPerson(told.drill, told.seats[name]!, `person-${name}`);
  await told.desk.present(told.drill, told.seats.ann!, true);
  await told.ticker.pass(30_000);
  await told.does('ann', 'incident.declare', { severity: 'sev-2', title: 'Checkout hangs' }, ID);
  await told.ticker.pass(60_000);
  await told.does('ann', 'decision.make', { text: 'restart', reason: '' });
  await told.ticker.pass(10_000);
  await told.joins('cal', 'observer');
  await told.store.seatPerson(told.drill, told.seats.cal!, 'person-cal');
  await told.ticker.pass(20_000);
  return told;
}

/** Rewinds and moves over, as the clients do; the id of the old drill. */
async function rewinds(told: ToldDesk, how = again): Promise<string> {
  const old = told.drill;
  const { drill } = (await told.does('fay', 'drill.rewind', how)) as { drill: string };
  told.drill = drill;
  return old;
}

const of = <K extends EntryKind>(entries: AnyEntry[], kind: K) =>
  entries.filter((entry): entry is AnyEntry & Entry<K> => entry.kind === kind);

describe('a rewind', () => {
  it('goes on from that second in a drill of its own, paused, and says why', async () => {
    const told = await played();
    await rewinds(told);
    expect(await told.desk.status(told.drill)).toMatchObject({ state: 'paused', atS: 60 });
    const { clock, control, incident, decisions } = await told.view('ann');
    expect(clock.reason).toBe('Rewound to 01:00: Try it without the restart. Resume when everybody is ready.');
    expect(control.branchOf).toMatchObject({ atS: 60 });
    expect([incident?.severity, decisions]).toEqual(['sev-2', []]);
    await told.does('fay', 'drill.resume', {});
    await told.ticker.pass(10_000);
    expect(await told.desk.status(told.drill)).toMatchObject({ state: 'running', atS: 70 });
  });

  it('ends the old drill, keeps it, and tells everybody where it goes on', async () => {
    const told = await played();
    const before = await told.log();
    const old = await rewinds(told);
    const after = await told.store.read(old);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(of(after, 'drill.ended')[0]?.payload.continuedAs).toEqual({ drill: told.drill, atS: 60 });
    for (const audience of ['fixers', 'observers', 'breakers', 'facilitator'] as const)
      expect(told.messages[audience].flatMap(({ events }) => events)).toContainEqual({
        type: 'control',
        control: expect.objectContaining({ continuedAs: { drill: told.drill, atS: 60 } }),
      });
    expect(await told.desk.status(old)).toMatchObject({ state: 'ended', continuedAs: told.drill });
  });

  it('seats everybody who sits there now, also who came later, by the name they gave', async () => {
    const told = await played();
    await told.does('fay', 'seat.kind', { seat: told.seats.bob!, kind: 'observer' });
    await told.does('fay', 'seat.remove', { seat: told.seats.bea! });
    await rewinds(told);
    const { seats } = await told.view('fay');
    expect(seats.map(({ name, kind, state }) => [name, kind, state])).toEqual([
      ['Fay', 'facilitator', 'away'],
      ['bea', 'breaker', 'left'],
      ['ann', 'fixer', 'away'],
      ['bob', 'observer', 'away'],
      ['cal', 'observer', 'away'],
    ]);
    for (const name of ['fay', 'ann', 'cal'])
      expect(await told.store.seatOf(told.drill, `person-${name}`)).toBe(told.seats[name]);
  });

  it('leaves roles where they were: with a bot that a person relieved since, with whoever was let back in', async () => {
    const told = await new ToldDesk({ scenario, simulate: () => busyWorld() }).starts();
    await told.does('fay', 'seat.bot', { role: 'comms' });
    await told.does('bob', 'role.take', { role: 'ic' });
    await told.ticker.pass(60_000);
    await told.does('ann', 'role.take', { role: 'comms' });
    await told.does('fay', 'seat.remove', { seat: told.seats.bob! });
    await told.does('fay', 'seat.restore', { seat: told.seats.bob! });
    await rewinds(told, { atS: 30, reason: '' });
    const { seats } = await told.view('fay');
    expect(seats.flatMap(({ name, roles, state }) => roles.map((role) => [name, role, state]))).toEqual([
      ['bob', 'ic', 'away'],
      [expect.any(String), 'comms', 'here'],
    ]);
    expect(seats.find(({ roles }) => roles.includes('comms'))?.bot).toBe(true);
  });

  it('keeps how the drill is run and what was prepared', async () => {
    const told = await played();
    await told.does('fay', 'drill.lock', { locked: true });
    await told.does('fay', 'drill.timebox', { minutes: 60 });
    await told.does('fay', 'stops.set', { stops: [{ id: 'w', kind: 'word', word: 'halt' }] });
    const inject = { id: null, lane: 'chat', from: 'CEO', text: 'And?', expects: '', fault: null, when: { atS: 900 } };
    await told.does('fay', 'inject.write', { inject: inject as never });
    await rewinds(told);
    const { control, truth } = await told.view('fay');
    expect(control).toMatchObject({ locked: true, timeboxS: 3600, lead: told.seats.fay });
    expect(truth?.stops).toHaveLength(1);
    expect(truth?.injects.at(-1)).toMatchObject({ from: 'CEO', state: 'to come', atS: 900 });
  });

  it('leaves a log that is sound, replays, and can be exported', async () => {
    const told = await played();
    await rewinds(told);
    await told.does('fay', 'drill.resume', {});
    await told.ticker.pass(30_000);
    const log = readDrillFile(writeDrillFile(await told.log()));
    expect(firstBreak(log)).toBeNull();
    expect(replay(log, () => ({ scenario, sim: busyWorld() })).matches).toBe(true);
    expect(new Set(log.map(({ drill }) => drill))).toEqual(new Set([told.drill]));
    expect(log[0]?.payload).toMatchObject({ branchOf: { atS: 60 } });
  });

  it('of a branch makes a branch of that', async () => {
    const told = await played();
    const first = await rewinds(told);
    await told.does('fay', 'drill.resume', {});
    await told.ticker.pass(5_000);
    const second = await rewinds(told, { atS: 20, reason: '' });
    const [created] = of(await told.log(), 'drill.created');
    expect(created?.payload.branchOf).toEqual({ drill: second, atS: 20 });
    expect(of(await told.store.read(second), 'drill.created')[0]?.payload.branchOf).toEqual({ drill: first, atS: 60 });
    expect(await told.desk.status(told.drill)).toMatchObject({ state: 'paused', atS: 20 });
    expect((await told.view('ann')).clock.reason).toBe('Rewound to 00:20. Resume when everybody is ready.');
    expect(replay(await told.log(), () => ({ scenario, sim: busyWorld() })).matches).toBe(true);
  });

  it('to the second at which a paused drill stands, or to the first one, works', async () => {
    const told = await played();
    await told.does('fay', 'drill.pause', {});
    await rewinds(told, { atS: 120, reason: '' });
    expect(await told.desk.status(told.drill)).toMatchObject({ state: 'paused', atS: 120 });
    await rewinds(told, { atS: 0, reason: '' });
    expect(await told.desk.status(told.drill)).toMatchObject({ state: 'paused', atS: 0 });
  });

  it('goes to no second that has not passed, and not from the lobby', async () => {
    const told = await played();
    expect(await told.tries('fay', 'drill.rewind', { atS: 121, reason: '' })).toMatchObject({
      refusal: { code: 'checkpoint/unknown' },
    });
    const lobby = await new ToldDesk({ scenario, simulate: () => busyWorld() }).opens();
    expect(await lobby.tries('fay', 'drill.rewind', { atS: 0, reason: '' })).toMatchObject({
      refusal: { code: 'drill/not-started' },
    });
  });

  it('gives the branch a join code of its own', async () => {
    const told = await played();
    const old = await rewinds(told);
    const [was, is] = [await told.store.drill(old), await told.store.drill(told.drill)];
    expect(is!.joinCode).not.toBe(was!.joinCode);
    expect(is).toMatchObject({ scenario: was!.scenario, cover: was!.cover, createdBy: was!.createdBy });
    expect((await told.view('fay')).head.joinCode).toBe(is!.joinCode);
  });
});

describe('a tabletop that is rewound', () => {
  it('stands before the round that is decided again, and goes on to it', async () => {
    const { told, short } = await aTable();
    await told.does('fay', 'round.next', {});
    const round = (await told.view('fay')).tabletop!.rounds.at(-1)!;
    await told.does('fay', 'round.decide', { round: 2, option: null, text: 'Wait and see', reason: '' });
    const before = (await told.view('fay')).truth!.checkpoints.find(({ name }) => name === 'Before round 2');
    await rewinds(told, { atS: before!.atS, reason: '' });
    const branch = await told.view('fay');
    expect(branch.clock).toMatchObject({
      state: 'paused',
      reason: 'Rewound to 00:00. Go on to the next round when everybody is ready.',
    });
    expect(branch.tabletop!.rounds).toHaveLength(1);
    await told.does('fay', 'round.next', {});
    const { atS, title, situation } = round;
    expect((await told.view('fay')).tabletop!.rounds.at(-1)).toMatchObject({ atS, title, situation, decision: null });
    expect(
      replay(await told.log(), ({ seed }) => ({
        scenario: short,
        sim: engineSimulation(short, seed, rolledWorld(short, seed)),
      })).matches,
    ).toBe(true);
  });

  it('at the second of a decision keeps none of its lines: decided again, it is run whole', async () => {
    const { told } = await aTable();
    const lines = ['deploy status checkout', 'deploy history checkout'];
    const { id: option } = (await told.does('fay', 'round.option', { round: 1, text: 'Look', lines })) as {
      id: string;
    };
    await told.does('fay', 'round.decide', { round: 1, option, text: 'Look', reason: '' });
    await told.does('fay', 'round.apply', { round: 1 });
    await rewinds(told, { atS: 0, reason: '' });
    const ranHere = async () =>
      (await told.log()).flatMap((entry) => (entry.kind === 'command.ran' ? [entry.payload.line] : []));
    expect(await ranHere()).toEqual([]);
    await told.does('fay', 'round.apply', { round: 1 });
    expect(await ranHere()).toEqual(lines);
    await rewinds(told, { atS: 0, reason: '' });
    await told.does('fay', 'round.decide', { round: 1, option: null, text: 'Wait', reason: '' });
    await told.does('fay', 'round.apply', { round: 1 });
    await rewinds(told, { atS: 0, reason: '' });
    expect((await told.view('fay')).tabletop!.rounds).toMatchObject([{ decision: { text: 'Wait' }, applied: null }]);
  });
});

/** A tabletop that has just begun. */
async function aTable() {
  const loaded = ourScenario('bad-deploy', 'missing-variable');
  const short = { ...loaded, world: { ...loaded.world, prerollS: 300 } };
  const told = new ToldDesk({
    scenario: short,
    simulate: (one, seed) => engineSimulation(one, seed, rolledWorld(one, seed)),
  });
  const request = { scenario: short.id, variant: short.variant.id, seed: 'a', mode: 'tabletop', speed: 1 } as const;
  const created = await told.desk.createDrill(
    { ...request, timeboxMin: 60, hypothesis: null },
    { id: 'p', name: 'Fay' },
  );
  if (!created.ok) throw new Error(created.refusal.message);
  told.drill = created.result.drill;
  told.seats.fay = created.result.seat;
  await told.does('fay', 'drill.start', {});
  return { told, short };
}

describe('the command of a rewind', () => {
  const REWIND = '00000000-0000-4000-8000-000000000002';

  it('sent again gets the same reply, before and after a restart', async () => {
    const told = await played();
    const first = await told.tries('fay', 'drill.rewind', again, REWIND);
    expect(await told.tries('fay', 'drill.rewind', again, REWIND)).toEqual(first);
    await told.restarts();
    expect(await told.tries('fay', 'drill.rewind', again, REWIND)).toEqual(first);
    expect(await told.store.drills()).toHaveLength(2);
  });

  it('killed at any call of the store leaves one drill that goes on or one branch, and finishes when it comes again', async () => {
    const whole = new DyingStore(memoryStore());
    const undisturbed = await played(whole.store);
    whole.counts();
    await undisturbed.does('fay', 'drill.rewind', again, REWIND);
    expect(whole.calls).toContain('branchOff');
    for (const cut of everyCut(whole.calls)) {
      const dying = new DyingStore(memoryStore());
      const told = await played(dying.store);
      await dying.kill(cut, () => told.tries('fay', 'drill.rewind', again, REWIND));
      await told.dies();
      const where = `${cut.when} ${whole.calls[cut.call]}`;
      const drills = await told.store.drills();
      const { state, continuedAs } = (await told.desk.status(told.drill))!;
      expect([drills.length, state, continuedAs !== null], where).toEqual(
        drills.length === 1 ? [1, 'paused', false] : [2, 'ended', true],
      );
      const { drill } = (await told.does('fay', 'drill.rewind', again, REWIND)) as { drill: string };
      expect((await told.store.drills()).map(({ id }) => id).sort(), where).toEqual([told.drill, drill].sort());
      expect(await told.desk.status(told.drill), where).toMatchObject({ state: 'ended', continuedAs: drill });
      expect(await told.desk.status(drill), where).toMatchObject({ state: 'paused', atS: 60, seats: 5 });
      expect(await told.store.seatOf(drill, 'person-ann'), where).toBe(told.seats.ann);
    }
  });

  it('that cannot be stored changes nothing', async () => {
    const store = memoryStore();
    let full = true;
    const told = await played({
      ...store,
      branchOff: (...args) => (full ? Promise.reject(new StoreUnavailable('disk full')) : store.branchOff(...args)),
    });
    expect(await told.tries('fay', 'drill.rewind', again, REWIND)).toMatchObject({
      refusal: { code: 'store/unavailable' },
    });
    full = false;
    expect(await told.store.drills()).toHaveLength(1);
    expect(await told.desk.status(told.drill)).toMatchObject({ state: 'running', continuedAs: null });
    expect(await told.tries('fay', 'drill.rewind', again)).toMatchObject({ ok: true });
  });

  it('whose branch could not go on ends nothing and leaves nothing', async () => {
    let worlds = 0;
    const simulate = () => {
      if (worlds++ > 0) throw new Error('this world cannot be built twice');
      return busyWorld();
    };
    const told = await new ToldDesk({ scenario, simulate }).starts();
    await told.ticker.pass(90_000);
    expect(await told.tries('fay', 'drill.rewind', again)).toMatchObject({ refusal: { code: 'drill/quarantined' } });
    expect(await told.store.drills()).toHaveLength(1);
    await told.ticker.pass(10_000);
    expect(await told.desk.status(told.drill)).toMatchObject({ state: 'running', atS: 100 });
  });

  it('of a drill that another server has taken over makes no branch', async () => {
    const shelf = new MemoryShelf();
    const [ours, theirs] = [memoryStore(shelf), memoryStore(shelf)];
    const here = await played(ours);
    await theirs.claim(here.drill);
    expect(await here.tries('fay', 'drill.rewind', again)).toMatchObject({ refusal: { code: 'drill/quarantined' } });
    expect(await theirs.drills()).toHaveLength(1);
  });
});

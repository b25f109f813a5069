import { describe, expect, it } from 'vitest';
import { scripted } from '../../support/scripted-simulation.ts';
import { stage } from '../../support/stage.ts';
import { ok, ToldDesk } from '../../support/told-desk.ts';

const NOT_LEAD = { refusal: { code: 'role/not-lead' } };
const LOCKED = { ok: false, refusal: { code: 'drill/locked' } };

/** Fay leads; Gil is a facilitator, too. Both have the page open. */
async function two(): Promise<ToldDesk> {
  const told = await new ToldDesk({ simulate: () => scripted() }).starts();
  await told.joins('gil', 'facilitator');
  await told.desk.present(told.drill, told.seats.fay!, true);
  await told.desk.present(told.drill, told.seats.gil!, true);
  return told;
}

async function lead(told: ToldDesk): Promise<string | undefined> {
  const seat = (await told.view('ann')).control.lead;
  return Object.entries(told.seats).find(([, id]) => id === seat)?.[0];
}

/** The lead that the fixers were told last. */
function toldLead({ messages, seats }: ToldDesk): string | undefined {
  const events = messages.fixers.flatMap(({ events: all }) => all);
  const last = events.flatMap((event) => (event.type === 'control' ? [event.control.lead] : [])).at(-1);
  return Object.entries(seats).find(([, id]) => id === last)?.[0];
}

describe('of two facilitators', () => {
  it('one paces the drill; the other may look, speak, and pause for safety', async () => {
    const told = await two();
    expect(await lead(told)).toBe('fay');
    for (const [name, payload] of [
      ['drill.speed', { speed: 5 }],
      ['drill.jump', { toS: null }],
      ['drill.rewind', { atS: 0, reason: '' }],
      ['drill.end', {}],
      ['drill.lock', { locked: true }],
      ['inject.skip', { inject: 'ceo' }],
      ['hint.give', { number: 1 }],
      ['fault.fire', { fault: 'export' }],
    ] as const)
      expect(await told.tries('gil', name, payload), name).toMatchObject(NOT_LEAD);
    await told.does('gil', 'persona.say', { persona: 'Support', text: 'customers call' });
    await told.does('gil', 'note.add', { text: 'calm' });
    await told.does('gil', 'drill.pause', {});
    expect(await told.tries('gil', 'drill.resume', {})).toMatchObject(NOT_LEAD);
    await told.does('fay', 'drill.resume', {});
    for (const who of ['ann', 'bea'])
      expect(await told.tries(who, 'drill.pause', {})).toMatchObject({ refusal: { code: 'role/not-allowed' } });
  });

  it('the other takes over when the first one’s page has closed; the drill has gone on meanwhile', async () => {
    const told = await two();
    await told.ticker.pass(5_000);
    await told.desk.present(told.drill, told.seats.fay!, false);
    await told.ticker.pass(20_000);
    expect(await told.desk.status(told.drill)).toMatchObject({ state: 'running', atS: 25 });
    expect(await lead(told)).toBe('fay');
    await told.does('gil', 'lead.take', {});
    expect([await lead(told), toldLead(told)]).toEqual(['gil', 'gil']);
    await told.does('gil', 'drill.speed', { speed: 2 });
    expect(await told.tries('fay', 'drill.speed', { speed: 1 })).toMatchObject(NOT_LEAD);
    await told.does('fay', 'lead.take', {});
    await told.does('fay', 'drill.speed', { speed: 1 });
  });

  it('the other asks, and the one who leads hands over, or goes on', async () => {
    const told = await two();
    const asked = async () => (await told.view('fay')).truth?.leadAsked;
    await told.does('gil', 'lead.ask', {});
    expect(await asked()).toMatchObject({ seat: told.seats.gil });
    expect(await told.tries('gil', 'lead.answer', { give: true })).toMatchObject(NOT_LEAD);
    await told.does('fay', 'lead.answer', { give: false });
    expect([await asked(), await lead(told)]).toEqual([null, 'fay']);
    await told.does('gil', 'lead.ask', {});
    await told.restarts();
    expect(await asked()).toMatchObject({ seat: told.seats.gil });
    await told.does('fay', 'lead.answer', { give: true });
    expect([await asked(), await lead(told)]).toEqual([null, 'gil']);
  });

  it('who has asked leads when the lead’s seat goes, before anybody else', async () => {
    const told = await two();
    await told.joins('hal', 'facilitator');
    await told.desk.present(told.drill, told.seats.hal!, true);
    await told.does('hal', 'lead.ask', {});
    expect(await told.tries('gil', 'lead.ask', {})).toMatchObject(NOT_LEAD);
    await told.does('gil', 'seat.remove', { seat: told.seats.fay! });
    expect(await lead(told)).toBe('hal');
  });

  it('the other leads when the lead’s seat is taken away, or becomes another kind', async () => {
    const removed = await two();
    await removed.does('gil', 'seat.remove', { seat: removed.seats.fay! });
    expect([await lead(removed), toldLead(removed)]).toEqual(['gil', 'gil']);
    const moved = await two();
    await moved.does('fay', 'seat.kind', { seat: moved.seats.fay!, kind: 'observer' });
    expect([await lead(moved), toldLead(moved)]).toEqual(['gil', 'gil']);
    await moved.does('gil', 'drill.end', {});
  });

  it('who is here leads before who has gone', async () => {
    const told = await two();
    await told.joins('hal', 'facilitator');
    await told.desk.present(told.drill, told.seats.hal!, true);
    await told.desk.present(told.drill, told.seats.gil!, false);
    await told.does('hal', 'seat.remove', { seat: told.seats.fay! });
    expect(await lead(told)).toBe('hal');
  });

  it('the lead is the same after a restart, and somebody made facilitator does not become it', async () => {
    const told = await two();
    await told.does('gil', 'lead.take', {});
    await told.does('gil', 'seat.kind', { seat: told.seats.bob!, kind: 'facilitator' });
    await told.restarts();
    expect(await lead(told)).toBe('gil');
  });
});

describe('a locked drill', () => {
  it('lets nobody new in, and who has a seat comes back', async () => {
    const told = await two();
    await told.joins('wes', 'fixer', false);
    await told.does('fay', 'drill.lock', { locked: true });
    expect(await told.desk.addSeat(told.drill, 'fixer', 'Zoe', false)).toMatchObject(LOCKED);
    expect(await told.desk.addSeat(told.drill, 'observer', 'Zoe', true)).toMatchObject(LOCKED);
    expect(await told.desk.join(told.drill, told.seats.bob!, 0)).toMatchObject({ ok: true });
    await told.does('fay', 'seat.approve', { seat: told.seats.wes!, kind: 'fixer' });
    await told.does('fay', 'drill.lock', { locked: false });
    expect(await told.desk.addSeat(told.drill, 'fixer', 'Zoe', false)).toMatchObject({ ok: true });
  });

  it('stays locked after a restart', async () => {
    const told = await two();
    await told.does('fay', 'drill.lock', { locked: true });
    await told.restarts();
    expect(await told.desk.addSeat(told.drill, 'fixer', 'Zoe', true)).toMatchObject(LOCKED);
  });
});

describe('what comes in the wrong moment', () => {
  it('is not answered: who asked the bots and is a fixer by now learns nothing', async () => {
    let answers!: () => void;
    const run = () =>
      new Promise((resolve) => (answers = () => resolve({ kind: 'try', trial: { secret: 'the answer' } })));
    const ceo = {
      id: 'ceo',
      via: 'chat',
      from: 'CEO',
      text: 'And?',
      expects: '',
      fault: null,
      when: { atS: 900 },
    } as const;
    const told = await new ToldDesk({ scenario: stage({ injects: [ceo] }), bots: { run } as never }).starts();
    await told.joins('gil', 'facilitator');
    const reply = told.tries('gil', 'inject.try', { inject: 'ceo' });
    while (!answers) await new Promise((turn) => setImmediate(turn));
    await told.does('fay', 'seat.kind', { seat: told.seats.gil!, kind: 'fixer' });
    answers();
    expect(await reply).toMatchObject({ ok: false, refusal: { code: 'role/not-allowed' } });
  });

  it('does not come in: who has begun to join when the drill is locked stays out', async () => {
    const told = await two();
    const locks = told.tries('fay', 'drill.lock', { locked: true });
    expect(await told.desk.addSeat(told.drill, 'fixer', 'Zoe', true)).toMatchObject(LOCKED);
    expect(await locks).toMatchObject({ ok: true });
  });

  it('is sent on: nobody sits down, speaks or is sent away in a drill that was rewound', async () => {
    const told = await two();
    const rewinds = told.tries('fay', 'drill.rewind', { atS: 0, reason: '' });
    const late = [
      told.desk.addSeat(told.drill, 'fixer', 'Zoe', true),
      told.tries('ann', 'chat.say', { channel: 'team', text: 'I have it!' }),
      told.tries('gil', 'seat.remove', { seat: told.seats.fay! }),
    ];
    expect(await rewinds).toMatchObject({ ok: true });
    for (const reply of late) expect(await reply).toMatchObject({ ok: false, refusal: { code: 'drill/ended' } });
    expect((await told.kinds()).at(-1)).toBe('drill.ended');
    await told.does('gil', 'note.add', { text: 'They had it' });
  });

  it('is refused: a rewind of somebody who was sent away before it had its turn', async () => {
    const told = await two();
    const away = told.tries('gil', 'seat.remove', { seat: told.seats.fay! });
    expect(await told.tries('fay', 'drill.rewind', { atS: 0, reason: '' })).toMatchObject({
      refusal: { code: 'session/revoked' },
    });
    expect(await away).toMatchObject({ ok: true });
    expect(await told.store.drills()).toHaveLength(1);
  });
});

describe('a drill that somebody plays alone', () => {
  it('says so to whoever has its code, instead of letting them wait for nobody', async () => {
    const told = await new ToldDesk().opens();
    const request = { scenario: 'stage', variant: null, seed: 'x', mode: 'onboarding', speed: 1, timeboxMin: 25, hypothesis: null } as const; // prettier-ignore
    const nia = { id: 'p-nia', name: 'Nia' };
    const alone = ok(await told.desk.createDrill(request, nia, { as: 'fixer', path: 1 }));
    expect(await told.desk.addSeat(alone.drill, 'fixer', 'Zoe', false)).toMatchObject({
      ok: false,
      refusal: { code: 'drill/locked', message: expect.stringContaining('played alone') },
    });
  });
});

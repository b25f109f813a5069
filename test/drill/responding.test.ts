import { describe, expect, it } from 'vitest';
import { drillOn } from '../support/drill-dsl.ts';
import { scripted } from '../support/scripted-simulation.ts';
import { alertEffect, stage } from '../support/stage.ts';

const paging = () =>
  scripted({
    at: {
      30: [alertEffect('pending', 30)],
      60: [alertEffect('firing', 60)],
      300: [alertEffect('repage', 300, { pages: 2 })],
      600: [alertEffect('resolved', 600)],
    },
    on: (input, atS) => (input.kind === 'alert.ack' ? [alertEffect('acked', atS, { seat: input.seat })] : []),
  });

describe('alerts', () => {
  it('go from pending to firing with the payload of the first five seconds', () => {
    const tale = drillOn(stage(), paging()).start().after('45s').expectsAlert('CheckoutSlow', 'pending').after('30s');
    expect(tale.view('fixers').alerts[0]).toMatchObject({
      state: 'firing',
      severity: 'sev-2',
      firedAtS: 60,
      pages: 1,
      summary: 'Checkout is slow',
      payload: { call: 'DBA', team: 'API', firstStep: { runbook: 'RUN-001', step: 1, command: 'psql -c "select 1"' } },
    });
  });

  it('show who acknowledged them, and a second acknowledgement changes nothing', () => {
    const tale = drillOn(stage(), paging()).start().after('90s').ack().as('bob').ack();
    expect(tale.view('fixers').alerts[0]?.ack).toEqual({ seat: 'ann', atS: 90 });
    expect(tale.entries('alert.acked')).toHaveLength(1);
  });

  it('page again when nobody acknowledges', () => {
    const tale = drillOn(stage(), paging()).start().after('5m');
    expect(tale.view('fixers').alerts[0]).toMatchObject({ pages: 2, lastPageAtS: 300 });
  });

  it('cannot be acknowledged once they have resolved, or when they never were', () => {
    drillOn(stage(), paging())
      .start()
      .after('11m')
      .isRefused('alert.ack', { fingerprints: ['f1'] }, 'alert/settled')
      .isRefused('alert.ack', { fingerprints: ['f9'] }, 'alert/unknown')
      .isRefused('alert.escalate', { fingerprint: 'f1', to: 'DBA' }, 'alert/settled');
  });
});

describe('an incident', () => {
  it('is declared once, by anybody of the response, and gets its number', () => {
    const tale = drillOn(stage(), scripted())
      .start()
      .does('incident.declare', { severity: 'sev-2', title: 'Checkout hangs' });
    expect(tale.lastReply).toMatchObject({ ok: true, result: { id: expect.stringMatching(/^INC-\d{4}$/) } });
    tale.as('bob').isRefused('incident.declare', { severity: 'sev-1', title: 'Again' }, 'incident/declared');
    expect(tale.view('fixers').incident).toMatchObject({ severity: 'sev-2', declaredAtS: 0 });
  });

  it('needs declaring before updates are sent', () => {
    drillOn(stage(), scripted())
      .start()
      .isRefused('can.send', { condition: 'slow', action: 'looking', need: '', nextInMin: 10 }, 'incident/none');
  });

  it('promises the next update with each CAN', () => {
    const tale = drillOn(stage(), scripted())
      .start()
      .does('incident.declare', { severity: 'sev-2', title: 'Checkout hangs' })
      .after('2m')
      .does('can.send', { condition: 'slow', action: 'looking', need: 'a DBA', nextInMin: 10 });
    expect(tale.view('fixers').incident?.nextUpdateAtS).toBe(720);
    expect(tale.view('fixers').messages.at(-1)?.body).toMatchObject({ kind: 'can', number: 1, nextAtS: 720 });
  });

  it('ends with the all-clear of its commander, when there is one', () => {
    drillOn(stage(), scripted())
      .start()
      .does('incident.declare', { severity: 'sev-2', title: 'Checkout hangs' })
      .does('role.take', { role: 'ic' })
      .as('bob')
      .isRefused('allclear.give', { text: '' }, 'role/not-allowed')
      .as('ann')
      .does('allclear.give', { text: 'stable for ten minutes' })
      .expects(({ incident }) => expect(incident?.allClearAtS).toBe(0));
  });
});

describe('roles', () => {
  it('have one commander at a time, who hands the role over', () => {
    const tale = drillOn(stage(), scripted())
      .start()
      .does('role.take', { role: 'ic' })
      .as('bob')
      .isRefused('role.take', { role: 'ic' }, 'seat/taken')
      .isRefused('role.assign', { role: 'ic', seat: 'bob' }, 'role/not-allowed')
      .as('ann')
      .does('role.assign', { role: 'ic', seat: 'bob' });
    const roles = Object.fromEntries(tale.view('fixers').seats.map(({ id, roles }) => [id, roles]));
    expect(roles).toMatchObject({ ann: [], bob: ['ic'] });
  });

  it('are taken away by the facilitator alone, at once, and the room is told', () => {
    const tale = drillOn(stage(), scripted()).start().does('role.take', { role: 'ic' });
    tale.isRefused('role.withdraw', { role: 'ic', seat: 'ann', to: null }, 'role/not-allowed');
    tale.as('bob').isRefused('role.take', { role: 'ic' }, 'seat/taken');
    tale.as('fay').does('role.withdraw', { role: 'ic', seat: 'ann', to: null });
    expect(tale.view('fixers').seats.find(({ id }) => id === 'ann')?.roles).toEqual([]);
    expect(tale.view('fixers').messages.at(-1)).toMatchObject({
      from: { kind: 'seat', seat: 'ann' },
      body: { text: 'no longer Incident Commander: the facilitator took the role away' },
    });
    expect(tale.entries('role.dropped').map(({ seat, payload }) => [seat, payload.seat])).toEqual([['fay', 'ann']]);
    tale.as('bob').does('role.take', { role: 'ic' });
    tale.as('ann').isRefused('allclear.give', { text: '' }, 'role/not-allowed');
  });

  it('go from one to another in one move, also one that several may wear', () => {
    const tale = drillOn(stage(), scripted()).start().does('role.take', { role: 'scribe' });
    tale.as('fay').does('role.withdraw', { role: 'scribe', seat: 'ann', to: 'bob' });
    const roles = Object.fromEntries(tale.view('fixers').seats.map(({ id, roles }) => [id, roles]));
    expect(roles).toMatchObject({ ann: [], bob: ['scribe'] });
    const said = tale
      .view('fixers')
      .messages.slice(-2)
      .map(({ body }) => ('text' in body ? body.text : ''));
    expect(said).toEqual(['no longer Scribe: the facilitator took the role away', 'takes Scribe']);
    tale.isRefused('role.withdraw', { role: 'scribe', seat: 'bob', to: 'bea' }, 'role/not-allowed');
    tale.isRefused('role.withdraw', { role: 'scribe', seat: 'bob', to: 'ghost' }, 'seat/unknown');
    tale.isRefused('role.withdraw', { role: 'scribe', seat: 'ghost', to: null }, 'seat/unknown');
  });

  it('of a bot that has no other leave with it', () => {
    const tale = drillOn(stage(), scripted()).start().as('fay').does('seat.bot', { role: 'comms' });
    const bot = (tale.lastReply.ok ? tale.lastReply.result : null) as { seat: string };
    tale.does('role.withdraw', { role: 'comms', seat: bot.seat, to: 'bob' });
    tale.expects(({ seats }) => {
      expect(seats.get(bot.seat)?.state).toBe('left');
      expect(seats.get('bob')?.roles).toEqual(['comms']);
    });
  });

  it('come back with a seat that was removed by mistake, those that nobody else took meanwhile', () => {
    const tale = drillOn(stage(), scripted()).start();
    tale.does('role.take', { role: 'ic' }).does('role.take', { role: 'scribe' });
    tale.as('fay').does('seat.remove', { seat: 'ann' });
    tale.as('ann').isRefused('chat.say', { channel: 'team', text: 'hello?' }, 'session/revoked');
    tale.as('bob').does('role.take', { role: 'ic' });
    tale.as('fay').does('seat.restore', { seat: 'ann' });
    expect(tale.view('fixers').seats.find(({ id }) => id === 'ann')).toMatchObject({
      kind: 'fixer',
      name: 'ann',
      roles: ['scribe'],
      state: 'away',
    });
    tale.as('ann').says('I am back.');
    tale.as('fay').does('seat.restore', { seat: 'ann' });
    expect(tale.entries('seat.approved')).toHaveLength(1);
    tale.isRefused('seat.restore', { seat: 'ghost' }, 'seat/unknown');
    tale.as('bob').isRefused('seat.restore', { seat: 'ann' }, 'role/not-allowed');
  });

  it('are for fixers', () => {
    drillOn(stage(), scripted()).start().as('bea').isRefused('role.take', { role: 'ic' }, 'role/not-allowed');
  });

  it('fall when a seat becomes something else', () => {
    drillOn(stage(), scripted())
      .start()
      .does('role.take', { role: 'ops' })
      .as('fay')
      .does('seat.kind', { seat: 'ann', kind: 'observer' })
      .expects(({ seats }) => expect(seats.get('ann')).toMatchObject({ kind: 'observer', roles: [] }));
  });

  it('leave at least one facilitator', () => {
    drillOn(stage(), scripted())
      .as('fay')
      .isRefused('seat.kind', { seat: 'fay', kind: 'fixer' }, 'role/not-allowed')
      .isRefused('seat.remove', { seat: 'fay' }, 'role/not-allowed');
  });
});

describe('people who are called', () => {
  it('answer after a while that depends on the seed alone', () => {
    const answeredAt = (seed: string) =>
      drillOn(stage(), scripted(), seed)
        .start()
        .does('staff.page', { staff: 'dba', text: 'who holds?' })
        .after('3m')
        .entries('staff.answered')[0]?.simMs;
    expect(answeredAt('a')).toBe(answeredAt('a'));
    expect(answeredAt('a')).toBeGreaterThanOrEqual(60_000);
    expect(answeredAt('a')).toBeLessThanOrEqual(120_000);
  });

  it('are named when somebody pages one who does not exist', () => {
    const tale = drillOn(stage(), scripted()).start();
    tale.isRefused('staff.page', { staff: 'ceo', text: '' }, 'seat/unknown');
    expect(tale.lastReply).toMatchObject({ refusal: { hint: 'On call: dba.' } });
  });
});

describe('the channel', () => {
  it('shows a read-back once per seat', () => {
    const tale = drillOn(stage(), scripted())
      .start()
      .says('end the holders only')
      .as('bob')
      .does('chat.readback', { message: 'm1' })
      .does('chat.readback', { message: 'm1' });
    expect(tale.view('fixers').messages[0]?.readBack).toEqual([{ seat: 'bob', atS: 0 }]);
  });

  it('is not the breakers’, nor theirs the fixers’', () => {
    drillOn(stage(), scripted())
      .isRefused('chat.say', { channel: 'breakers', text: 'hello?' }, 'role/not-allowed')
      .as('bea')
      .isRefused('chat.say', { channel: 'team', text: 'try psql' }, 'role/not-allowed')
      .as('olu')
      .isRefused('chat.say', { channel: 'team', text: 'try psql' }, 'role/not-allowed');
  });
});

import { describe, expect, it } from 'vitest';
import { timeboxWarnings } from '../../server/drill/attend/timebox.ts';
import { stopRules } from '../../server/drill/attend/stop-rules.ts';
import type { StopRule } from '../../server/protocol/control.ts';
import type { Simulation } from '../../server/drill/simulation.ts';
import { drillOn, type Tale } from '../support/drill-dsl.ts';
import { scripted, type Script } from '../support/scripted-simulation.ts';
import { alertEffect, stage, world } from '../support/stage.ts';
import { ToldDesk } from '../support/told-desk.ts';

/** The page fires at 30 s; the promise is broken from 60 s on; ten user-minutes are lost each second from 60 s on. */
function hurting(script: Script = {}): Simulation {
  const sim = scripted({
    at: { 30: [alertEffect('firing', 30)], 60: [{ kind: 'slo', slo: 'checkout', breached: true, value: 0.9 }] },
    on: (input, atS) => {
      if (input.kind === 'alert.ack') return [alertEffect('acked', atS, { seat: input.seat })];
      return input.kind === 'alert.escalate' ? [alertEffect('escalated', atS, { seat: input.seat })] : [];
    },
    slos: (atS) => [
      {
        id: 'checkout',
        title: 'Checkout works',
        journey: 'checkout',
        objective: 0.99,
        good: 0.9,
        breached: atS >= 60,
        sinceS: atS >= 60 ? 60 : null,
      },
    ],
    ...script,
  });
  const lost = () => Math.max(0, sim.atS() - 60) * 10;
  return { ...sim, impact: () => ({ failedRequests: 0, userMinutesLost: lost(), moneyLost: 0 }) };
}

const promise = {
  id: 'checkout',
  journey: 'checkout',
  title: 'Checkout works',
  objective: 0.99,
  latencyS: 1,
  windowS: 300,
};
const promising = () => stage({ world: world({ slos: [promise] }) });

const stopped = async (stops: StopRule[]) => {
  const told = await new ToldDesk({ scenario: promising(), simulate: hurting }).starts();
  await told.does('fay', 'stops.set', { stops });
  return told;
};
const paused = async (told: ToldDesk) =>
  (await told.log()).flatMap((entry) => (entry.kind === 'drill.paused' ? [[entry.simMs / 1000, entry.payload]] : []));

describe('a stop rule', () => {
  it.each<[StopRule, number, string]>([
    [{ id: 'a', kind: 'user-minutes', above: 300 }, 91, 'users have lost more than 300 minutes.'],
    [{ id: 'a', kind: 'breached', slo: 'checkout', forS: 45 }, 105, 'a promise to users has been broken for 00:45.'],
    [{ id: 'a', kind: 'unacknowledged', forS: 120 }, 150, 'a page has waited for 02:00.'],
  ])('pauses the drill when it is met: %j', async (rule, atS, why) => {
    const told = await stopped([rule]);
    await told.ticker.pass(200_000);
    expect(await paused(told)).toEqual([[atS, { reason: `Stop rule: ${why}`, stop: 'a' }]]);
    const notices = told.messages.fixers.flatMap(({ events }) => events).filter(({ type }) => type === 'notice');
    expect(notices).toHaveLength(1);
  });

  it('that people have resumed over stays quiet, and another one still holds', async () => {
    const told = await stopped([
      { id: 'a', kind: 'breached', slo: 'checkout', forS: 10 },
      { id: 'b', kind: 'user-minutes', above: 300 },
    ]);
    await told.ticker.pass(80_000);
    await told.does('fay', 'drill.resume', {});
    await told.ticker.pass(80_000);
    expect((await paused(told)).map(([atS]) => atS)).toEqual([70, 91]);
    const joined = await told.desk.join(told.drill, told.seats.fay!, 0);
    const view = joined.ok && joined.result.kind === 'snapshot' ? joined.result.view : null;
    expect(view?.truth?.stops.map(({ metAtS }) => metAtS)).toEqual([70, 91]);
  });

  it('forgets no pause when the rules are set again, also after a restart', async () => {
    const stops: StopRule[] = [{ id: 'a', kind: 'user-minutes', above: 300 }];
    const told = await stopped(stops);
    await told.ticker.pass(100_000);
    await told.does('fay', 'stops.set', { stops });
    await told.restarts();
    await told.does('fay', 'drill.resume', {});
    await told.ticker.pass(60_000);
    expect(await paused(told)).toHaveLength(1);
  });

  it('that could never be met is refused, and so are two of one name', async () => {
    const told = await stopped([]);
    for (const stops of [
      [{ id: 'a', kind: 'breached', slo: 'nosuch', forS: 10 }],
      [
        { id: 'a', kind: 'word', word: 'halt' },
        { id: 'a', kind: 'word', word: 'stop' },
      ],
    ])
      expect(await told.tries('fay', 'stops.set', { stops })).toMatchObject({ refusal: { code: 'request/malformed' } });
  });

  it('of a page counts from the escalation on, and not once somebody has taken it', () => {
    const late: StopRule = { id: 'a', kind: 'unacknowledged', forS: 60 };
    const tale = () =>
      drillOn(stage(), hurting())
        .start()
        .by('fay', () => undefined);
    const met = (one: Tale) => stopRules(one.session).length > 0;
    const waiting = tale()
      .enters('stops.set', { stops: [late] })
      .after('89s');
    expect([met(waiting), met(waiting.after('1s'))]).toEqual([false, true]);
    expect(
      met(
        tale()
          .enters('stops.set', { stops: [late] })
          .after('40s')
          .ack()
          .after('5m'),
      ),
    ).toBe(false);
    const escalated = tale()
      .enters('stops.set', { stops: [late] })
      .after('80s');
    escalated.does('alert.escalate', { fingerprint: 'f1', to: 'DBA' }).after('20s');
    expect([met(escalated), met(escalated.after('40s'))]).toEqual([false, true]);
  });
});

describe('a stop word', () => {
  const word: StopRule[] = [{ id: 'w', kind: 'word', word: 'Stop the drill' }];

  it('pauses in the very second in which somebody writes it', async () => {
    const told = await stopped(word);
    await told.ticker.pass(7_000);
    await told.does('ann', 'chat.say', { channel: 'team', text: 'please STOP  the drill, the real pager rings' });
    expect(await paused(told)).toEqual([[7, { reason: 'Stop rule: somebody wrote “Stop the drill”.', stop: 'w' }]]);
    expect(await told.tries('ann', 'incident.declare', { severity: 'sev-1', title: 'x' })).toMatchObject({
      refusal: { code: 'drill/paused' },
    });
  });

  it('is none in another channel, from a persona, or while the drill stands already', async () => {
    const told = await stopped(word);
    await told.does('bea', 'chat.say', { channel: 'breakers', text: 'stop the drill' });
    await told.does('fay', 'persona.say', { persona: 'CEO', text: 'stop the drill' });
    await told.does('fay', 'drill.pause', {});
    await told.does('ann', 'chat.say', { channel: 'team', text: 'stop the drill' });
    await told.does('fay', 'drill.resume', {});
    await told.ticker.pass(5_000);
    expect((await paused(told)).map(([, payload]) => payload)).toEqual([
      { reason: 'The facilitator paused the drill.' },
    ]);
    await told.does('ann', 'chat.say', { channel: 'team', text: 'stop the drill' });
    expect(await paused(told)).toHaveLength(2);
  });
});

describe('the timebox', () => {
  const warned = (minutes: number, until: number) => {
    const tale = drillOn(stage(), scripted())
      .start()
      .enters('drill.timebox', { timeboxS: minutes * 60 });
    const said: string[] = [];
    for (let atS = 1; atS <= until; atS++)
      for (const draft of timeboxWarnings(tale.after('1s').session))
        if (draft.kind === 'notice.posted') {
          said.push(`${atS / 60}: ${draft.payload.text}`);
          tale.enters('notice.posted', draft.payload);
        }
    return said;
  };

  it('is announced ten, five and one minute before its end, each once', () => {
    expect(warned(40, 2500)).toEqual([
      '30: 10 minutes are left of the 40 minutes.',
      '35: 5 minutes are left of the 40 minutes.',
      '39: 1 minute is left of the 40 minutes.',
    ]);
  });

  it('that is short has warnings that make sense', () => {
    expect(warned(15, 900).map((text) => text.split(':')[0])).toEqual(['10', '14']);
    expect(warned(5, 300).map((text) => text.split(':')[0])).toEqual(['4']);
  });

  it('made longer while it runs warns again, and says its second end', async () => {
    const told = await new ToldDesk().starts();
    await told.does('fay', 'drill.timebox', { minutes: 5 });
    await told.does('fay', 'drill.jump', { toS: 310 });
    await told.does('fay', 'drill.timebox', { minutes: 12 });
    await told.does('fay', 'drill.jump', { toS: 800 });
    const notices = told.messages.fixers
      .flatMap(({ events }) => events)
      .flatMap((e) => (e.type === 'notice' ? [e] : []));
    expect([...new Set(notices.map(({ notice }) => notice.text))]).toEqual([
      '1 minute is left of the 5 minutes.',
      'The timebox of 5 minutes is over. The facilitator ends the drill when it suits.',
      '5 minutes are left of the 12 minutes.',
      '1 minute is left of the 12 minutes.',
      'The timebox, now of 12 minutes, is over.',
    ]);
  });
});

describe('checkpoints', () => {
  const kept = (tale: Tale) => tale.session.control.checkpoints.map(({ atS, name, kept: how }) => [atS, name, how]);

  it('are kept by themselves where the drill turns, one a second', () => {
    const tale = drillOn(stage(), hurting()).start();
    tale.after('40s').does('incident.declare', { severity: 'sev-2', title: 'Checkout hangs' });
    tale.after('10s').does('decision.make', { text: 'restart the database', reason: '' });
    tale.does('decision.make', { text: 'and again', reason: '' });
    expect(kept(tale)).toEqual([
      [30, 'CheckoutSlow pages', 'by itself'],
      [40, expect.stringMatching(/^INC-\d+ declared, SEV-2$/), 'by itself'],
      [49, 'Before the decision: restart the database', 'by itself'],
    ]);
  });

  it('are made by hand too, are in the facilitator’s view alone, and the view adds up', () => {
    const tale = drillOn(stage(), hurting()).start().after('35s');
    tale.by('fay', () => tale.does('checkpoint.mark', { name: 'Before lunch' }));
    expect(kept(tale).at(-1)).toEqual([35, 'Before lunch', 'by hand']);
    expect(tale.view('facilitator').truth?.checkpoints).toEqual(tale.snapshot('facilitator').truth?.checkpoints);
    expect(JSON.stringify([tale.sent.fixers, tale.snapshot('fixers')])).not.toContain('Before lunch');
  });
});

describe('the pace', () => {
  it.each([1, 3, 7, 10])('of %i simulated seconds a second is kept', async (speed) => {
    const told = await new ToldDesk().starts();
    if (speed > 1) await told.does('fay', 'drill.speed', { speed });
    await told.ticker.pass(60_000);
    const atS = (await told.desk.status(told.drill))?.atS;
    // The beat of the last second may fall just behind the minute.
    expect([60 * speed - 1, 60 * speed]).toContain(atS);
  });
});

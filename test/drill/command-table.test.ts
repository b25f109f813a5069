import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMAND_TABLE } from '../../server/drill/command-table.ts';
import { admit } from '../../server/drill/decide/decide.ts';
import { isRefusal } from '../../server/drill/refuse.ts';
import type { Session } from '../../server/drill/session.ts';
import type { CommandName } from '../../server/protocol/commands.ts';
import type { SeatKind } from '../../server/protocol/roles.ts';
import { CAST, drillOn } from '../support/drill-dsl.ts';
import { examplePayloads } from '../support/example-payloads.ts';
import { scripted } from '../support/scripted-simulation.ts';
import { stage } from '../support/stage.ts';

const NAMES = Object.keys(COMMAND_TABLE) as CommandName[];
const STATES = ['lobby', 'running', 'paused', 'ended'] as const;
const KINDS: SeatKind[] = ['facilitator', 'breaker', 'fixer', 'observer'];
const ID = '00000000-0000-4000-8000-000000000001';

/** Looking things up: for everybody, as soon as there is a world to look at. */
const SIGNALS =
  'catalogue.list customers.heard dashboard.open events.list logs.search map.flow metrics.names metrics.query shop.visit status.page trace.open traces.find';

/** Stated a second time, by hand: a row that somebody opens by mistake must fail here. */
const ALLOWED: Record<SeatKind, string> = {
  facilitator:
    'action.add action.state assess.rate cause.confirm chat.say check.cancel checkpoint.mark coach.quiet drill.end drill.jump drill.lock drill.pause drill.resume drill.rewind drill.speed drill.start drill.timebox fault.check fault.fire fault.stop hint.give inject.delay inject.fire inject.restore inject.skip inject.try inject.write lead.answer lead.ask lead.take note.add persona.say role.assign role.withdraw round.apply round.decide round.hands round.mark round.next round.note round.option round.timer round.vote runbook.open seat.approve seat.bot seat.kind seat.ready seat.remove seat.restore seat.vote stops.set telemetry.history terminal.history',
  breaker:
    'action.add action.state chat.say check.cancel fault.check fault.fire fault.stop plan.seal prediction.record round.note runbook.open seat.ready seat.vote telemetry.history',
  fixer:
    'action.add action.state alert.ack alert.escalate allclear.give can.send chat.readback chat.say coach.quiet decision.make fact.note hypothesis.state incident.declare incident.severity record.withdraw role.assign role.drop role.take round.note round.option round.vote runbook.open seat.ready seat.vote staff.page step.check step.flag step.judge step.run step.skip telemetry.history terminal.complete terminal.history terminal.interrupt terminal.run',
  observer:
    'action.add action.state assess.rate chat.say note.add round.note runbook.open seat.ready seat.vote telemetry.history',
};

const IN_STATE: Record<(typeof STATES)[number], string> = {
  lobby:
    'chat.say drill.lock drill.start drill.timebox inject.restore inject.skip inject.try inject.write lead.answer lead.ask lead.take note.add plan.seal prediction.record role.assign role.drop role.take role.withdraw runbook.open seat.approve seat.bot seat.kind seat.ready seat.remove seat.restore seat.vote stops.set telemetry.history terminal.history',
  running:
    'action.add action.state alert.ack alert.escalate allclear.give assess.rate can.send cause.confirm chat.readback chat.say check.cancel checkpoint.mark coach.quiet decision.make drill.end drill.jump drill.lock drill.pause drill.rewind drill.speed drill.timebox fact.note fault.check fault.fire fault.stop hint.give hypothesis.state incident.declare incident.severity inject.delay inject.fire inject.restore inject.skip inject.try inject.write lead.answer lead.ask lead.take note.add persona.say plan.seal prediction.record role.assign role.drop role.take role.withdraw round.apply round.decide round.hands round.mark round.next round.note round.option round.timer round.vote runbook.open seat.approve seat.bot seat.kind seat.remove seat.restore staff.page step.check step.flag step.judge step.run step.skip stops.set telemetry.history terminal.complete terminal.history terminal.interrupt terminal.run',
  paused:
    'action.add action.state assess.rate cause.confirm chat.readback chat.say check.cancel checkpoint.mark coach.quiet drill.end drill.jump drill.lock drill.resume drill.rewind drill.speed drill.timebox fact.note fault.check hint.give inject.delay inject.fire inject.restore inject.skip inject.try inject.write lead.answer lead.ask lead.take note.add persona.say plan.seal prediction.record role.assign role.drop role.take role.withdraw round.apply round.decide round.hands round.mark round.next round.note round.option round.timer round.vote runbook.open seat.approve seat.bot seat.kind seat.remove seat.restore step.flag stops.set telemetry.history terminal.complete terminal.history terminal.interrupt',
  ended:
    'action.add action.state assess.rate cause.confirm chat.say note.add record.withdraw round.mark round.note runbook.open seat.approve seat.kind seat.remove seat.restore telemetry.history terminal.history',
};

describe('the command table', () => {
  it('has a row for every command of the wire, and no other', () => {
    const files = ['commands', 'signals'].map((file) => readFileSync(`server/protocol/${file}.ts`, 'utf8'));
    const source = files.join('\n');
    const named = [...source.matchAll(/^ {2}'([a-z]+\.[a-z]+)':/gm)].map(([, name]) => name);
    expect([...NAMES].sort()).toEqual(named.sort());
  });

  it('accepts the example of every command and nothing beside its fields', () => {
    for (const name of NAMES) {
      const { schema } = COMMAND_TABLE[name];
      const example = examplePayloads[name];
      expect(schema.safeParse(example).success, name).toBe(true);
      expect(schema.safeParse({ ...example, seat_: 'forged' }).success, `${name} with a field more`).toBe(false);
      expect(schema.safeParse(null).success, `${name} with nothing`).toBe(false);
      expect(schema.safeParse([example]).success, `${name} in a list`).toBe(false);
    }
  });

  it('bounds how often each may be sent', () => {
    for (const name of NAMES) expect(COMMAND_TABLE[name].perMinute, name).toBeGreaterThan(0);
  });

  it.each(KINDS.flatMap((kind) => STATES.map((state) => ({ kind, state }))))(
    'lets a $kind in a drill that is $state send what is listed, and refuses the rest',
    ({ kind, state }) => {
      const session = sessionIn(state);
      const seat = Object.entries(CAST).find(([, own]) => own === kind)![0];
      const mine = `${ALLOWED[kind]} ${SIGNALS}`.split(' ');
      const now = (state === 'lobby' ? IN_STATE[state] : `${IN_STATE[state]} ${SIGNALS}`).split(' ');
      for (const name of NAMES) {
        const answer = admit(session, { seat, id: ID, name, payload: examplePayloads[name] });
        const code = isRefusal(answer) ? answer.code : 'admitted';
        if (!mine.includes(name)) expect(code, name).toBe('role/not-allowed');
        else if (now.includes(name)) expect(code, name).toBe('admitted');
        else expect(code, name).toMatch(/^drill\//);
      }
    },
  );

  it('lets nobody in who waits, has left, or was never there', () => {
    const session = sessionIn('running');
    const code = (seat: string) => {
      const answer = admit(session, { seat, id: ID, name: 'chat.say', payload: examplePayloads['chat.say'] });
      return isRefusal(answer) ? answer.code : 'admitted';
    };
    session.seats.set('wes', { ...session.seats.get('ann')!, id: 'wes', state: 'waiting' });
    session.seats.set('lou', { ...session.seats.get('ann')!, id: 'lou', state: 'left' });
    expect([code('wes'), code('lou'), code('nobody'), code('ann')]).toEqual([
      'seat/waiting',
      'session/revoked',
      'seat/unknown',
      'admitted',
    ]);
  });

  it('knows no name that an object inherits', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '']) {
      expect(admit(sessionIn('running'), { seat: 'ann', id: ID, name, payload: {} })).toMatchObject({
        code: 'request/malformed',
      });
    }
  });
});

function sessionIn(state: (typeof STATES)[number]): Session {
  const tale = drillOn(stage(), scripted());
  if (state !== 'lobby') tale.start();
  if (state === 'paused') tale.by('fay', () => tale.does('drill.pause', {}));
  if (state === 'ended') tale.ends();
  return tale.session;
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../../server/protocol/fold.ts';
import type { RoomEvent } from '../../server/protocol/events.ts';
import { AUDIENCES, type Audience } from '../../server/protocol/roles.ts';
import type { RoomView } from '../../server/protocol/room.ts';
import { canaryStage } from '../support/canary-stage.ts';
import { drill, drillOn } from '../support/drill-dsl.ts';
import { busyWorld, moves, playMoves } from '../support/random-drill.ts';

const RUNS = { numRuns: 60, seed: 20261121 };

/** Everything an audience got: its opening view, each message, and a snapshot at the end. */
function bytes(tale: ReturnType<typeof drillOn>, audience: Audience): string {
  return JSON.stringify([tale.opening[audience], tale.sent[audience], tale.snapshot(audience)]);
}

const dealt = () => drillOn(canaryStage(), busyWorld(), 'SECRET-T-seed').start();

describe('what leaves the server', () => {
  it('for fixers holds no secret, whatever anybody does', () => {
    fc.assert(
      fc.property(moves, (list) => {
        expect(bytes(playMoves(dealt(), list), 'fixers')).not.toMatch(/SECRET/);
      }),
      RUNS,
    );
  });

  it('for breakers holds their deck and no more of the truth', () => {
    fc.assert(
      fc.property(moves, (list) => {
        const seen = bytes(playMoves(dealt(), list), 'breakers').replaceAll('SECRET-T of the breakers', '');
        expect(seen).not.toMatch(/SECRET-[TO]/);
      }),
      RUNS,
    );
  });

  it('for observers holds what fixers see, their sheets, notes and the control team’s channel, and no other secret', () => {
    fc.assert(
      fc.property(moves, (list) => {
        const tale = playMoves(dealt(), list);
        const seen = bytes(tale, 'observers');
        // What the sheets are about; how it came to be met or missed is not in them.
        const objectives = /SECRET-T( |-)(ack|harm|no-harm)"/g;
        expect(seen.replace(objectives, '"')).not.toMatch(/SECRET-[TD]/);
        const own = ({ type, ...event }: RoomEvent): boolean =>
          type === 'assessment' || ('message' in event && event.message.channel === 'control');
        const shared = tale.sent.observers.map((events) => events.filter((event) => !own(event)));
        expect(shared.filter((events) => events.length > 0)).toEqual(tale.sent.fixers);
      }),
      RUNS,
    );
  });

  it('for the facilitator holds the truth: the canaries sing where they should', () => {
    const tale = dealt().after('4m');
    for (const part of ['title', 'cause', 'ack', 'expects', 'second hint', 'hurts', 'fault', 'seed']) {
      expect(bytes(tale, 'facilitator')).toMatch(new RegExp(`SECRET-T[- ]${part}`));
    }
    expect(bytes(tale, 'breakers')).toMatch(/SECRET-D tempts/);
  });

  it('adds up: folding every message gives the snapshot, for each audience, at any time', () => {
    fc.assert(
      fc.property(moves, (list) => {
        const tale = playMoves(dealt(), list);
        for (const audience of AUDIENCES) {
          expect(timeless(tale.view(audience))).toEqual(timeless(tale.snapshot(audience)));
        }
      }),
      RUNS,
    );
  });

  it('may be told twice: an event that comes again changes nothing', () => {
    const tale = dealt().after('3m').ack().says('hello');
    const again = tale.sent.facilitator.flat().reduce(fold, tale.view('facilitator'));
    expect(timeless(again)).toEqual(timeless(tale.view('facilitator')));
  });

  it('is the same for fixers, byte for byte, when only hidden choices differ', () => {
    fc.assert(
      fc.property(moves, (list) => {
        const public_ = list.filter((move) => move.move !== 'send' || ['ann', 'bob', 'olu'].includes(move.seat));
        const one = playMoves(drillOn(canaryStage('SECRET-T'), busyWorld(), 'same'), public_);
        const other = playMoves(drillOn(canaryStage('OTHER'), busyWorld({ secret: 'OTHER' }), 'same'), public_);
        expect(JSON.stringify(other.sent.fixers)).toBe(JSON.stringify(one.sent.fixers));
      }),
      RUNS,
    );
  });

  it('gives fixers no number that a hidden event would make jump', () => {
    const quiet = dealt().after('30s').says('hello');
    const plotting = dealt();
    plotting
      .as('bea')
      .does('chat.say', { channel: 'breakers', text: 'soon' })
      .as('fay')
      .does('note.add', { text: 'calm' });
    plotting.as('ann').after('30s').says('hello');
    expect(plotting.sent.fixers).toEqual(quiet.sent.fixers);
  });

  it('of a real scenario names no fault, variant, objective or hypothesis to fixers', () => {
    const tale = drill('connection-pool-exhaustion', { seed: 'spoilers' }).start().after('12m');
    const { scenario } = tale.session;
    const seen = bytes(tale, 'fixers');
    // Its title is a symptom, and the runbook for that symptom bears the same words.
    const secrets = [
      scenario.hypothesis.private,
      scenario.variant.title,
      scenario.variant.cause,
      ...scenario.world.faults.flatMap(({ id, title, cause }) => [`"${id}"`, title, cause]),
      ...scenario.objectives.map(({ text }) => text),
      ...scenario.tempting.map(({ hurts }) => hurts),
      ...scenario.injects.filter(({ id }) => tale.session.injects.get(id)?.state === 'to come').map(({ text }) => text),
      ...scenario.hints,
    ];
    for (const secret of secrets) expect(seen).not.toContain(JSON.stringify(secret).slice(1, -1));
  });
});

/** The clock's second comes with ticks, and a shown list's order of arrival is the same. */
function timeless(view: RoomView): RoomView {
  return { ...view, clock: { ...view.clock, atS: 0 } };
}

import { describe, expect, it } from 'vitest';
import { COMMAND_TABLE } from '../../server/drill/command-table.ts';
import { admit } from '../../server/drill/decide/decide.ts';
import { isRefusal } from '../../server/drill/refuse.ts';
import type { CommandName } from '../../server/protocol/commands.ts';
import { drillOn, type Tale } from '../support/drill-dsl.ts';
import { examplePayloads } from '../support/example-payloads.ts';
import { longIncident } from '../support/long-incident.ts';
import { scripted } from '../support/scripted-simulation.ts';
import { stage } from '../support/stage.ts';

const ID = '00000000-0000-4000-8000-000000000001';

/** Nobody facilitates: Fay has left. */
function alone(mode: 'game-day' | 'onboarding' = 'onboarding'): Tale {
  return drillOn(stage(), scripted(), 'a', mode).enters('seat.left', { seat: 'fay', removed: false }).as('ann');
}

/** Commands for facilitators that this seat may send now, by kind of seat alone. */
function mayAlso(tale: Tale, seat: string): string[] {
  const names = (Object.keys(COMMAND_TABLE) as CommandName[]).filter(
    (name) => !COMMAND_TABLE[name].roles.includes('fixer'),
  );
  return names.filter((name) => {
    const answer = admit(tale.session, { seat, id: ID, name, payload: examplePayloads[name] });
    return !isRefusal(answer) || answer.code !== 'role/not-allowed';
  });
}

const ALONE = ['drill.start', 'drill.pause', 'drill.resume', 'drill.speed', 'drill.end', 'hint.give'];

describe('a new responder whom nobody facilitates', () => {
  it('starts, pauses, goes on and ends, and says that it was they', () => {
    const tale = alone().does('drill.start', {}).after('10s').does('drill.pause', {});
    expect(tale.session.clock).toMatchObject({ state: 'paused', reason: 'The new responder paused the drill.' });
    tale.does('drill.resume', {}).after('10s').does('drill.end', {});
    expect(tale.session.clock).toMatchObject({ state: 'ended', reason: 'The new responder ended the drill.' });
  });

  it('may do six things of a facilitator’s, and nothing else', () => {
    expect(mayAlso(alone(), 'ann').sort()).toEqual(ALONE.toSorted());
    expect(mayAlso(alone().does('drill.start', {}), 'bob').sort()).toEqual(ALONE.toSorted());
  });

  it('lets quiet minutes pass faster, and is back in real time when a page fires', () => {
    const tale = drillOn(stage(), longIncident(), 'a', 'onboarding');
    tale.enters('seat.left', { seat: 'fay', removed: false }).as('ann').does('drill.start', {});
    tale.does('drill.speed', { speed: 10 }).attended('59s');
    expect(tale.session.clock.speed).toBe(10);
    expect(tale.attended('1s').session.clock.speed).toBe(1);
    tale.does('drill.speed', { speed: 5 }).attended('30s');
    expect(tale.session.clock.speed).toBe(5);
  });

  it('is slowed by nothing where somebody facilitates', () => {
    const tale = drillOn(stage(), longIncident(), 'a', 'onboarding').start();
    tale.by('fay', () => tale.does('drill.speed', { speed: 10 }));
    expect(tale.attended('2m').session.clock.speed).toBe(10);
  });

  it('gets hints one after the other, at their price', () => {
    const tale = alone().does('drill.start', {}).isRefused('hint.give', { number: 2 }, 'request/malformed');
    tale.does('hint.give', { number: 1 }).does('hint.give', { number: 2 });
    expect(tale.entries('hint.given').map(({ payload }) => payload.number)).toEqual([1, 2]);
    expect(tale.entries('hint.given').every(({ payload }) => (payload.costS ?? 0) > 0)).toBe(true);
    tale.isRefused('hint.give', { number: 3 }, 'hint/none-left');
  });

  it.each(['bea', 'olu', 'bot-sme'])('leaves %s with what their seat may do', (seat) => {
    const tale = drillOn(stage(), scripted(), 'a', 'onboarding').as('fay').does('seat.bot', { role: 'sme' });
    const before = mayAlso(tale, seat);
    tale.enters('seat.left', { seat: 'fay', removed: false });
    expect(mayAlso(tale, seat)).toEqual(before);
  });

  it('may not while somebody facilitates, and not in another mode', () => {
    expect(mayAlso(drillOn(stage(), scripted(), 'a', 'onboarding'), 'ann')).toEqual([]);
    expect(mayAlso(alone('game-day'), 'ann')).toEqual([]);
  });

  it('cannot start a drill in which only bots would respond', () => {
    const tale = drillOn(stage(), scripted(), 'a', 'onboarding').as('fay').does('seat.bot', { role: 'ic' });
    for (const seat of ['ann', 'bob']) tale.enters('seat.left', { seat, removed: true });
    tale.isRefused('drill.start', {}, 'drill/not-started');
  });
});

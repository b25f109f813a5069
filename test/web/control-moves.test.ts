import { describe, expect, test } from 'vitest';
import type { FaultStateView, SeatView } from '../../server/protocol/room.ts';
import { waysOn } from '../../web/control/fault-story.ts';
import { draggedTo, keyedBy } from '../../web/control/inject-move.ts';
import { leadState, leadWords } from '../../web/control/pace.ts';
import { heirs, removedSeats } from '../../web/control/seats.ts';
import { firstView, fitted, isCut, MOST_ZOOM, panned, zoomed } from '../../web/control/statechart-view.ts';

describe('an inject on the time line', () => {
  const now = { nowS: 100, endS: 2400 };

  test('is dragged in quarters of a minute, and never to a time that is over', () => {
    expect(draggedTo(300, 50, 0.5, now)).toBe(405);
    expect(draggedTo(300, -400, 0.5, now)).toBe(120);
    expect(draggedTo(300, 9000, 0.5, now)).toBe(2400);
  });

  test('moves by half a minute for an arrow, by five with Shift; other keys leave it', () => {
    expect([keyedBy('ArrowRight', false, 300, 100), keyedBy('ArrowLeft', true, 900, 100)]).toEqual([30, -300]);
    expect(keyedBy('ArrowLeft', true, 300, 100)).toBe(-180);
    expect([keyedBy('ArrowLeft', false, 112, 100), keyedBy('Enter', false, 300, 100)]).toEqual([0, 0]);
  });
});

describe('the window of a statechart', () => {
  const drawn = { width: 400, height: 300 };
  const pane = { width: 400, height: 200 };

  test('shows all of it at first, in the middle and never blown up beyond its measure', () => {
    const view = fitted(drawn, pane);
    expect(view.zoom).toBeCloseTo(2 / 3);
    expect(isCut(view, drawn, pane)).toBe(false);
    expect(view.x).toBeCloseTo((400 - 400 * view.zoom) / 2);
    expect(fitted(drawn, { width: 4000, height: 2000 }, 1.6).zoom).toBe(1.6);
  });

  test('keeps its text readable at first: around the state that it is in, where all of it would be small', () => {
    const tall = { width: 400, height: 900 };
    expect(firstView(tall, pane, 1, { x: 200, y: 700 })).toEqual({ x: 0, y: -600, zoom: 1 });
    expect(firstView(tall, pane, 1, { x: 200, y: 890 })).toMatchObject({ y: -700 });
    expect(firstView({ width: 200, height: 100 }, pane, 1.6, { x: 0, y: 0 }).zoom).toBe(1.6);
  });

  test('zooms about its middle to a limit, and no edge of the drawing leaves it', () => {
    const near = zoomed(fitted(drawn, pane), 3, drawn, pane);
    expect([near.zoom, isCut(near, drawn, pane)]).toEqual([2, true]);
    expect(zoomed(near, 9, drawn, pane).zoom).toBe(MOST_ZOOM);
    expect(panned(near, 5000, 5000, drawn, pane)).toMatchObject({ x: 0, y: 0 });
    expect(panned(near, -5000, -5000, drawn, pane)).toMatchObject({ x: 400 - 800, y: 200 - 600 });
  });
});

test('what would move a fault on is said for where it stands, and for nothing else', () => {
  const fault = {
    state: 'holding',
    done: false,
    states: [{ id: 'holding', label: 'holding' }, { id: 'over', label: 'over' }],
    edges: [
      { from: 'holding', to: 'over', label: '17 min', hinge: false },
      { from: 'holding', to: 'over', label: 'shop restarted', hinge: false },
      { from: 'over', to: 'holding', label: '5 s', hinge: true },
    ],
  } as unknown as FaultStateView; // prettier-ignore
  expect(waysOn(fault).map(({ when, to }) => [when, to])).toEqual([
    ['after 17 min there', 'over'],
    ['shop restarted', 'over'],
  ]);
  expect(waysOn({ ...fault, done: true })).toEqual([]);
});

describe('seats', () => {
  const seat = (id: string, more: Partial<SeatView> = {}): SeatView => ({ id, name: id, kind: 'fixer', roles: [], state: 'here', ready: false, vote: null, ...more }); // prettier-ignore

  test('that were removed may come back, unless their person is in again, or was a bot', () => {
    const seats = [
      seat('ann', { state: 'left' }),
      seat('bob', { state: 'left' }),
      seat('bob-2', { name: 'bob' }),
      seat('bot', { state: 'left', bot: true }),
    ];
    expect(removedSeats(seats).map(({ id }) => id)).toEqual(['ann']);
  });

  test('a role may be handed to fixers who are in, those without a role first', () => {
    const seats = [
      seat('ann', { roles: ['scribe'] }),
      seat('bob', { roles: ['ic'] }),
      seat('cem'),
      seat('oda', { kind: 'observer' }),
      seat('gone', { state: 'left' }),
    ];
    expect(heirs(seats, 'scribe').map(({ id }) => id)).toEqual(['cem', 'bob']);
  });

  test('who leads is said where several could', () => {
    const lena = seat('Lena', { kind: 'facilitator' });
    const max = seat('Max', { kind: 'facilitator' });
    const words = (seats: SeatView[], me: string) => leadWords(leadState({ lead: 'Lena' }, seats, me));
    expect([words([lena], 'Lena'), words([lena, max], 'Lena'), words([lena, max], 'Max'), words([max], 'Max')]).toEqual(
      ['', 'you lead', 'Lena leads', 'nobody leads'],
    );
    expect(leadState({ lead: 'Lena' }, [lena, max], 'Lena', { seat: 'Max', atS: 5 }).asker).toEqual(max);
  });
});

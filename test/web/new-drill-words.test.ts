import { describe, expect, test } from 'vitest';
import type { InjectDraft } from '../../server/protocol/control.ts';
import type { RoomView, SeatView } from '../../server/protocol/room.ts';
import { soonest } from '../../web/home/home-state.svelte.ts';
import { lobbyView, startWords } from '../../web/lobby/lobby-seats.ts';
import { injectWrong, secondsIn, whenWords, withImported } from '../../web/new-drill/inject-words.ts';
import { namesIn } from '../../web/new-drill/names-in.ts';
import { printLinks } from '../../web/new-drill/print-links.ts';

describe('an inject of one’s own', () => {
  const inject: InjectDraft = {
    id: null,
    lane: 'chat',
    from: 'CEO',
    text: 'How bad?',
    expects: '',
    fault: null,
    when: null,
  };

  test.each([
    ['8:30', 510],
    ['8', 480],
    ['1:02:03', 3723],
    [' 90:00 ', 5400],
    ['8:75', null],
    ['soon', null],
    ['', null],
    ['9999', null],
  ])('reads %j as a time', (text, seconds) => expect(secondsIn(text)).toBe(seconds));

  test('says what is missing before it is taken', () => {
    expect(injectWrong(inject, '8:30')).toBeNull();
    expect(injectWrong({ ...inject, from: ' ' }, '8:30')).toMatch(/who/);
    expect(injectWrong({ ...inject, text: '' }, '8:30')).toMatch(/arrives/);
    expect(injectWrong(inject, 'later')).toMatch(/8:30/);
    expect(injectWrong({ ...inject, lane: 'fault' }, '8:30')).toMatch(/fault/);
  });

  test('tells in words when it fires', () => {
    expect(whenWords({ atS: 510 })).toBe('at 08:30');
    expect(whenWords({ on: 'breached', slo: 's', forS: 120 }, [{ id: 's', title: 'Checkout' }])).toBe(
      'when “Checkout” is broken for 02:00',
    );
    expect(whenWords({ on: 'unfilled', role: 'ic', afterS: 300 })).toMatch(/nobody is Incident Commander after 05:00/);
    expect(whenWords(null)).toBe('when the scenario says');
  });
});

test('an events list that is imported twice brings each inject once, and a mended row takes its place', () => {
  const inject = (id: string | null, from: string, text: string): InjectDraft => ({
    id,
    lane: 'chat',
    from,
    text,
    expects: '',
    fault: null,
    when: { atS: 60 },
  });
  const mine = inject(null, 'Legal', 'May we tell the press?');
  const list = [inject('cost', 'CEO', 'What does it cost?'), inject(null, 'Caretaker', 'The lift is stuck')];
  const once = withImported([mine], list);
  expect(once).toEqual([mine, ...list]);
  expect(withImported(once, list)).toEqual(once);
  const mended = inject('cost', 'CEO', 'What does it cost us an hour?');
  expect(withImported(once, [mended])).toEqual([mine, list[1], mended]);
});

test('names are read however people part them, each once', () => {
  expect(namesIn('Anna, Ravi;Mei\nAnna ,, ')).toEqual(['Anna', 'Ravi', 'Mei']);
});

test('booklets are printed for the very variant and seed, and covered ones say that they hold the truth', () => {
  const links = printLinks({ scenario: 'bad-deploy', variant: 'leak', seed: 'a b' }, false, 'd1');
  expect(links[0]).toEqual({
    label: 'participants’ booklet',
    href: '/print/bad-deploy/participants?variant=leak&seed=a+b&drill=d1',
  });
  expect(links.filter(({ label }) => label.includes('holds the truth'))).toHaveLength(3);
  expect(printLinks({ scenario: 'x', variant: null, seed: null }, true)[1]?.href).toBe('/print/x/facilitator');
});

describe('the lobby', () => {
  const seat = (id: string, patch: Partial<SeatView> = {}): SeatView => ({
    id,
    kind: 'fixer',
    name: id,
    roles: [],
    state: 'here',
    ready: false,
    vote: null,
    ...patch,
  });
  const view = (seats: SeatView[]) => lobbyView({ seats } as unknown as RoomView);

  test('counts people, not bots and not facilitators', () => {
    const lobby = view([
      seat('lena', { kind: 'facilitator' }),
      seat('anna', { ready: true, vote: false, roles: ['ic'] }),
      seat('ravi', { state: 'waiting' }),
      seat('mei', { state: 'left' }),
      seat('bot-comms', { bot: true, roles: ['comms'], ready: false }),
    ]);
    expect(lobby).toMatchObject({ ready: 1, votes: 1, vacant: ['ops'] });
    expect(lobby.players.map(({ id }) => id)).toEqual(['anna']);
    expect(lobby.loose.map(({ id }) => id)).toEqual(['lena']);
  });

  test('shows the rare roles only when somebody wears them', () => {
    const roles = (seats: SeatView[]) => view(seats).roles.map(({ role }) => role);
    expect(roles([])).not.toContain('executive');
    expect(roles([seat('bot-executive', { bot: true, roles: ['executive'] })])).toContain('executive');
  });

  test('lets a tabletop begin with nobody but the facilitator, and says so', () => {
    expect(startWords('tabletop', 0)).toEqual({
      label: 'Start without anybody',
      about: 'One screen for the whole room is enough',
    });
    expect(startWords('tabletop', 3).label).toBe('Start the tabletop');
    expect(startWords('game-day', 0).label).toBe('Start the drill');
    expect(startWords('game-day', 0).about).toMatch(/Needs a fixer/);
  });
});

test('the next drill is the soonest of those that have a day', () => {
  const drill = (id: string, scheduledMs?: number) =>
    ({ id, ...(scheduledMs === undefined ? {} : { scheduledMs }) }) as Parameters<typeof soonest>[0][number];
  expect(soonest([drill('a'), drill('b', 20), drill('c', 10)])?.id).toBe('c');
  expect(soonest([drill('a')])).toBeNull();
});

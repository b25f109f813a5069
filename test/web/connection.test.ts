import { expect, test, vi } from 'vitest';
import { Connection, type LinkState } from '../../web/connection.ts';

type Heard = (message: unknown) => void;
const heard: Record<string, Heard> = {};

vi.mock('socket.io-client', () => ({
  io: () => ({
    on: (name: string, listener: Heard) => (heard[name] = listener),
    emit: (name: string, _request: unknown, answer: Heard) => (heard[`answer to ${name}`] = answer),
    // As the library does: closing by hand is a disconnect, told at once.
    close: () => heard['disconnect']?.('io client disconnect'),
  }),
}));

test('whoever is removed is told so, and not that the server cannot be reached', () => {
  const links: [LinkState, string | null][] = [];
  const none = () => undefined;
  const onLink = (...link: [LinkState, string | null]) => void links.push(link);
  void new Connection('d1', {
    onLink,
    onJoined: none,
    onRefused: none,
    onRoom: none,
    onTick: none,
    onChecks: none,
    onTerminal: none,
  });
  heard['removed']?.({ drill: 'd1', reason: 'You were removed from this drill.' });
  expect(links.at(-1)).toEqual(['removed', 'You were removed from this drill.']);
});

test('a page that cannot be let in while nothing can be stored asks again by itself', () => {
  vi.useFakeTimers();
  const [links, refused, joined]: [LinkState[], string[], unknown[]] = [[], [], []];
  const none = () => undefined;
  const connection = new Connection('d1', {
    onLink: (state) => void links.push(state),
    onRefused: ({ code }) => void refused.push(code),
    onJoined: (reply) => void joined.push(reply),
    onRoom: none,
    onTick: none,
    onChecks: none,
    onTerminal: none,
  });
  const answers = (reply: unknown) => {
    const answer = heard['answer to join']!;
    delete heard['answer to join'];
    answer(reply);
  };
  heard['connect']?.(null);
  answers({ ok: false, refusal: { code: 'store/unavailable', message: '', hint: '' } });
  expect([links.at(-1), refused]).toEqual(['lost', []]);
  vi.advanceTimersByTime(2_000);
  answers({ ok: true, result: { kind: 'snapshot', seq: 1 } });
  expect([links.at(-1), joined]).toEqual(['live', [{ kind: 'snapshot', seq: 1 }]]);
  vi.advanceTimersByTime(60_000);
  expect(heard['answer to join']).toBeUndefined();
  connection.close();
  vi.useRealTimers();
});

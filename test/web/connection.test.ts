import { expect, test, vi } from 'vitest';
import { Connection, type LinkState } from '../../web/connection.ts';

type Heard = (message: unknown) => void;
const heard: Record<string, Heard> = {};

vi.mock('socket.io-client', () => ({
  io: () => ({
    on: (name: string, listener: Heard) => (heard[name] = listener),
    // As the library does: closing by hand is a disconnect, told at once.
    close: () => heard['disconnect']?.('io client disconnect'),
  }),
}));

test('whoever is removed is told so, and not that the server cannot be reached', () => {
  const links: [LinkState, string | null][] = [];
  const none = () => undefined;
  const onLink = (...link: [LinkState, string | null]) => void links.push(link);
  void new Connection('d1', { onLink, onJoined: none, onRefused: none, onRoom: none, onTick: none, onChecks: none, onTerminal: none });
  heard['removed']?.({ drill: 'd1', reason: 'You were removed from this drill.' });
  expect(links.at(-1)).toEqual(['removed', 'You were removed from this drill.']);
});

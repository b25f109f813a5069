import { expect, it } from 'vitest';
import type { MapNodeView } from '../../server/protocol/room.ts';
import { serviceTree } from '../../web/state/service-tree.ts';

const node = (id: string, ...dependsOn: string[]): MapNodeView => ({
  id,
  kind: 'service',
  health: 'healthy',
  detail: '',
  dependsOn,
});

it('puts every service once, below its first caller', () => {
  const rows = serviceTree([node('orders'), node('web', 'search', 'checkout'), node('checkout', 'orders'), node('search', 'orders')]); // prettier-ignore
  expect(rows.map((row) => `${row.depth} ${row.node.id}`)).toEqual(['0 web', '1 search', '2 orders', '1 checkout']);
  expect(rows.find((row) => row.node.id === 'orders')?.alsoFrom).toEqual(['checkout']);
});

it('shows services that only call each other, too', () => {
  expect(serviceTree([node('a', 'b'), node('b', 'a')]).map((row) => row.node.id)).toEqual(['a', 'b']);
});

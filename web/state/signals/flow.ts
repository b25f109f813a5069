import type { MapNodeView } from '../../../server/protocol/room.ts';
import type { FlowView } from '../../../server/protocol/signals.ts';
import { percent, rate, seconds } from '../../kit/format.ts';

export type FlowEdge = FlowView['edges'][number];

/** An edge with more failures than this is marked. */
export const FAILING_SHARE = 0.01;

/** "24/s, 6.2 % fail, p99 1.2 s, breaker open": what an edge carries, in the order in which it is asked. */
export function flowWords({ perS, errorShare, p99S, breaker }: FlowEdge): string {
  return [
    rate(perS),
    errorShare >= 0.0005 ? `${percent(errorShare)} fail` : '',
    p99S === null ? '' : `p99 ${seconds(p99S)}`,
    breaker === '' || breaker === 'none' || breaker === 'closed' ? '' : `breaker ${breaker}`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** On the map itself: a rate, and what fails of it with a cross, so that it does not take colour to see. */
function flowLabel({ perS, errorShare, breaker }: FlowEdge): string {
  if (breaker === 'open') return `${rate(perS)} breaker open`;
  return errorShare >= FAILING_SHARE ? `${rate(perS)} ✕ ${percent(errorShare)}` : rate(perS);
}

/** Thickness of an edge, 0..1: the square root of its share of the busiest, so that a tenth is still seen. */
function flowWeight(edge: FlowEdge, edges: readonly FlowEdge[]): number {
  const most = Math.max(...edges.map(({ perS }) => perS), 1e-9);
  return Math.sqrt(Math.max(0, edge.perS) / most);
}

/** The users' place on the map. */
export const USERS = 'users';

export interface MapEdge {
  from: string;
  to: string;
  label?: string;
  weight?: number;
  failing?: boolean;
}

/** The ways of the map: those that the scenario draws and those on which something flows, from users too. */
export function mapEdges(nodes: readonly MapNodeView[], flows: readonly FlowEdge[]): MapEdge[] {
  const known = new Set([USERS, ...nodes.map(({ id }) => id)]);
  const ways = new Map<string, MapEdge>();
  for (const { id, dependsOn } of nodes) for (const to of dependsOn) ways.set(`${id}>${to}`, { from: id, to });
  for (const edge of flows) {
    const from = edge.from ?? USERS;
    ways.set(`${from}>${edge.to}`, {
      from,
      to: edge.to,
      label: flowLabel(edge),
      weight: flowWeight(edge, flows),
      failing: edge.errorShare >= FAILING_SHARE || edge.breaker === 'open',
    });
  }
  return [...ways.values()].filter(({ from, to }) => known.has(from) && known.has(to));
}

import type { MapNodeView } from '../protocol/room.ts';
import type { Session } from './session.ts';
import type { Simulation } from './simulation.ts';

/** What the map and the facilitator's figures show of the world now. */
export function measure(sim: Simulation): Session['measured'] {
  return { map: sim.health().map(mapNode), slos: sim.slos(), impact: sim.impact() };
}

/** True when a component's health differs from what the map shows: worth a log entry of its own. */
export function healthChanged(session: Session): boolean {
  const shown = session.measured.map;
  return session.sim.health().some((node, at) => node.id !== shown[at]?.id || node.health !== shown[at]?.health);
}

export function sameMap(a: readonly MapNodeView[], b: readonly MapNodeView[]): boolean {
  return (
    a.length === b.length &&
    a.every((node, at) => {
      const other = b[at];
      return node.id === other?.id && node.health === other.health && node.detail === other.detail;
    })
  );
}

function mapNode({ id, kind, health, detail, dependsOn }: MapNodeView): MapNodeView {
  return { id, kind, health, detail, dependsOn: [...dependsOn] };
}

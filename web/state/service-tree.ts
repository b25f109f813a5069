import type { MapNodeView } from '../../server/protocol/room.ts';

export interface TreeRow {
  node: MapNodeView;
  /** 0 for what nobody calls: where requests come in. */
  depth: number;
  /** Callers besides the one it stands under. */
  alsoFrom: string[];
}

/** The map as an indented list: each service once, under its first caller, in the order in which requests travel. */
export function serviceTree(nodes: readonly MapNodeView[]): TreeRow[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const callersOf = (id: string) => nodes.filter((node) => node.dependsOn.includes(id)).map((node) => node.id);
  const rows: TreeRow[] = [];
  const seen = new Set<string>();
  const visit = (node: MapNodeView, depth: number, caller: string | null) => {
    if (seen.has(node.id)) return;
    seen.add(node.id);
    rows.push({ node, depth, alsoFrom: callersOf(node.id).filter((id) => id !== caller) });
    for (const id of node.dependsOn) {
      const next = byId.get(id);
      if (next) visit(next, depth + 1, node.id);
    }
  };
  for (const node of nodes) if (callersOf(node.id).length === 0) visit(node, 0, null);
  // Only a ring of callers is left now: it starts where the scenario names it first.
  for (const node of nodes) visit(node, 0, null);
  return rows;
}

import { Graph, layout } from '@dagrejs/dagre';

/** Sizes in CSS pixels. A label is laid out with its edge so that nothing is drawn over it. */
export interface Box {
  id: string;
  width: number;
  height: number;
}
export interface Link {
  from: string;
  to: string;
  /** Size of the label, 0 × 0 without one. */
  width: number;
  height: number;
}
export interface Point {
  x: number;
  y: number;
}
export interface Placed {
  width: number;
  height: number;
  boxes: Record<string, Point>;
  /** In the order given: the way of each link and the centre of its label. */
  links: { path: string; label: Point | undefined }[];
}

const MARGIN = 4;

/** Places boxes and links; `down` for statecharts, `right` for maps. Box points are their top left corners. */
export function place(boxes: readonly Box[], links: readonly Link[], way: 'down' | 'right'): Placed {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({
    rankdir: way === 'down' ? 'TB' : 'LR',
    nodesep: way === 'down' ? 24 : 20,
    edgesep: 12,
    ranksep: way === 'down' ? 26 : 40,
    marginx: MARGIN,
    marginy: MARGIN,
  });
  for (const { id, width, height } of boxes) graph.setNode(id, { width, height });
  const known = links.map(({ from, to }) => graph.hasNode(from) && graph.hasNode(to));
  links.forEach((link, i) => {
    if (known[i])
      graph.setEdge(
        link.from,
        link.to,
        { width: link.width, height: link.height, labelpos: 'r', labeloffset: 6 },
        String(i),
      );
  });
  layout(graph);
  moveIntoView(graph, links);
  const size = graph.graph() as { width?: number; height?: number };
  return {
    width: Math.ceil(size.width ?? 0),
    height: Math.ceil(size.height ?? 0),
    boxes: Object.fromEntries(
      boxes.map((box) => {
        const centre = graph.node(box.id) as Partial<Point>;
        return [box.id, { x: (centre.x ?? 0) - box.width / 2, y: (centre.y ?? 0) - box.height / 2 }];
      }),
    ),
    links: links.map((link, i) => {
      if (!known[i]) return { path: '', label: undefined };
      if (link.from === link.to) return loop(graph.node(link.from) as unknown as Loop, link);
      const edge = graph.edge(link.from, link.to, String(i)) as { points?: Point[]; x?: number; y?: number };
      const label =
        link.width > 0 && edge.x !== undefined && edge.y !== undefined ? { x: edge.x, y: edge.y } : undefined;
      return { path: rounded(edge.points ?? []), label };
    }),
  };
}

/** dagre may lead a way a little left of its own margin, where it would be cut off. */
function moveIntoView(graph: Graph, links: readonly Link[]): void {
  const ways = links.flatMap((link, i) => {
    const edge = graph.edge(link.from, link.to, String(i)) as { points?: Point[]; x?: number } | undefined;
    return edge ? [edge] : [];
  });
  const left = Math.min(...ways.flatMap(({ points = [] }) => points.map(({ x }) => x)));
  if (!(left < MARGIN)) return;
  const by = MARGIN - left;
  for (const edge of ways) {
    edge.points = (edge.points ?? []).map(({ x, y }) => ({ x: x + by, y }));
    if (edge.x !== undefined) edge.x += by;
  }
  for (const id of graph.nodes()) (graph.node(id) as unknown as Point).x += by;
  const size = graph.graph() as { width?: number };
  size.width = (size.width ?? 0) + by;
}

type Loop = Point & { width: number };

/** Out of the right side and back in, its label beyond it. dagre has kept the room free. */
function loop(box: Loop, link: Link): { path: string; label: Point | undefined } {
  const side = box.x + box.width / 2;
  const path = `M${at({ x: side, y: box.y + 9 })}h12q9 0 9 -9q0 -9 -9 -9h-12`;
  return { path, label: link.width > 0 ? { x: side + 30 + link.width / 2, y: box.y } : undefined };
}

/** A way through the points with corners rounded off. */
function rounded(points: readonly Point[], radius = 8): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let path = `M${at(first)}`;
  rest.forEach((point, i) => {
    const before = points[i];
    const after = rest[i + 1];
    if (!after || !before) path += `L${at(point)}`;
    else path += `L${at(towards(point, before, radius))}Q${at(point)} ${at(towards(point, after, radius))}`;
  });
  return path;
}

function towards(from: Point, to: Point, by: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const share = Math.min(0.5, by / length);
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

const at = ({ x, y }: Point) => `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;

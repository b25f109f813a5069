import type { ConditionEdge, StateBox } from './statechart-layout.ts';

/** A way to be led past the boxes; `number` stands on it. */
interface SpineWay {
  from: string;
  to: string;
  hinge: boolean;
  number: number;
}

const GAP = 30;
const LANE = 21;
const LANE_LEAST = 13;
/** Between two arrows that end at the same side of a box. */
const PORT = 7;
const MARGIN = 4;

/**
 * All states in one column, the ways forward in lanes to the right, the ways back in lanes to the left: fits where a
 * layered drawing would be wider than its panel, whatever the machine looks like. Sizes in CSS pixels.
 */
export function laySpine(
  boxes: readonly Omit<StateBox, 'x' | 'y'>[],
  ways: readonly SpineWay[],
  { width, scale }: { width: number; scale: number },
): { width: number; height: number; boxes: StateBox[]; edges: ConditionEdge[] } {
  const order = new Map(boxes.map(({ id }, index) => [id, index]));
  const known = ways.filter(({ from, to }) => order.has(from) && order.has(to));
  const at = (id: string) => order.get(id) ?? 0;
  const straight = known.filter(({ from, to }) => at(to) === at(from) + 1);
  const right = inLanes(known.filter(({ from, to }) => at(to) > at(from) + 1).map((way) => ({ way, top: at(way.from), end: at(way.to) }))); // prettier-ignore
  const left = inLanes(known.filter(({ from, to }) => at(to) <= at(from)).map((way) => ({ way, top: at(way.to), end: at(way.from) }))); // prettier-ignore

  const column = Math.max(0, ...boxes.map((box) => box.width));
  const lanes = right.lanes + left.lanes;
  const spare = width - column - 2 * MARGIN - 7 * scale;
  const lane = Math.min(LANE * scale, Math.max(LANE_LEAST * scale, spare / Math.max(1, lanes + 1)));
  const x = MARGIN + left.lanes * lane + (left.lanes > 0 ? lane / 2 : 0);
  let y = MARGIN;
  const placed = boxes.map((box) => {
    const here = { ...box, width: column, x, y };
    y += box.height + GAP * scale;
    return here;
  });
  const box = (id: string) => placed[at(id)]!;

  const ports = new Map<string, number>();
  /** The next free height on one side of a box. */
  const port = (id: string, side: 'left' | 'right') => {
    const taken = ports.get(`${id} ${side}`) ?? 0;
    ports.set(`${id} ${side}`, taken + 1);
    return box(id).y + (10 + taken * PORT) * scale;
  };
  const edges: ConditionEdge[] = straight.map(({ from, to, hinge, number }) => {
    const middle = x + column / 2;
    const [top, end] = [box(from).y + box(from).height, box(to).y];
    const label = { x: middle + 16 * scale, y: (top + end) / 2, lines: [String(number)], number };
    return { id: `${from}>${to}`, from, to, hinge, path: `M${middle} ${top}V${end}`, label };
  });
  for (const [side, { items }] of [
    ['right', right],
    ['left', left],
  ] as const) {
    for (const { way, lane: index } of items) {
      const wall = side === 'right' ? x + column : x;
      const track = side === 'right' ? wall + (index + 1) * lane : wall - (index + 1) * lane;
      const [start, stop] = [port(way.from, side), port(way.to, side)];
      edges.push({
        id: `${way.from}>${way.to}`,
        from: way.from,
        to: way.to,
        hinge: way.hinge,
        path: `M${wall} ${start}H${track}V${stop}H${wall}`,
        label: { x: track, y: (start + stop) / 2, lines: [String(way.number)], number: way.number },
      });
    }
  }
  return {
    width: Math.ceil(x + column + right.lanes * lane + (right.lanes > 0 ? lane / 2 + 6 * scale : 0) + MARGIN),
    height: Math.ceil(y - GAP * scale + MARGIN),
    boxes: placed,
    edges,
  };
}

interface Interval<T> {
  way: T;
  /** Index of the box at its upper and its lower end. */
  top: number;
  end: number;
}

/** The short ones nearest to the boxes; two share a lane when they do not pass the same box. */
function inLanes<T>(intervals: readonly Interval<T>[]): { lanes: number; items: (Interval<T> & { lane: number })[] } {
  const taken: Interval<T>[][] = [];
  const items = [...intervals]
    .sort((a, b) => a.end - a.top - (b.end - b.top) || a.top - b.top)
    .map((interval) => {
      let lane = taken.findIndex((others) => others.every(({ top, end }) => interval.end < top || interval.top > end));
      if (lane < 0) lane = taken.push([]) - 1;
      taken[lane]!.push(interval);
      return { ...interval, lane };
    });
  return { lanes: taken.length, items };
}

import type { FaultStateView } from '../../server/protocol/room.ts';
import { place, type Point } from '../kit/graph-layout.ts';
import { laySpine } from './statechart-spine.ts';

/** Width of a line of text in CSS pixels. */
export type Measure = (text: string, size: number, weight?: 400 | 600) => number;

export interface StateBox {
  id: string;
  x: number;
  y: number;
  width: number;
  height: number;
  /** One or two lines. */
  title: string[];
  /** What the state means, where the title cannot say it; stands in the list beside the chart. */
  means: string | null;
}

export interface ConditionEdge {
  id: string;
  from: string;
  to: string;
  hinge: boolean;
  path: string;
  label: (Point & { lines: string[]; number: number | null }) | null;
}

export interface Statechart {
  width: number;
  height: number;
  boxes: StateBox[];
  edges: ConditionEdge[];
  /** Conditions that were too long for their arrow, by the number that stands there instead. */
  listed: { number: number; from: string; to: string; condition: string }[];
}

const LINE_CHARACTERS = 18;
const TITLE_CHARACTERS = 20;
/** A label longer than this goes to the list: first only the very long ones, then more until the chart fits. */
const TRIES = [44, 30, 20, 8, 0];
/** One line less in each box's width when even numbers do not help. */
const NARROW = 0.8;

/**
 * A fault's machine drawn downwards within `width` CSS pixels: boxes, the ways between them, and their conditions.
 * Text keeps its size; what does not fit on an arrow is numbered and listed. `scale` is the root size over 16.
 */
export function layStatechart(
  fault: Pick<FaultStateView, 'states' | 'edges'>,
  { width, scale, measure }: { width: number; scale: number; measure: Measure },
): Statechart {
  const links = together(fault.edges);
  for (const roomy of [1, NARROW]) {
    for (const limit of TRIES) {
      const drawn = draw(fault.states, links, { limit, roomy, scale, measure });
      if (drawn.width <= width) return drawn;
    }
  }
  return inOneColumn(fault.states, links, { limit: 0, roomy: NARROW, scale, measure }, width);
}

/** For machines that no layered drawing fits: every condition is numbered and listed. */
function inOneColumn(states: FaultStateView['states'], ways: readonly Way[], style: Style, width: number): Statechart {
  const numbered = ways.map((way, at) => ({ ...way, number: at + 1 }));
  return {
    ...laySpine(
      states.map((state) => boxOf(state, style)),
      numbered,
      { width, scale: style.scale },
    ),
    listed: numbered.map(({ number, from, to, condition }) => ({ number, from, to, condition })),
  };
}

interface Way {
  from: string;
  to: string;
  condition: string;
  hinge: boolean;
}

/** Several conditions of one way make one arrow: "edge reloaded, or edge restarted". */
function together(edges: FaultStateView['edges']): Way[] {
  const ways = new Map<string, Way>();
  for (const { from, to, label, hinge } of edges) {
    const known = ways.get(`${from}>${to}`);
    if (known) known.condition += `, or ${label}`;
    else ways.set(`${from}>${to}`, { from, to, condition: label, hinge });
  }
  return [...ways.values()];
}

interface Style {
  limit: number;
  roomy: number;
  scale: number;
  measure: Measure;
}

function draw(states: FaultStateView['states'], ways: readonly Way[], style: Style): Statechart {
  const { limit, scale, measure } = style;
  const boxes = states.map((state) => boxOf(state, style));
  const listed: Statechart['listed'] = [];
  const labels = ways.map(({ from, to, condition }) => {
    if (condition.length <= limit) return { lines: wrapped(condition, LINE_CHARACTERS), number: null };
    const number = listed.push({ number: listed.length + 1, from, to, condition });
    return { lines: [String(number)], number };
  });
  const placed = place(
    boxes,
    ways.map(({ from, to }, at) => {
      const { lines, number } = labels[at]!;
      const widest = Math.max(0, ...lines.map((line) => measure(line, 12 * scale)));
      return {
        from,
        to,
        width: number === null ? widest + 8 * scale : 22 * scale,
        height: number === null ? lines.length * 16 * scale : 20 * scale,
      };
    }),
    'down',
  );
  const edges = ways.map(({ from, to, hinge }, at): ConditionEdge => {
    const link = placed.links[at];
    const label = link?.label ? { ...link.label, ...labels[at]! } : null;
    return { id: `${from}>${to}`, from, to, hinge, path: link?.path ?? '', label };
  });
  return {
    width: placed.width,
    height: placed.height,
    boxes: boxes.map((box) => ({ ...box, ...(placed.boxes[box.id] ?? { x: 0, y: 0 }) })),
    edges,
    listed,
  };
}

/** A long description is no title: the state's own name is, and the description is listed. */
function boxOf(state: FaultStateView['states'][number], { scale, roomy, measure }: Style): StateBox {
  const long = state.label.length > 2 * TITLE_CHARACTERS;
  const title = wrapped(long ? nameOf(state.id) : state.label, Math.round(TITLE_CHARACTERS * roomy));
  const widest = Math.max(...title.map((line) => measure(line, 13 * scale, 600)));
  const status = measure('for 88 min 88 s', 12 * scale);
  return {
    id: state.id,
    x: 0,
    y: 0,
    width: Math.ceil(Math.max(96 * scale * roomy, widest + 42 * scale, status + 22 * scale)),
    height: Math.ceil((26 + title.length * 17) * scale),
    title,
    means: long ? state.label : null,
  };
}

/** `holdingAgain` → "holding again". */
export function nameOf(id: string): string {
  return id
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[-_.]/g, ' ')
    .toLowerCase();
}

/** Lines of at most so many characters; a longer word stands alone. */
export function wrapped(text: string, characters: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= characters) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

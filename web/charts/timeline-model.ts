import type { IconName } from '../kit/icons.ts';
import type { Tone } from '../kit/vocabulary.ts';

/** Something that happened at a simulated second. */
export interface TimelineEntry {
  id: string;
  atS: number;
  /** Words beside the shape; left out where there is no room. */
  label?: string | undefined;
  /** The whole fact, read when the playhead stands on it. */
  detail: string;
  icon: IconName;
  tone: Tone;
}

/** Something that lasted: a fault, a gap between updates. */
export interface TimelineSpan {
  id: string;
  fromS: number;
  toS: number;
  label: string;
  detail: string;
  /** `hot` tells the story, `quiet` is its aftermath, `gap` is what did not happen. */
  look: 'hot' | 'quiet' | 'gap';
}

export interface TimelineLane {
  id: string;
  label: string;
  entries: readonly TimelineEntry[];
  spans?: readonly TimelineSpan[] | undefined;
}

/** All moments one can step to, in order: entries and the beginnings of spans. */
export function moments(lanes: readonly TimelineLane[]): { id: string; atS: number; lane: string; detail: string }[] {
  return lanes
    .flatMap((lane) => [
      ...lane.entries.map((e) => ({ id: e.id, atS: e.atS, lane: lane.label, detail: e.detail })),
      ...(lane.spans ?? []).map((s) => ({ id: s.id, atS: s.fromS, lane: lane.label, detail: s.detail })),
    ])
    .sort((a, b) => a.atS - b.atS);
}

/** The moment after or before `atS`, or undefined at the ends. */
export function stepFrom(list: readonly { atS: number }[], atS: number, way: 1 | -1): number | undefined {
  const times = list.map((m) => m.atS);
  return way === 1 ? times.find((t) => t > atS) : times.findLast((t) => t < atS);
}

/**
 * Shapes of one second side by side instead of one upon the other; one that would end up more than two places from its
 * second stays where it is.
 * @param xs centres in pixels, ascending
 */
export function apart(xs: readonly number[], size: number): number[] {
  const placed: number[] = [];
  for (const x of xs) {
    const beside = (placed.at(-1) ?? -Infinity) + size;
    placed.push(beside > x && beside - x <= 2 * size ? beside : x);
  }
  return placed;
}

/**
 * Which labels have room: a label stands right of its shape and ends before the next shape or span of the lane.
 * @param places shape centres in pixels, ascending, with the width of each label
 * @param spans stretches of the lane that carry words of their own
 */
export function roomForLabels(
  places: readonly { x: number; width: number }[],
  end: number,
  shape: number,
  spans: readonly { from: number; to: number }[] = [],
): boolean[] {
  return places.map(({ x, width }, i) => {
    if (width === 0) return false;
    const from = x + shape;
    const to = from + width;
    const taken = spans.some((span) => span.from < to && from < span.to);
    return !taken && to <= (places[i + 1]?.x ?? end) - shape;
  });
}

/**
 * Where the words of a span begin: after what stands at its beginning; null where they do not fit before its end or
 * the next shape on it.
 * @param shapes shape centres of the same lane in pixels, ascending
 */
export function spanLabelAt(
  span: { from: number; to: number },
  width: number,
  shapes: readonly number[],
  shape: number,
): number | null {
  let at = span.from + shape * 0.75;
  for (const x of shapes) {
    if (x + shape < at || x - shape > span.to) continue;
    if (at + width <= x - shape) break;
    at = x + shape * 1.25;
  }
  return at + width <= span.to - shape * 0.75 ? at : null;
}

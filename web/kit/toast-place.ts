/** Where notes stand: they cover nothing that people type into, and as little as can be of what they press. */

export interface Rect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

interface Size {
  width: number;
  height: number;
}

const FIELD_COST = 1000;
const BUTTON_COST = 2;
/** A place between the corners is chosen only to keep a field free. */
const BETWEEN_COST = 500;
const STEP_PX = 24;
/** Air between a note and a field. */
const AIR_PX = 4;

/**
 * The upper left corner of notes of this size: a corner of the room, else a place along its edges or its middle.
 * @param room what may be covered at all: between the page's bars
 */
export function placeFor(size: Size, room: Rect, fields: readonly Rect[], buttons: readonly Rect[]): Rect {
  const at = ([left, top]: readonly [number, number]): Rect => ({ left, top, right: left + size.width, bottom: top + size.height }); // prettier-ignore
  const cost = (place: Rect) =>
    FIELD_COST * fields.filter((field) => meet(place, field)).length +
    BUTTON_COST * buttons.filter((button) => meet(place, button)).length;
  const { corners, between } = places(size, room);
  const ranked = [
    ...corners.map((corner) => ({ place: at(corner), cost: cost(at(corner)) })),
    ...between.map((one) => ({ place: at(one), cost: BETWEEN_COST + cost(at(one)) })),
  ];
  return ranked.reduce((best, one) => (one.cost < best.cost ? one : best)).place;
}

export function meet(a: Rect, b: Rect): boolean {
  return (
    a.left < b.right + AIR_PX && b.left < a.right + AIR_PX && a.top < b.bottom + AIR_PX && b.top < a.bottom + AIR_PX
  );
}

type Corner = readonly [left: number, top: number];

/** Corners in the order in which people look for notes; then what lies between them, from below. */
function places({ width, height }: Size, room: Rect): { corners: Corner[]; between: Corner[] } {
  const [left, right] = [room.left, Math.max(room.left, room.right - width)];
  const middle = (left + right) / 2;
  const [top, bottom] = [room.top, Math.max(room.top, room.bottom - height)];
  const corners: Corner[] = [[right, bottom], [left, bottom], [middle, bottom], [right, top], [middle, top], [left, top]]; // prettier-ignore
  const between: Corner[] = [];
  for (let y = bottom - STEP_PX; y > top; y -= STEP_PX) between.push([right, y], [left, y], [middle, y]);
  return { corners, between };
}

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
/** As far as this many steps a note gives way to a button. */
const BUTTON_COST = 4;
/** Away from the right edge only to keep a field free. */
const ELSEWHERE_COST = 200;
const STEP_PX = 24;
/** Air between a note and a field. */
const AIR_PX = 4;

/**
 * Where notes of this size stand: at the lower right, or as little above it as keeps fields free and spares buttons; at
 * the left or in the middle only where the right edge is all fields.
 * @param room what may be covered at all: between the page's bars
 */
export function placeFor(size: Size, room: Rect, fields: readonly Rect[], buttons: readonly Rect[]): Rect {
  const right = Math.max(room.left, room.right - size.width);
  const lowest = Math.max(room.top, room.bottom - size.height);
  const ranked = [right, room.left, (room.left + right) / 2].flatMap((left, edge) => {
    const places = [];
    for (let step = 0; step === 0 || lowest - step * STEP_PX >= room.top; step++) {
      const top = lowest - step * STEP_PX;
      const place = { left, top, right: left + size.width, bottom: top + size.height };
      const covered = (rects: readonly Rect[]) => rects.filter((rect) => meet(place, rect)).length;
      const cost = FIELD_COST * covered(fields) + BUTTON_COST * covered(buttons) + step;
      places.push({ place, cost: cost + (edge === 0 ? 0 : ELSEWHERE_COST) });
    }
    return places;
  });
  return ranked.reduce((best, one) => (one.cost < best.cost ? one : best)).place;
}

export function meet(a: Rect, b: Rect): boolean {
  return (
    a.left < b.right + AIR_PX && b.left < a.right + AIR_PX && a.top < b.bottom + AIR_PX && b.top < a.bottom + AIR_PX
  );
}

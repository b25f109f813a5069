/** Drag and keys move an inject in such steps, seconds. */
const STEP_S = 15;
const KEY_STEP_S = 30;
/** With Shift. */
const FAR_STEP_S = 300;

/** A moved inject stays ahead of the clock by this: nothing is fired by moving it. */
const AHEAD_S = STEP_S;

/**
 * Where an inject comes to stand that is dragged along the time line, drill seconds in full steps.
 * @param atS when it fires now
 * @param dx pixels that it was dragged
 * @param scale pixels of one second
 */
export function draggedTo(
  atS: number,
  dx: number,
  scale: number,
  { nowS, endS }: { nowS: number; endS: number },
): number {
  const wished = Math.round((atS + dx / scale) / STEP_S) * STEP_S;
  return keptAhead(wished, nowS, Math.max(endS, atS));
}

/** Seconds by which a key moves an inject; 0 for any other key, or when it would be moved into the past. */
export function keyedBy(key: string, shift: boolean, atS: number, nowS: number): number {
  const way = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
  const to = atS + way * (shift ? FAR_STEP_S : KEY_STEP_S);
  return way < 0 ? Math.min(0, keptAhead(to, nowS, atS) - atS) : to - atS;
}

function keptAhead(wished: number, nowS: number, endS: number): number {
  const soonest = Math.ceil((nowS + AHEAD_S) / STEP_S) * STEP_S;
  return Math.max(soonest, Math.min(wished, endS));
}

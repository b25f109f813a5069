/** What part of a drawing is seen: `zoom` 1 is its own size; x and y move it, in pixels of the window. */
export interface ChartView {
  x: number;
  y: number;
  zoom: number;
}

interface Size {
  width: number;
  height: number;
}

/** Below, text is smaller than any on our pages. */
const READABLE_ZOOM = 0.97;
export const LEAST_ZOOM = 0.4;
export const MOST_ZOOM = 2.5;
/** What a key or a button does. */
export const ZOOM_STEP = 1.25;
export const PAN_PX = 48;

/** All of it, in the middle; never larger than `most`. */
export function fitted(drawn: Size, window: Size, most = 1): ChartView {
  const zoom = clamp(Math.min(window.width / drawn.width, window.height / drawn.height), LEAST_ZOOM, most);
  return kept({ x: 0, y: 0, zoom }, drawn, window);
}

/**
 * How a drawing is seen at first: all of it, and where that would make its text small, at its own size around the state
 * that it is in.
 */
export function firstView(drawn: Size, window: Size, most: number, here: { x: number; y: number } | null): ChartView {
  const all = fitted(drawn, window, most);
  if (all.zoom >= READABLE_ZOOM || !here) return all;
  return kept({ x: window.width / 2 - here.x, y: window.height / 2 - here.y, zoom: 1 }, drawn, window);
}

/** Nearer or further away; the middle of the window stays where it is. */
export function zoomed(view: ChartView, factor: number, drawn: Size, window: Size): ChartView {
  const zoom = clamp(view.zoom * factor, LEAST_ZOOM, MOST_ZOOM);
  const by = zoom / view.zoom;
  const [midX, midY] = [window.width / 2, window.height / 2];
  return kept({ x: midX - (midX - view.x) * by, y: midY - (midY - view.y) * by, zoom }, drawn, window);
}

export function panned(view: ChartView, dx: number, dy: number, drawn: Size, window: Size): ChartView {
  return kept({ ...view, x: view.x + dx, y: view.y + dy }, drawn, window);
}

/** There is more than the window shows. */
export function isCut({ zoom }: ChartView, drawn: Size, window: Size): boolean {
  return drawn.width * zoom > window.width + 1 || drawn.height * zoom > window.height + 1;
}

/** A drawing that is smaller than its window stands in the middle; of a larger one no edge leaves the window. */
function kept({ x, y, zoom }: ChartView, drawn: Size, window: Size): ChartView {
  const place = (at: number, room: number, length: number) =>
    length <= room ? (room - length) / 2 : clamp(at, room - length, 0);
  return {
    x: place(x, window.width, drawn.width * zoom),
    y: place(y, window.height, drawn.height * zoom),
    zoom,
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}

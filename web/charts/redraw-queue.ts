/** Redraws one chart per animation frame, so that twelve charts never make one long task. */
const waiting = new Set<() => void>();
let frame = 0;

function next(): void {
  const [draw] = waiting;
  if (draw) {
    waiting.delete(draw);
    draw();
  }
  frame = waiting.size > 0 ? requestAnimationFrame(next) : 0;
}

/** Draws soon; asking again before that changes nothing. The returned function takes the request back. */
export function redrawSoon(draw: () => void): () => void {
  waiting.add(draw);
  frame ||= requestAnimationFrame(next);
  return () => waiting.delete(draw);
}

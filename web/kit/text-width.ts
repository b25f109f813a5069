let context: CanvasRenderingContext2D | null | undefined;

/** Width of a line in CSS pixels in the page's font; without a canvas (tests) a fair guess. `size` in pixels. */
export function textWidth(text: string, size: number, weight: 400 | 600 = 400): number {
  if (context === undefined) context = hasCanvas() ? document.createElement('canvas').getContext('2d') : null;
  if (!context) return text.length * size * 0.56;
  context.font = `${weight} ${size}px Inter, system-ui, sans-serif`;
  return context.measureText(text).width;
}

function hasCanvas(): boolean {
  return typeof CanvasRenderingContext2D !== 'undefined';
}

import type { Chart } from 'chart.js';
import type { PlotData, PlotInk } from './plot.ts';

/**
 * Rows of the markers' labels from the bottom up, so that no two of a row touch; −1 for a marker without a label in the
 * range. `room` are the plot's left and right in pixels.
 */
export function labelRows(
  ctx: CanvasRenderingContext2D,
  { markers, range }: PlotData,
  ink: PlotInk,
  room: { left: number; right: number },
): number[] {
  ctx.font = `400 ${ink.textPx}px ${ink.font}`;
  const ends: number[] = [];
  const order = markers.map((marker, i) => ({ marker, i })).sort((a, b) => a.marker.atS - b.marker.atS);
  const rows = markers.map(() => -1);
  for (const { marker, i } of order) {
    if (marker.label === '' || marker.atS < range.from || marker.atS > range.to) continue;
    const x = room.left + ((marker.atS - range.from) / (range.to - range.from)) * (room.right - room.left);
    const length = ctx.measureText(marker.label).width + 12;
    const from = x + length <= room.right ? x : x - length;
    const row = ends.findIndex((end) => end <= from);
    rows[i] = row < 0 ? ends.length : row;
    ends[rows[i] ?? 0] = from + length;
  }
  return rows;
}

/** Bound, markers and hover line, drawn over the lines. Labels stand above the plot, in as many rows as they need. */
export function drawOverlay(
  { ctx, chartArea: area, scales }: Pick<Chart<'line'>, 'ctx' | 'chartArea' | 'scales'>,
  { bound, markers, range, hoverS }: PlotData,
  ink: PlotInk,
  rows: readonly number[],
): void {
  const px = (atS: number) => Math.round(scales['x']?.getPixelForValue(atS) ?? 0) + 0.5;
  const inRange = (atS: number) => atS >= range.from && atS <= range.to;
  ctx.save();
  ctx.font = `400 ${ink.textPx}px ${ink.font}`;
  ctx.textBaseline = 'top';
  if (bound) {
    const y = Math.round(scales['y']?.getPixelForValue(bound.value) ?? 0) + 0.5;
    line(ctx, [area.left, y, area.right, y], ink.ink2, [2, 3]);
  }
  markers.forEach(({ atS, kind, label: words }, i) => {
    if (!inRange(atS)) return;
    const x = px(atS);
    const row = rows[i] ?? -1;
    const top = row < 0 ? area.top : area.top - (row + 1) * (ink.textPx + 3) + 1;
    const colour = kind === 'change' ? ink.accent : kind === 'now' ? ink.ink : ink.axis;
    line(ctx, [x, top, x, area.bottom], colour, kind === 'event' ? [1, 2] : [], kind === 'now' ? 1.5 : 1);
    if (kind === 'change') foot(ctx, x, area.bottom, ink.accent);
    if (row >= 0) label(ctx, words, x, top, area.right, ink);
  });
  if (hoverS !== undefined && inRange(hoverS)) {
    const x = px(hoverS);
    line(ctx, [x, area.top, x, area.bottom], ink.ink2, [1, 2]);
  }
  ctx.restore();
}

function line(
  ctx: CanvasRenderingContext2D,
  [x1, y1, x2, y2]: readonly [number, number, number, number],
  colour: string,
  dash: number[],
  width = 1,
): void {
  ctx.beginPath();
  ctx.setLineDash(dash);
  ctx.lineWidth = width;
  ctx.strokeStyle = colour;
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
  ctx.setLineDash([]);
}

function foot(ctx: CanvasRenderingContext2D, x: number, y: number, colour: string): void {
  ctx.beginPath();
  ctx.fillStyle = colour;
  ctx.moveTo(x - 4, y);
  ctx.lineTo(x + 4, y);
  ctx.lineTo(x, y - 6);
  ctx.fill();
}

function label(ctx: CanvasRenderingContext2D, text: string, x: number, top: number, right: number, ink: PlotInk): void {
  const width = ctx.measureText(text).width;
  ctx.fillStyle = ink.ink2;
  ctx.fillText(text, x + 12 + width <= right + 1 ? x + 5 : x - 5 - width, top);
}

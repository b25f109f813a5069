import type { ComparedChart } from '../../server/protocol/control.ts';
import { niceScale, timeStep, timeTicks } from '../charts/chart-model.ts';
import { roundInUnit } from '../kit/format.ts';

/** A chart as it is printed: all in the user units of its box. */
export interface DrawnChart {
  width: number;
  height: number;
  lines: { label: string; path: string }[];
  yTicks: { y: number; label: string }[];
  xTicks: { x: number; atS: number }[];
  /** Dotted line of the bound; null without one, or where it stands outside the scale. */
  boundY: number | null;
  foot: number;
  left: number;
  right: number;
}

const BOX = { left: 52, margin: 8, top: 10, underFoot: 24 };
/** Over the page, beside another, or beside another and low: the text stays as large. */
const SIZE = { whole: [640, 190], half: [330, 190], thumb: [330, 112] } as const;
/** Room for one label of the time axis. */
const TICK_ROOM = 76;

/** @param startS when the drill began in its world, seconds (see `timeOfDay`) */
export function drawnChart(chart: ComparedChart, startS: number, size: keyof typeof SIZE = 'whole'): DrawnChart {
  const [width, height] = SIZE[size];
  const foot = height - BOX.underFoot;
  const right = width - BOX.margin;
  const range = { from: chart.times[0] ?? 0, to: chart.times.at(-1) ?? 1 };
  const values = chart.lines.flatMap((line) => line.values.filter((value): value is number => value !== null));
  const { top, step } = niceScale(Math.max(...values, (chart.bound ?? 0) * 1.1, 1e-6), 4);
  const x = (atS: number) => BOX.left + ((atS - range.from) / Math.max(1, range.to - range.from)) * (right - BOX.left);
  const y = (value: number) => foot - (Math.max(0, Math.min(value, top)) / top) * (foot - BOX.top);
  const every = timeStep(range, right - BOX.left, TICK_ROOM);
  return {
    width,
    height,
    lines: chart.lines.map((line) => ({ label: line.label, path: pathOf(chart.times, line.values, x, y) })),
    yTicks: Array.from({ length: Math.round(top / step) + 1 }, (_, i) => i * step).map((value) => ({
      y: y(value),
      label: roundInUnit(value, chart.unit),
    })),
    xTicks: timeTicks(range, every, startS).map((atS) => ({ x: x(atS), atS })),
    boundY: chart.bound !== null && chart.bound <= top ? y(chart.bound) : null,
    foot,
    left: BOX.left,
    right,
  };
}

/** Broken where there is no data. */
function pathOf(
  times: readonly number[],
  values: readonly (number | null)[],
  x: (atS: number) => number,
  y: (value: number) => number,
): string {
  let pen: 'M' | 'L' = 'M';
  const steps = values.map((value, i) => {
    if (value === null) {
      pen = 'M';
      return '';
    }
    const step = `${pen}${x(times[i] ?? 0).toFixed(1)} ${y(value).toFixed(1)}`;
    pen = 'L';
    return step;
  });
  return steps.join('');
}

import {
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  type ChartDataset,
  type Plugin,
  type ScriptableContext,
} from 'chart.js';
import { inUnit, timeOfDay, type Unit } from '../kit/format.ts';
import {
  niceScale,
  thinned,
  timeStep,
  timeTicks,
  type ChartBound,
  type ChartMarker,
  type ChartRange,
  type ChartSeries,
} from './chart-model.ts';

Chart.register(LineController, LineElement, PointElement, LinearScale, Filler);

/** Colours and sizes of the theme, read from the tokens. */
export interface PlotInk {
  series: string;
  series2: string;
  series3: string;
  grid: string;
  axis: string;
  ink2: string;
  ink: string;
  panel: string;
  accent: string;
  hot: string;
  bad: string;
  warn: string;
  font: string;
  /** Small text in pixels, never under 12. */
  textPx: number;
  stroke: number;
}

export interface PlotData {
  unit: Unit;
  xs: ArrayLike<number>;
  series: readonly ChartSeries[];
  stacked: boolean;
  bound: ChartBound | undefined;
  markers: readonly ChartMarker[];
  range: ChartRange;
  startS: number;
  axis: boolean;
  hoverS: number | undefined;
  /** Least top of the scale, so that a quiet chart is not all noise. */
  atLeast: number | undefined;
}

type Dataset = ChartDataset<'line', { x: number; y: number }[]>;

/** A chart on a canvas. `draw` shows new data; `toTime` turns a pixel into a simulated second. */
export class Plot {
  #chart: Chart<'line', { x: number; y: number }[]>;
  #data: PlotData;
  #ink: PlotInk;

  constructor(canvas: HTMLCanvasElement, data: PlotData, ink: PlotInk) {
    this.#data = data;
    this.#ink = ink;
    this.#chart = new Chart(canvas, {
      type: 'line',
      data: { datasets: [] },
      plugins: [this.#overlay()],
      options: {
        animation: false,
        parsing: false,
        normalized: true,
        responsive: true,
        maintainAspectRatio: false,
        events: [],
        elements: { point: { radius: 0 }, line: { borderJoinStyle: 'round', tension: 0 } },
        layout: { padding: { top: 4, right: 2 } },
        scales: { x: { type: 'linear' }, y: { type: 'linear' } },
      },
    });
    this.draw(data, ink);
  }

  draw(data: PlotData, ink: PlotInk): void {
    this.#data = data;
    this.#ink = ink;
    this.#chart.data.datasets = this.#datasets();
    this.#chart.options.scales = { x: this.#xAxis(), y: this.#yAxis() };
    this.#chart.update('none');
  }

  /** Only the overlay changed (hover): nothing is measured or thinned anew. */
  hover(atS: number | undefined): void {
    this.#data = { ...this.#data, hoverS: atS };
    this.#chart.draw();
  }

  /** The simulated second under a horizontal pixel of the canvas, or undefined outside the plot. */
  toTime(x: number): number | undefined {
    const { left, right } = this.#chart.chartArea;
    return x < left || x > right ? undefined : this.#chart.scales['x']?.getValueForPixel(x);
  }

  destroy(): void {
    this.#chart.destroy();
  }

  #datasets(): Dataset[] {
    const { xs, series, range, stacked } = this.#data;
    const buckets = Math.max(50, Math.round(this.#chart.width || 300));
    return series.map((line, i) => ({
      label: line.label,
      data: thinned(xs, line.points, range, stacked ? buckets * 2 : buckets, stacked ? 'last' : 'extremes'),
      ...(stacked ? this.#layer(line, i) : this.#line(i)),
    }));
  }

  #layer(line: ChartSeries, i: number): Partial<Dataset> {
    const ink = this.#ink;
    const colour = line.tone === 'hot' ? ink.hot : ([ink.series, ink.series3, ink.series2][i % 3] ?? ink.series);
    return { backgroundColor: colour, borderWidth: 0, fill: i === 0 ? 'origin' : '-1' };
  }

  #line(i: number): Partial<Dataset> {
    const { bound } = this.#data;
    const ink = this.#ink;
    const neutral = [ink.series, ink.series2, ink.series3][i % 3] ?? ink.series;
    if (!bound || i > 0)
      return {
        borderColor: neutral,
        borderWidth: ink.stroke,
        fill: false,
        ...(i > 0 ? { borderDash: i === 1 ? [5, 3] : [2, 2] } : {}),
      };
    const beyond = bound.tone === 'warn' ? ink.warn : ink.bad;
    const paint = (within: string, out: string) => (context: ScriptableContext<'line'>) =>
      this.#split(context, bound, within, out);
    const wash = `color-mix(in srgb, ${beyond} 16%, transparent)`;
    return {
      borderColor: paint(neutral, beyond),
      borderWidth: ink.stroke * 1.15,
      fill:
        bound.bad === 'above'
          ? { target: { value: bound.value }, above: wash, below: 'transparent' }
          : { target: { value: bound.value }, above: 'transparent', below: wash },
    };
  }

  /** A stroke that changes its colour exactly at the bound: a vertical gradient with a hard stop. */
  #split(context: ScriptableContext<'line'>, bound: ChartBound, within: string, out: string): CanvasGradient | string {
    const area = context.chart.chartArea as { top: number; bottom: number } | undefined;
    const y = context.chart.scales['y']?.getPixelForValue(bound.value);
    if (!area || y === undefined || !Number.isFinite(y) || area.bottom <= area.top) return within;
    const stop = Math.min(1, Math.max(0, (y - area.top) / (area.bottom - area.top)));
    const gradient = context.chart.ctx.createLinearGradient(0, area.top, 0, area.bottom);
    const [upper, lower] = bound.bad === 'above' ? [out, within] : [within, out];
    gradient.addColorStop(0, upper);
    gradient.addColorStop(stop, upper);
    gradient.addColorStop(stop, lower);
    gradient.addColorStop(1, lower);
    return gradient;
  }

  #xAxis() {
    const { range, startS, axis } = this.#data;
    const ink = this.#ink;
    return {
      type: 'linear' as const,
      min: range.from,
      max: range.to,
      grid: { display: false },
      border: { display: axis, color: ink.grid },
      afterBuildTicks: (scale: { ticks: { value: number }[]; width: number }) => {
        const step = timeStep(range, scale.width || 240, ink.textPx * 5.2);
        scale.ticks = axis ? timeTicks(range, step, startS).map((value) => ({ value })) : [];
      },
      ticks: {
        display: axis,
        color: ink.axis,
        font: { family: ink.font, size: ink.textPx },
        autoSkip: false,
        maxRotation: 0,
        align: 'inner' as const,
        padding: 2,
        callback: (value: string | number) => timeOfDay(Number(value), startS, range.to - range.from <= 120),
      },
    };
  }

  #yAxis() {
    const { unit, stacked } = this.#data;
    const ink = this.#ink;
    const height = this.#chart.height || 96;
    const most = Math.min(4, Math.max(1, Math.floor((height - 16) / (ink.textPx * 2.2))));
    const { top, step } = niceScale(this.#highest(), most);
    return {
      type: 'linear' as const,
      stacked,
      min: 0,
      max: top,
      grid: { color: ink.grid, drawTicks: false },
      border: { display: false },
      // Charts of one column share one time axis: the scale takes the same room in all of them.
      afterFit: (scale: { width: number }) => {
        scale.width = ink.textPx * 3.4;
      },
      afterBuildTicks: (scale: { ticks: { value: number }[] }) => {
        scale.ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, i) => ({ value: i * step }));
      },
      ticks: {
        color: ink.axis,
        font: { family: ink.font, size: ink.textPx },
        autoSkip: false,
        padding: 6,
        // The unit stands at the top of the scale; below it only numbers.
        callback: (value: string | number) => tickLabel(Number(value), top, unit),
      },
    };
  }

  #highest(): number {
    const { bound, atLeast, stacked } = this.#data;
    const sets = this.#chart.data.datasets;
    let highest = Math.max(atLeast ?? 0, bound ? bound.value * 1.02 : 0);
    const length = Math.max(0, ...sets.map((set) => set.data.length));
    for (let i = 0; i < length; i += 1) {
      let sum = 0;
      for (const set of sets) {
        const y = set.data[i]?.y ?? NaN;
        if (!Number.isFinite(y)) continue;
        sum = stacked ? sum + y : y;
        if (sum > highest) highest = sum;
      }
    }
    return highest > 0 ? highest : 1;
  }

  /** Bound, markers and hover line, drawn over the lines. Labels keep out of each other's way by changing row. */
  #overlay(): Plugin<'line'> {
    return {
      id: 'overlay',
      afterDatasetsDraw: (chart) => {
        const { bound, markers, range, hoverS } = this.#data;
        const ink = this.#ink;
        const { ctx, chartArea: area } = chart;
        const px = (atS: number) => chart.scales['x']?.getPixelForValue(atS) ?? 0;
        ctx.save();
        ctx.font = `400 ${ink.textPx}px ${ink.font}`;
        ctx.textBaseline = 'top';
        if (bound) {
          const y = Math.round(chart.scales['y']?.getPixelForValue(bound.value) ?? 0) + 0.5;
          line(ctx, area.left, y, area.right, y, ink.ink2, [2, 3]);
        }
        const taken: { from: number; to: number }[] = [];
        for (const marker of markers) {
          if (marker.atS < range.from || marker.atS > range.to) continue;
          const x = Math.round(px(marker.atS)) + 0.5;
          const colour = marker.kind === 'change' ? ink.accent : marker.kind === 'now' ? ink.ink : ink.axis;
          line(
            ctx,
            x,
            area.top,
            x,
            area.bottom,
            colour,
            marker.kind === 'event' ? [1, 2] : [],
            marker.kind === 'now' ? 1.5 : 1,
          );
          if (marker.kind === 'change') foot(ctx, x, area.bottom, ink.accent);
          if (marker.label !== '') label(ctx, marker.label, x, area, ink, taken);
        }
        if (hoverS !== undefined && hoverS >= range.from && hoverS <= range.to) {
          const x = Math.round(px(hoverS)) + 0.5;
          line(ctx, x, area.top, x, area.bottom, ink.ink2, [1, 2]);
        }
        ctx.restore();
      },
    };
  }
}

function tickLabel(value: number, top: number, unit: Unit): string {
  const bare = { seconds: ' s', percent: ' %', ratio: ' %', rate: '/s', count: '', days: ' d', bytes: '' }[unit];
  if (unit === 'bytes') return value === 0 ? '0' : inUnit(value, 'bytes');
  // Under a second the scale speaks milliseconds.
  const inMs = unit === 'seconds' && top < 1;
  const shown = unit === 'ratio' ? value * 100 : inMs ? value * 1000 : value;
  const text = shown >= 10_000 ? `${Number((shown / 1000).toFixed(1))}k` : String(Number(shown.toFixed(2)));
  return Math.abs(value - top) < top * 1e-6 ? text + (inMs ? ' ms' : bare) : text;
}

function line(
  ctx: CanvasRenderingContext2D,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
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

function label(
  ctx: CanvasRenderingContext2D,
  text: string,
  x: number,
  area: { left: number; right: number; top: number; bottom: number },
  ink: PlotInk,
  taken: { from: number; to: number }[],
): void {
  const width = ctx.measureText(text).width;
  const from = x + 5 + width <= area.right ? x + 5 : x - 5 - width;
  const box = { from: from - 4, to: from + width + 4 };
  const row = taken.filter((other) => other.from < box.to && other.to > box.from).length;
  taken.push(box);
  const y = area.top + 1 + row * (ink.textPx + 2);
  if (y + ink.textPx > area.bottom || from < area.left) return;
  // A halo in the panel's colour keeps the words legible over a line.
  ctx.lineWidth = 3;
  ctx.lineJoin = 'round';
  ctx.strokeStyle = ink.panel;
  ctx.strokeText(text, from, y);
  ctx.fillStyle = ink.ink2;
  ctx.fillText(text, from, y);
}

import {
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  type ChartDataset,
  type ScriptableContext,
} from 'chart.js';
import type { Unit } from '../kit/format.ts';
import { momentWords, type Times } from '../kit/times.ts';
import { drawOverlay, labelRows } from './plot-overlay.ts';
import { tickLabel } from './tick-label.ts';
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

/** Width of the value axis in sizes of its text: "1200/s" and its padding. */
const AXIS_EM = 3.9;

/** Colours and sizes of the theme, read from the tokens. */
export interface PlotInk {
  series: string;
  series2: string;
  series3: string;
  grid: string;
  axis: string;
  ink2: string;
  ink: string;
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
  /** Whose clock the axis shows. */
  times: Times;
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
  /** Row of each marker's label above the plot, −1 for none. */
  #rows: number[] = [];
  #shape = '';
  #scale = { top: 1, step: 1 };
  #headroom = 4;
  #gone = false;

  constructor(canvas: HTMLCanvasElement, data: PlotData, ink: PlotInk) {
    this.#data = data;
    this.#ink = ink;
    this.#chart = new Chart(canvas, {
      type: 'line',
      data: { datasets: [] },
      plugins: [
        {
          id: 'overlay',
          afterDatasetsDraw: (chart) => drawOverlay(chart, this.#data, this.#ink, this.#rows),
        },
      ],
      options: {
        animation: false,
        parsing: false,
        normalized: true,
        responsive: true,
        maintainAspectRatio: false,
        // Labels were set for the old width.
        onResize: () => queueMicrotask(() => this.draw(this.#data, this.#ink)),
        events: [],
        elements: { point: { radius: 0 }, line: { borderJoinStyle: 'round', tension: 0 } },
        layout: { padding: { top: 4, right: 2 } },
        scales: { x: { type: 'linear' }, y: { type: 'linear' } },
      },
    });
    this.draw(data, ink);
  }

  draw(data: PlotData, ink: PlotInk): void {
    if (this.#gone) return;
    const shape = shapeOf(data);
    const reshape = shape !== this.#shape || ink !== this.#ink;
    this.#data = data;
    this.#ink = ink;
    this.#shape = shape;
    if (reshape) this.#chart.data.datasets = data.series.map((line, i) => this.#dataset(line, i));
    this.#fill();
    if (reshape) this.#chart.options.scales = { x: this.#xAxis(), y: this.#yAxis() };
    else this.#move();
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
    this.#gone = true;
    this.#chart.destroy();
  }

  /** New points in the datasets that are there, the scale that fits them, and room above for the labels. */
  #fill(): void {
    const { xs, series, range, stacked } = this.#data;
    // Two points for every other pixel: more cannot be seen, and each one costs.
    const buckets = Math.max(50, Math.round((this.#chart.width || 300) / 2));
    series.forEach((line, i) => {
      const set = this.#chart.data.datasets[i];
      if (set)
        set.data = thinned(xs, line.points, range, stacked ? buckets * 2 : buckets, stacked ? 'last' : 'extremes');
    });
    const most = Math.floor(((this.#chart.height || 96) - 16) / (this.#ink.textPx * 2.2));
    this.#scale = niceScale(this.#highest(), Math.min(4, Math.max(1, most)));
    const { ctx, width } = this.#chart;
    const room = { left: this.#ink.textPx * AXIS_EM, right: (width || 280) - 2 };
    this.#rows = labelRows(ctx, this.#data, this.#ink, room);
    const top = Math.max(4, Math.max(0, ...this.#rows.map((row) => row + 1)) * (this.#ink.textPx + 3));
    if (top === this.#headroom) return;
    this.#headroom = top;
    this.#chart.options.layout = { padding: { top, right: 2 } };
  }

  /** Time went on: only the ends of the scales change. */
  #move(): void {
    const { x, y } = this.#chart.options.scales ?? {};
    if (x) Object.assign(x, { min: this.#data.range.from, max: this.#data.range.to });
    if (y) y.max = this.#scale.top;
  }

  #dataset(line: ChartSeries, i: number): Dataset {
    return {
      label: line.label,
      data: [],
      // A line on the edge of the scale keeps its full width.
      clip: { left: 0, top: 3, right: 2, bottom: 2 },
      // Plain colours here keep the points' options shared; else all of them are resolved for every point.
      pointBorderColor: 'transparent',
      pointBackgroundColor: 'transparent',
      pointBorderWidth: 0,
      pointRadius: 0,
      pointHitRadius: 0,
      ...(this.#data.stacked ? this.#layer(line, i) : this.#line(line, i)),
    };
  }

  #layer(line: ChartSeries, i: number): Partial<Dataset> {
    const ink = this.#ink;
    const colour = line.tone === 'hot' ? ink.hot : ([ink.series, ink.series2, ink.series3][i % 3] ?? ink.series);
    return { backgroundColor: colour, borderWidth: 0, fill: i === 0 ? 'origin' : '-1' };
  }

  #line({ label: name }: ChartSeries, i: number): Partial<Dataset> {
    const { bound } = this.#data;
    const ink = this.#ink;
    const neutral = [ink.series, ink.series2, ink.series3][i % 3] ?? ink.series;
    const dash = i > 0 ? { borderDash: i === 1 ? [5, 3] : [2, 2] } : {};
    if (!bound || (bound.line !== undefined && bound.line !== name))
      return { borderColor: neutral, borderWidth: ink.stroke, fill: false, ...dash };
    const beyond = bound.tone === 'warn' ? ink.warn : ink.bad;
    const paint = (within: string, out: string) => (context: ScriptableContext<'line'>) =>
      this.#split(context, bound, within, out);
    const wash = `color-mix(in srgb, ${beyond} 16%, transparent)`;
    return {
      borderColor: paint(neutral, beyond),
      borderWidth: ink.stroke * 1.15,
      ...dash,
      fill:
        i > 0
          ? false
          : bound.bad === 'above'
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
    const { range, axis } = this.#data;
    const ink = this.#ink;
    return {
      type: 'linear' as const,
      min: range.from,
      max: range.to,
      grid: { display: false },
      border: { display: axis, color: ink.grid },
      afterBuildTicks: (scale: { ticks: { value: number }[]; width: number }) => {
        const { range: now, times } = this.#data;
        // Ticks stand at round times of the clock that is shown.
        const startS = times === 'drill' ? 0 : this.#data.startS;
        // Labels say hours and minutes: closer ticks would repeat themselves.
        const step = Math.max(60, timeStep(now, scale.width || 240, ink.textPx * 5.2));
        scale.ticks = axis ? timeTicks(now, step, startS).map((value) => ({ value })) : [];
      },
      ticks: {
        display: axis,
        color: ink.axis,
        font: { family: ink.font, size: ink.textPx },
        autoSkip: false,
        maxRotation: 0,
        align: 'inner' as const,
        padding: 2,
        callback: (value: string | number) => {
          const { range: now, startS, times } = this.#data;
          return momentWords(times, Number(value), startS, now.to - now.from <= 120);
        },
      },
    };
  }

  #yAxis() {
    const { unit, stacked } = this.#data;
    const ink = this.#ink;
    return {
      type: 'linear' as const,
      stacked,
      min: 0,
      max: this.#scale.top,
      grid: { color: ink.grid, drawTicks: false },
      border: { display: false },
      // Charts of one column share one time axis: the scale takes the same room in all of them.
      afterFit: (scale: { width: number }) => {
        scale.width = ink.textPx * AXIS_EM;
      },
      afterBuildTicks: (scale: { ticks: { value: number }[] }) => {
        const { top, step } = this.#scale;
        scale.ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, i) => ({ value: i * step }));
      },
      ticks: {
        color: ink.axis,
        font: { family: ink.font, size: ink.textPx },
        autoSkip: false,
        padding: 6,
        callback: (value: string | number) => tickLabel(Number(value), this.#scale.top, unit),
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
}

/** What of the data decides how the chart is built, as against where its lines run. */
function shapeOf({ unit, series, stacked, bound, axis }: PlotData): string {
  return JSON.stringify([unit, stacked, axis, bound, series.map((line) => [line.label, line.tone])]);
}

/** Functions of a range vector: one value per series from the samples of its window. */
import { largest, smallest, sum, variance } from './aggregate.ts';
import { quantile } from './quantile.ts';
import { windowChange } from './rate.ts';
import type { Element, Scope, Window, Windows } from './value.ts';
import { refuseTwins, withoutName } from './value.ts';

/** `name(range)` for every function whose only range argument is its window; `param` is the scalar of the two that take one. */
export function applyToWindows(name: string, range: Windows, param: number, scope: Scope): Element[] {
  const elements: Element[] = [];
  for (let i = 0; i < range.windows.length; i++) {
    const window = range.windows[i]!;
    const value = reduceWindow(name, range, i, param, scope);
    if (value === undefined) continue;
    elements.push({ labels: name === 'last_over_time' ? window.labels : withoutName(window.labels), value });
  }
  return refuseTwins(elements) as Element[];
}

function reduceWindow(name: string, range: Windows, i: number, param: number, scope: Scope): number | undefined {
  const window = range.windows[i]!;
  const { values } = window;
  switch (name) {
    case 'rate': {
      const change = windowChange(range, i, true, scope.version);
      return change === undefined ? undefined : change / (range.toS - range.fromS);
    }
    case 'increase':
      return windowChange(range, i, true, scope.version);
    case 'delta':
      return windowChange(range, i, false, scope.version);
    case 'irate':
    case 'idelta':
      return lastChange(window, name === 'irate');
    case 'avg_over_time':
      return sum(values) / values.length;
    case 'sum_over_time':
      return sum(values);
    case 'min_over_time':
      return smallest(values);
    case 'max_over_time':
      return largest(values);
    case 'count_over_time':
      return values.length;
    case 'present_over_time':
      return 1;
    case 'last_over_time':
      return values.at(-1);
    case 'stddev_over_time':
      return Math.sqrt(variance(values));
    case 'stdvar_over_time':
      return variance(values);
    case 'quantile_over_time':
      return quantile(param, values);
    case 'changes':
      return countPairs(values, (a, b) => a !== b && !(Number.isNaN(a) && Number.isNaN(b)));
    case 'resets':
      return countPairs(values, (a, b) => b < a);
    case 'deriv':
      return values.length < 2 ? undefined : regression(window, window.times[0]!).slope;
    case 'predict_linear': {
      if (values.length < 2) return undefined;
      const { slope, intercept } = regression(window, scope.atS);
      return slope * param + intercept;
    }
    default:
      throw new Error(`no range function ${name}`);
  }
}

/** From the last two samples alone; a counter that fell is taken to have started at zero. */
function lastChange({ times, values }: Window, isRate: boolean): number | undefined {
  const n = values.length;
  if (n < 2) return undefined;
  const [before, last] = [values[n - 2]!, values[n - 1]!];
  if (!isRate) return last - before;
  return (last < before ? last : last - before) / (times[n - 1]! - times[n - 2]!);
}

function countPairs(values: readonly number[], counts: (before: number, after: number) => boolean): number {
  let total = 0;
  for (let i = 1; i < values.length; i++) if (counts(values[i - 1]!, values[i]!)) total++;
  return total;
}

/** Least squares line; `intercept` is its value at `originS`. Constant samples give slope 0 exactly. */
function regression({ times, values }: Window, originS: number): { slope: number; intercept: number } {
  const n = values.length;
  const first = values[0]!;
  if (values.every((value) => value === first)) {
    return Number.isFinite(first) ? { slope: 0, intercept: first } : { slope: Number.NaN, intercept: Number.NaN };
  }
  let sumX = 0;
  let sumY = 0;
  let sumXY = 0;
  let sumXX = 0;
  for (let i = 0; i < n; i++) {
    const x = times[i]! - originS;
    sumX += x;
    sumY += values[i]!;
    sumXY += x * values[i]!;
    sumXX += x * x;
  }
  const covariance = sumXY - (sumX * sumY) / n;
  const slope = covariance / (sumXX - (sumX * sumX) / n);
  return { slope, intercept: sumY / n - (slope * sumX) / n };
}

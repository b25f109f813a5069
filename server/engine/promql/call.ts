import type { Call, Expr } from './ast.ts';
import { unparen } from './ast.ts';
import { absentLabels, labelJoin, labelReplace } from './label-functions.ts';
import { applyToWindows } from './range-functions.ts';
import { selectTimestamps } from './select-samples.ts';
import type { Element, Scope, Value } from './value.ts';
import { refuseTwins, withoutName } from './value.ts';
import { applyHistogramQuantile, applyNumeric, applySort, NUMERIC } from './vector-functions.ts';

type Evaluate = (expr: Expr, scope: Scope) => Value;

/** A function call whose arguments the type check let through. */
export function applyCall(expr: Call, scope: Scope, evaluate: Evaluate): Value {
  const { name, args } = expr;
  if (name === 'time') return { type: 'scalar', value: scope.epochS + scope.atS };
  if (name === 'timestamp') return vector(timestamps(args[0]!, scope, evaluate));
  const values = args.map((arg) => evaluate(arg, scope));
  switch (name) {
    case 'vector':
      return vector([{ labels: {}, value: scalarAt(values, 0) }]);
    case 'scalar': {
      const elements = vectorAt(values, 0);
      return { type: 'scalar', value: elements.length === 1 ? elements[0]!.value : Number.NaN };
    }
    case 'absent':
      return vector(absent(vectorAt(values, 0).length, args[0]!));
    case 'absent_over_time':
      return vector(absent(windowsAt(values, 0).windows.length, args[0]!));
    case 'histogram_quantile':
      return vector(applyHistogramQuantile(scalarAt(values, 0), vectorAt(values, 1)));
    case 'quantile_over_time':
      return vector(applyToWindows(name, windowsAt(values, 1), scalarAt(values, 0), scope));
    case 'predict_linear':
      return vector(applyToWindows(name, windowsAt(values, 0), scalarAt(values, 1), scope));
    case 'sort':
    case 'sort_desc':
      return vector(applySort(vectorAt(values, 0), name === 'sort_desc'));
    case 'label_replace':
      return vector(labelReplace(vectorAt(values, 0), textsFrom(values, 1), scope));
    case 'label_join':
      return vector(labelJoin(vectorAt(values, 0), textsFrom(values, 1), scope));
    default:
      return Object.hasOwn(NUMERIC, name)
        ? vector(numeric(name, values, scope))
        : vector(applyToWindows(name, windowsAt(values, 0), Number.NaN, scope));
  }
}

/** Calendar functions without an argument mean now. */
function numeric(name: string, values: readonly Value[], scope: Scope): Element[] {
  const now = [{ labels: {}, value: scope.epochS + scope.atS }];
  const elements = values.length === 0 ? now : vectorAt(values, 0);
  return applyNumeric(name, elements, values.slice(1).map((_, i) => scalarAt(values, i + 1))); // prettier-ignore
}

function timestamps(arg: Expr, scope: Scope, evaluate: Evaluate): Element[] {
  const inner = unparen(arg);
  const now = scope.epochS + scope.atS;
  const elements =
    inner.kind === 'vector'
      ? selectTimestamps(inner, scope)
      : vectorAt([evaluate(inner, scope)], 0).map((element) => ({ ...element, value: now }));
  const named = elements.map((element) => ({ ...element, labels: withoutName(element.labels) }));
  return refuseTwins(named) as Element[];
}

function absent(present: number, arg: Expr): Element[] {
  if (present > 0) return [];
  const inner = unparen(arg);
  const selector = inner.kind === 'matrix' ? inner.selector : inner;
  return [{ labels: selector.kind === 'vector' ? absentLabels(selector) : {}, value: 1 }];
}

function vector(elements: readonly Element[]): Value {
  return { type: 'vector', elements };
}

function scalarAt(values: readonly Value[], i: number): number {
  const value = values[i];
  if (value?.type !== 'scalar') throw new Error(`argument ${i} is not a scalar`);
  return value.value;
}

function vectorAt(values: readonly Value[], i: number): readonly Element[] {
  const value = values[i];
  if (value?.type !== 'vector') throw new Error(`argument ${i} is not an instant vector`);
  return value.elements;
}

function windowsAt(values: readonly Value[], i: number): Extract<Value, { type: 'matrix' }>['range'] {
  const value = values[i];
  if (value?.type !== 'matrix') throw new Error(`argument ${i} is not a range vector`);
  return value.range;
}

function textsFrom(values: readonly Value[], from: number): string[] {
  return values.slice(from).map((value) => (value.type === 'string' ? value.value : ''));
}

/** Operators. Source of the matching rules: Prometheus' `promql/engine.go`, `VectorBinop` and `resultMetric`. */
import type { ArithmeticOp, Binary, ComparisonOp, Matching, SetOp } from './ast.ts';
import { isComparison, isSetOp } from './ast.ts';
import { labelValue } from '../telemetry/matcher.ts';
import type { Labels } from '../telemetry/series.ts';
import { power } from './power.ts';
import type { Element, Value } from './value.ts';
import { labelKey, only, QueryProblem, refuseTwins, showLabels, without, withoutName } from './value.ts';

export const ALL_LABELS: Matching = { on: false, labels: [], card: 'one-to-one', include: [] };

/** `left op right` for values that the type check let through. */
export function applyBinary(expr: Binary, left: Value, right: Value): Value {
  const { op, bool } = expr;
  if (left.type === 'vector' && right.type === 'vector') {
    const matching = expr.matching ?? ALL_LABELS;
    if (isSetOp(op)) return { type: 'vector', elements: applySet(op, left.elements, right.elements, matching) };
    return { type: 'vector', elements: matchVectors(op, bool, left.elements, right.elements, matching) };
  }
  if (isSetOp(op)) throw new QueryProblem(`set operator "${op}" not allowed in binary scalar expression`);
  if (left.type === 'scalar' && right.type === 'scalar') {
    return { type: 'scalar', value: scalarResult(op, left.value, right.value) };
  }
  const elements: Element[] = [];
  if (left.type === 'vector' && right.type === 'scalar') {
    for (const { labels, value } of left.elements) pushResult(elements, op, bool, labels, value, right.value, value);
  } else if (left.type === 'scalar' && right.type === 'vector') {
    for (const { labels, value } of right.elements) pushResult(elements, op, bool, labels, left.value, value, value);
  }
  return { type: 'vector', elements: refuseTwins(elements) };
}

/** Whether a comparison holds; NaN compares as in IEEE 754. */
export function compare(op: ComparisonOp, left: number, right: number): boolean {
  switch (op) {
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '>':
      return left > right;
    case '<':
      return left < right;
    case '>=':
      return left >= right;
    case '<=':
      return left <= right;
  }
}

export function calculate(op: ArithmeticOp, left: number, right: number): number {
  switch (op) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    case '^':
      return power(left, right);
  }
}

function scalarResult(op: ArithmeticOp | ComparisonOp, left: number, right: number): number {
  return isComparison(op) ? Number(compare(op, left, right)) : calculate(op, left, right);
}

/** A comparison keeps the element and `kept`, its own value; `bool` and arithmetic drop the name. */
function pushResult(
  into: Element[],
  op: ArithmeticOp | ComparisonOp,
  bool: boolean,
  labels: Labels,
  left: number,
  right: number,
  kept: number,
): void {
  if (!isComparison(op)) into.push({ labels: withoutName(labels), value: calculate(op, left, right) });
  else if (bool) into.push({ labels: withoutName(labels), value: Number(compare(op, left, right)) });
  else if (compare(op, left, right)) into.push({ labels, value: kept });
}

/** What two elements must share to meet. */
export function signature(labels: Labels, matching: Matching): Labels {
  return matching.on ? only(labels, matching.labels) : without(labels, [...matching.labels, '__name__']);
}

function applySet(op: SetOp, left: readonly Element[], right: readonly Element[], matching: Matching): Element[] {
  const keyOf = (element: Element): string => labelKey(signature(element.labels, matching));
  if (op === 'or') {
    const taken = new Set(left.map(keyOf));
    return [...left, ...right.filter((element) => !taken.has(keyOf(element)))];
  }
  const present = new Set(right.map(keyOf));
  return left.filter((element) => present.has(keyOf(element)) === (op === 'and'));
}

function matchVectors(
  op: ArithmeticOp | ComparisonOp,
  bool: boolean,
  left: readonly Element[],
  right: readonly Element[],
  matching: Matching,
): Element[] {
  const swapped = matching.card === 'one-to-many';
  const many = swapped ? right : left;
  const ones = indexOneSide(swapped ? left : right, matching, swapped ? 'left' : 'right');
  const results: Element[] = [];
  const taken = new Set<string>();
  for (const element of many) {
    const key = labelKey(signature(element.labels, matching));
    const one = ones.get(key);
    if (!one) continue;
    const [l, r] = swapped ? [one.value, element.value] : [element.value, one.value];
    if (isComparison(op) && !bool && !compare(op, l, r)) continue;
    const labels = resultLabels(op, bool, element.labels, one.labels, matching);
    refuseSecond(taken, matching.card === 'one-to-one' ? key : labelKey(labels), matching);
    const value = !isComparison(op) ? calculate(op, l, r) : bool ? Number(compare(op, l, r)) : l;
    results.push({ labels, value });
  }
  return results;
}

function indexOneSide(elements: readonly Element[], matching: Matching, side: string): Map<string, Element> {
  const ones = new Map<string, Element>();
  for (const element of elements) {
    const group = signature(element.labels, matching);
    const key = labelKey(group);
    const other = ones.get(key);
    if (other) {
      throw new QueryProblem(
        `found duplicate series for the match group ${showLabels(group)} on the ${side} hand-side of the operation: ` +
          `[${showLabels(element.labels)}, ${showLabels(other.labels)}]` +
          ';many-to-many matching not allowed: matching labels must be unique on one side',
      );
    }
    ones.set(key, element);
  }
  return ones;
}

function refuseSecond(taken: Set<string>, key: string, matching: Matching): void {
  if (taken.has(key)) {
    throw new QueryProblem(
      matching.card === 'one-to-one'
        ? 'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)'
        : 'multiple matches for labels: grouping labels must ensure unique matches',
    );
  }
  taken.add(key);
}

export function resultLabels(op: Binary['op'], bool: boolean, many: Labels, one: Labels, matching: Matching): Labels {
  const dropsName = bool || !isComparison(op as ComparisonOp);
  let kept: Labels = dropsName ? withoutName(many) : many;
  if (matching.card === 'one-to-one') kept = matching.on ? only(kept, matching.labels) : without(kept, matching.labels);
  if (matching.include.length === 0) return kept;
  const labels: Record<string, string> = { ...without(kept, matching.include) };
  for (const name of matching.include) {
    const value = labelValue(one, name);
    if (value !== '') labels[name] = value;
  }
  return labels;
}

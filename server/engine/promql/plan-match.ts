/** Operators between two vectors whose matches are worked out once. */
import type { Binary, Matching } from './ast.ts';
import { isComparison, isSetOp } from './ast.ts';
import { ALL_LABELS, calculate, compare, resultLabels, signature } from './binary.ts';
import type { PlanVector } from './plan-node.ts';
import { hasTwins, planVector } from './plan-node.ts';
import { labelKey } from './value.ts';

/**
 * Arithmetic and comparison, one-to-one or grouped. Null when two possible elements of the one side (or
 * two possible results) share their labels: whether that is an error depends on who is present.
 */
export function planMatch(expr: Binary, left: PlanVector, right: PlanVector): PlanVector | null {
  const { op, bool } = expr;
  const matching = expr.matching ?? ALL_LABELS;
  if (isSetOp(op)) return null;
  const swapped = matching.card === 'one-to-many';
  const [many, one] = swapped ? [right, left] : [left, right];
  const pairs = pairUp(many, one, matching);
  if (!pairs) return null;
  const labels = pairs.map(([m, o]) => resultLabels(op, bool, many.labels[m]!, one.labels[o]!, matching));
  if (hasTwins(labels)) return null;
  const leftOf = Uint32Array.from(pairs, ([m, o]) => (swapped ? o : m));
  const rightOf = Uint32Array.from(pairs, ([m, o]) => (swapped ? m : o));
  const filters = isComparison(op) && !bool;
  const result = isComparison(op)
    ? (a: number, b: number) => Number(compare(op, a, b))
    : (a: number, b: number) => calculate(op, a, b);
  return planVector(labels, (values, present, moment) => {
    left.run(moment);
    right.run(moment);
    for (let i = 0; i < leftOf.length; i++) {
      const l = leftOf[i]!;
      const r = rightOf[i]!;
      present[i] = left.present[l]! & right.present[r]!;
      if (present[i] === 0) continue;
      const value = result(left.values[l]!, right.values[r]!);
      values[i] = filters ? left.values[l]! : value;
      if (filters) present[i] = value;
    }
  });
}

function pairUp(many: PlanVector, one: PlanVector, matching: Matching): [number, number][] | null {
  const ones = new Map<string, number>();
  for (let i = 0; i < one.labels.length; i++) {
    const key = labelKey(signature(one.labels[i]!, matching));
    if (ones.has(key)) return null;
    ones.set(key, i);
  }
  const pairs: [number, number][] = [];
  const taken = new Set<string>();
  for (let i = 0; i < many.labels.length; i++) {
    const key = labelKey(signature(many.labels[i]!, matching));
    const partner = ones.get(key);
    if (partner === undefined) continue;
    if (matching.card === 'one-to-one' && taken.has(key)) return null;
    taken.add(key);
    pairs.push([i, partner]);
  }
  return pairs;
}

/** `and`, `or`, `unless`: which elements of the other side can speak for an element is known beforehand. */
export function planSet(expr: Binary, left: PlanVector, right: PlanVector): PlanVector {
  const matching = expr.matching ?? ALL_LABELS;
  const { op } = expr;
  if (op === 'or') return planUnion(left, right, partnersOf(right, left, matching));
  const partners = partnersOf(left, right, matching);
  return planVector(left.labels, (values, present, moment) => {
    left.run(moment);
    right.run(moment);
    for (let i = 0; i < values.length; i++) {
      values[i] = left.values[i]!;
      present[i] = left.present[i] === 1 && isAnyPresent(partners[i]!, right) === (op === 'and') ? 1 : 0;
    }
  });
}

/** For each element of `of`, the positions in `among` with the same matching labels. */
function partnersOf(of: PlanVector, among: PlanVector, matching: Matching): Uint32Array[] {
  const byKey = new Map<string, number[]>();
  among.labels.forEach((labels, i) => {
    const key = labelKey(signature(labels, matching));
    const group = byKey.get(key);
    if (group) group.push(i);
    else byKey.set(key, [i]);
  });
  return of.labels.map((labels) => Uint32Array.from(byKey.get(labelKey(signature(labels, matching))) ?? []));
}

function planUnion(left: PlanVector, right: PlanVector, partners: readonly Uint32Array[]): PlanVector {
  const offset = left.labels.length;
  return planVector([...left.labels, ...right.labels], (values, present, moment) => {
    left.run(moment);
    right.run(moment);
    values.set(left.values);
    present.set(left.present);
    for (let i = 0; i < right.labels.length; i++) {
      values[offset + i] = right.values[i]!;
      present[offset + i] = right.present[i] === 1 && !isAnyPresent(partners[i]!, left) ? 1 : 0;
    }
  });
}

function isAnyPresent(slots: Uint32Array, vector: PlanVector): boolean {
  for (let i = 0; i < slots.length; i++) if (vector.present[slots[i]!] === 1) return true;
  return false;
}

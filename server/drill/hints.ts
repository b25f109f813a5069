/** What a hint adds to the times before they are compared with par, seconds: a nudge, a pointer, the answer. */
const COST_S = [60, 180, 300];

/** Cost of hint `number` (from 1) of a ladder; the last rung costs what the answer costs. Rule HINT-1. */
export function hintCostS(number: number, of: number): number {
  const rung = number >= of ? COST_S.length : Math.min(number, COST_S.length - 1);
  return COST_S[rung - 1] ?? 0;
}

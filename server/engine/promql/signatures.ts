import type { ValueType } from './ast.ts';

/** Arguments and result of one function, as in Prometheus' `promql/parser/functions.go`. */
export interface Signature {
  readonly args: readonly ValueType[];
  /** How many of the last arguments may be left out; -1: the last one may be repeated or left out. */
  readonly optional: number;
  readonly returns: ValueType;
}

const VECTOR = 'instant vector';
const RANGE = 'range vector';

function takes(args: readonly ValueType[], optional = 0, returns: ValueType = VECTOR): Signature {
  return { args, optional, returns };
}

const oneVector = takes([VECTOR]);
const oneRange = takes([RANGE]);

/** The functions of our subset. A function that Prometheus has and this table lacks is refused by name. */
export const SIGNATURES: Readonly<Record<string, Signature>> = {
  abs: oneVector,
  absent: oneVector,
  absent_over_time: oneRange,
  avg_over_time: oneRange,
  ceil: oneVector,
  changes: oneRange,
  clamp: takes([VECTOR, 'scalar', 'scalar']),
  clamp_max: takes([VECTOR, 'scalar']),
  clamp_min: takes([VECTOR, 'scalar']),
  count_over_time: oneRange,
  day_of_month: takes([VECTOR], 1),
  day_of_week: takes([VECTOR], 1),
  delta: oneRange,
  deriv: oneRange,
  exp: oneVector,
  floor: oneVector,
  histogram_quantile: takes(['scalar', VECTOR]),
  hour: takes([VECTOR], 1),
  idelta: oneRange,
  increase: oneRange,
  irate: oneRange,
  label_join: takes([VECTOR, 'string', 'string', 'string'], -1),
  label_replace: takes([VECTOR, 'string', 'string', 'string', 'string']),
  last_over_time: oneRange,
  ln: oneVector,
  log10: oneVector,
  log2: oneVector,
  max_over_time: oneRange,
  min_over_time: oneRange,
  minute: takes([VECTOR], 1),
  month: takes([VECTOR], 1),
  predict_linear: takes([RANGE, 'scalar']),
  present_over_time: oneRange,
  quantile_over_time: takes(['scalar', RANGE]),
  rate: oneRange,
  resets: oneRange,
  round: takes([VECTOR, 'scalar'], 1),
  scalar: takes([VECTOR], 0, 'scalar'),
  sgn: oneVector,
  sort: oneVector,
  sort_desc: oneVector,
  sqrt: oneVector,
  stddev_over_time: oneRange,
  stdvar_over_time: oneRange,
  sum_over_time: oneRange,
  time: takes([], 0, 'scalar'),
  timestamp: oneVector,
  vector: takes(['scalar']),
  year: takes([VECTOR], 1),
};

/** The signature of a function of the subset; undefined for any other name. */
export function signatureOf(name: string): Signature | undefined {
  return Object.hasOwn(SIGNATURES, name) ? SIGNATURES[name] : undefined;
}

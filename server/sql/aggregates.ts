import type { SqlType } from './catalog.ts';
import { toDecimal } from './cast.ts';
import { compareValues, groupKey } from './compare.ts';
import { addDecimals, type Decimal, decimal, divideDecimals, isDecimal } from './decimal.ts';
import type { Expression } from './expression.ts';
import { SqlFault } from './fault.ts';
import { addIntervals, type Interval, interval, scaleInterval } from './interval.ts';
import { type OrderKey, sortRows } from './order.ts';
import type { Row } from './scope.ts';
import type { Session } from './session.ts';
import { arrayOf, isArray, isText } from './types.ts';
import type { Value } from './value.ts';

/** The running state of one aggregate over one group. */
export interface Accumulator {
  add: (args: readonly Value[]) => void;
  result: () => Value;
}

/** One aggregate in a query, compiled. */
export interface AggregateCall {
  args: Expression[];
  order: OrderKey[];
  distinct: boolean;
  filter?: Expression;
  returns: SqlType;
  start: () => Accumulator;
}

export interface Aggregate {
  argumentTypes: SqlType[];
  returns: SqlType;
  start: () => Accumulator;
}

const NAMES = [
  'count',
  'sum',
  'avg',
  'min',
  'max',
  'string_agg',
  'array_agg',
  'bool_and',
  'bool_or',
  'every',
  'percentile_cont',
  'percentile_disc',
];

export function isAggregateName(name: string): boolean {
  return NAMES.includes(name);
}

/** The aggregate for these argument types, or undefined when PostgreSQL has none. */
export function aggregateOf(
  name: string,
  types: readonly SqlType[],
  star: boolean,
  session: Session,
): Aggregate | undefined {
  const [type, second] = types;
  if (name === 'count')
    return star || types.length === 1
      ? { argumentTypes: types.map(knownType), returns: 'int8', start: counter }
      : undefined;
  if (type === undefined || star) return undefined;
  switch (name) {
    case 'sum':
    case 'avg':
      return types.length === 1 ? total(name, type) : undefined;
    case 'min':
    case 'max': {
      const known = knownType(type);
      const comparable = types.length === 1 && known !== 'bool' && known !== 'jsonb';
      return comparable
        ? { argumentTypes: [known], returns: known, start: () => extreme(name === 'max' ? 1 : -1) }
        : undefined;
    }
    case 'percentile_cont':
      // WITHIN GROUP (ORDER BY …): the ordered value comes second, see aggregateCall.
      return types.length === 2
        ? { argumentTypes: ['float8', 'float8'], returns: 'float8', start: percentile }
        : undefined;
    case 'percentile_disc':
      return second === undefined
        ? undefined
        : { argumentTypes: ['float8', knownType(second)], returns: knownType(second), start: nearestRank };
    case 'string_agg':
      return isText(type) && second !== undefined && isText(second)
        ? { argumentTypes: ['text', 'text'], returns: 'text', start: () => joiner(session) }
        : undefined;
    case 'array_agg':
      return isArray(type) || types.length !== 1
        ? undefined
        : { argumentTypes: [knownType(type)], returns: arrayOf(knownType(type)), start: collector };
    default: {
      const fits = types.length === 1 && (type === 'bool' || type === 'unknown');
      return fits ? { argumentTypes: ['bool'], returns: 'bool', start: () => decider(name === 'bool_or') } : undefined;
    }
  }
}

function knownType(type: SqlType): SqlType {
  return type === 'unknown' ? 'text' : type;
}

/** Runs one aggregate over the rows of a group: filter, then order, then distinct. */
export function aggregate(call: AggregateCall, rows: readonly Row[], session: Session): Value {
  const state = call.start();
  const seen = new Set<string>();
  const kept = call.filter ? rows.filter((row) => call.filter!.run(row) === true) : rows;
  session.charge(rows.length);
  for (const row of sortRows(kept, call.order, session)) {
    const args = call.args.map((argument) => argument.run(row));
    if (call.distinct) {
      const key = args.map(groupKey).join();
      if (seen.has(key)) continue;
      seen.add(key);
    }
    state.add(args);
  }
  return state.result();
}

/** Without argument it counts rows, with one the values that are not null. */
function counter(): Accumulator {
  let count = 0n;
  return {
    add: ([value]) => {
      if (value !== null) count += 1n;
    },
    result: () => count,
  };
}

function total(name: 'sum' | 'avg', type: SqlType): Aggregate | undefined {
  switch (type) {
    case 'int4':
    case 'int8':
    case 'numeric': {
      const wide = type === 'int4' ? 'int8' : 'numeric';
      const returns = name === 'avg' ? 'numeric' : wide;
      return { argumentTypes: [type], returns, start: () => decimalTotal(name, returns) };
    }
    case 'float8':
      return { argumentTypes: [type], returns: 'float8', start: () => floatTotal(name) };
    case 'interval':
      return { argumentTypes: [type], returns: 'interval', start: () => intervalTotal(name) };
    default:
      return undefined;
  }
}

function decimalTotal(name: 'sum' | 'avg', returns: SqlType): Accumulator {
  let sum: Decimal | undefined;
  let count = 0n;
  return {
    add: ([value]) => {
      if (value === null || value === undefined) return;
      sum = sum ? addDecimals(sum, toDecimal(value)) : toDecimal(value);
      count += 1n;
    },
    result: () => {
      if (!sum) return null;
      if (name === 'avg') return divideDecimals(sum, decimal(count, 0)) ?? null;
      return returns === 'int8' && isDecimal(sum) ? sum.unscaled : sum;
    },
  };
}

function floatTotal(name: 'sum' | 'avg'): Accumulator {
  let sum = 0;
  let count = 0;
  return {
    add: ([value]) => {
      if (value === null) return;
      sum += value as number;
      count += 1;
    },
    result: () => (count === 0 ? null : name === 'avg' ? sum / count : sum),
  };
}

function intervalTotal(name: 'sum' | 'avg'): Accumulator {
  let sum: Interval = interval(0, 0, 0);
  let count = 0;
  return {
    add: ([value]) => {
      if (value === null) return;
      sum = addIntervals(sum, value as Interval);
      count += 1;
    },
    result: () => (count === 0 ? null : name === 'avg' ? scaleInterval(sum, 1 / count) : sum),
  };
}

function extreme(direction: 1 | -1): Accumulator {
  let best: Value = null;
  return {
    add: ([value]) => {
      if (value === null || value === undefined) return;
      if (best === null || compareValues(value, best) * direction > 0) best = value;
    },
    result: () => best,
  };
}

function joiner(session: Session): Accumulator {
  let text: string | null = null;
  return {
    add: ([value, separator]) => {
      if (value === null) return;
      text = text === null ? (value as string) : text + ((separator as string | null) ?? '') + (value as string);
      session.weigh(value as string);
    },
    result: () => text,
  };
}

function collector(): Accumulator {
  const items: Value[] = [];
  return {
    add: ([value]) => {
      items.push(value!);
    },
    result: () => (items.length === 0 ? null : items),
  };
}

/** Collects values in order; null fractions give null. */
function ranked(pick: (values: readonly Value[], fraction: number) => Value): Accumulator {
  const values: Value[] = [];
  let fraction: Value = null;
  return {
    add: ([at, value]) => {
      fraction = at ?? null;
      if (value !== null && value !== undefined) values.push(value);
    },
    result: () => {
      if (fraction === null || values.length === 0) return null;
      if ((fraction as number) < 0 || (fraction as number) > 1)
        throw new SqlFault(`percentile value ${String(fraction)} is not between 0 and 1`);
      return pick(values, fraction as number);
    },
  };
}

/** Between the two values around the rank, in proportion. */
function percentile(): Accumulator {
  return ranked((values, fraction) => {
    const rank = fraction * (values.length - 1);
    const low = values[Math.floor(rank)] as number;
    const high = values[Math.ceil(rank)] as number;
    return low + (rank - Math.floor(rank)) * (high - low);
  });
}

function nearestRank(): Accumulator {
  return ranked((values, fraction) => values[Math.max(0, Math.ceil(fraction * values.length) - 1)]!);
}

function decider(decisive: boolean): Accumulator {
  let answer: boolean | null = null;
  return {
    add: ([value]) => {
      if (value === null) return;
      answer = answer === decisive || value === decisive ? decisive : !decisive;
    },
    result: () => answer,
  };
}

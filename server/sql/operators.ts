import { type Calculation, mixedArithmetic, numberArithmetic } from './arithmetic.ts';
import type { SqlType } from './catalog.ts';
import { compareValues, groupKey } from './compare.ts';
import { SqlFault } from './fault.ts';
import { like } from './like.ts';
import { isWithin, type NetworkAddress } from './network-address.ts';
import { compileRegex, matchesAnywhere } from './regex.ts';
import type { Session } from './session.ts';
import { commonType, convertsImplicitly, elementType, isArray, isNumber, isText } from './types.ts';
import type { Value } from './value.ts';

type Present = Exclude<Value, null>;

/** A binary operator chosen for two types; the caller converts the arguments, null gives null. */
export interface Operator {
  left: SqlType;
  right: SqlType;
  returns: SqlType;
  run: Calculation;
}

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** Finds the operator as PostgreSQL would, unknown literals taking the other side's type; undefined when there is none. */
export function findOperator(operator: string, left: SqlType, right: SqlType, session: Session): Operator | undefined {
  if (Object.hasOwn(COMPARISONS, operator)) return comparison(operator, left, right);
  switch (operator) {
    case '||':
      return concatenation(left, right);
    case '~':
    case '~*':
    case '!~':
    case '!~*':
      return textOperator(left, right, regexTest(operator.includes('*'), operator.startsWith('!'), session));
    case '~~':
    case '~~*':
    case '!~~':
    case '!~~*': {
      const [ignoreCase, negated] = [operator.endsWith('*'), operator.startsWith('!')];
      return textOperator(left, right, (text, pattern) => {
        session.charge(1 + Math.floor(text.length / 100));
        return like(text, pattern, ignoreCase) !== negated;
      });
    }
    case '@>':
    case '<@':
    case '&&':
      return arrayOperator(operator, left, right);
    case '<<':
    case '<<=':
    case '>>':
    case '>>=':
      return networkOperator(operator, left, right);
    default:
      return arithmetic(operator, left, right);
  }
}

function comparison(operator: string, left: SqlType, right: SqlType): Operator | undefined {
  // Two types that only share text by way of a cast (text = integer) have no operator.
  const type = commonType([left, right]);
  const fits = type !== undefined && convertsImplicitly(left, type) && convertsImplicitly(right, type);
  if (!fits || type === 'jsonb') return undefined;
  const test = COMPARISONS[operator]!;
  return { left: type, right: type, returns: 'bool', run: (a, b) => test(compareValues(a, b)) };
}

function concatenation(left: SqlType, right: SqlType): Operator | undefined {
  if (isArray(left) || isArray(right)) return arrayConcatenation(left, right);
  if (!isText(left) && !isText(right)) return undefined;
  return { left: 'text', right: 'text', returns: 'text', run: (a, b) => joined(a as string, b as string) };
}

/** PostgreSQL allows 1 GB; text that doubles in a recursion must not fill the server's memory. */
const MAX_TEXT = 1_000_000;

function joined(a: string, b: string): string {
  if (a.length + b.length > MAX_TEXT) throw new SqlFault('requested length too large');
  return a + b;
}

function arrayConcatenation(left: SqlType, right: SqlType): Operator {
  const type = isArray(left) ? left : right;
  const element = elementType(type);
  const leftType = isArray(left) ? type : element;
  const rightType = isArray(right) ? type : element;
  const list = (value: Present) => (Array.isArray(value) ? (value as Value[]) : [value]);
  return { left: leftType, right: rightType, returns: type, run: (a, b) => [...list(a), ...list(b)] };
}

function textOperator(left: SqlType, right: SqlType, test: (a: string, b: string) => boolean): Operator | undefined {
  if (!isText(left) || !isText(right)) return undefined;
  return { left: 'text', right: 'text', returns: 'bool', run: (a, b) => test(a as string, b as string) };
}

/** The last pattern's automaton is kept: a query tests one pattern against many rows. */
function regexTest(
  ignoreCase: boolean,
  negated: boolean,
  session: Session,
): (text: string, pattern: string) => boolean {
  let last: { pattern: string; regex: ReturnType<typeof compileRegex> } | undefined;
  return (text, pattern) => {
    if (last?.pattern !== pattern) last = { pattern, regex: compileRegex(pattern, ignoreCase) };
    return matchesAnywhere(last.regex, [...text], session.charge) !== negated;
  };
}

function arrayOperator(operator: string, left: SqlType, right: SqlType): Operator | undefined {
  const type = isArray(left) ? left : right;
  if (!isArray(type) || !convertsImplicitly(left, type) || !convertsImplicitly(right, type)) return undefined;
  const keys = (value: Present) => new Set((value as Value[]).filter((item) => item !== null).map(groupKey));
  const contains = (outer: Present, inner: Present) => {
    const has = keys(outer);
    return (inner as Value[]).every((item) => item !== null && has.has(groupKey(item)));
  };
  const overlaps = (a: Present, b: Present) => [...keys(a)].some((key) => keys(b).has(key));
  const run: Calculation = operator === '@>' ? contains : operator === '<@' ? (a, b) => contains(b, a) : overlaps;
  return { left: type, right: type, returns: 'bool', run };
}

function networkOperator(operator: string, left: SqlType, right: SqlType): Operator | undefined {
  if (!convertsImplicitly(left, 'inet') || !convertsImplicitly(right, 'inet')) return undefined;
  const strict = !operator.endsWith('=');
  const within = (a: Present, b: Present) => {
    const [inner, outer] = [a as NetworkAddress, b as NetworkAddress];
    return isWithin(inner, outer) && (!strict || inner.prefix > outer.prefix);
  };
  const run: Calculation = operator.startsWith('<') ? within : (a, b) => within(b, a);
  return { left: 'inet', right: 'inet', returns: 'bool', run };
}

function arithmetic(operator: string, left: SqlType, right: SqlType): Operator | undefined {
  return numberOperator(operator, left, right) ?? mixedOperator(operator, left, right);
}

function numberOperator(operator: string, left: SqlType, right: SqlType): Operator | undefined {
  const known = left === 'unknown' ? right : left;
  if (!isNumber(known) || !(isNumber(left) || left === 'unknown') || !(isNumber(right) || right === 'unknown'))
    return undefined;
  const type = commonType([left, right])!;
  const run = numberArithmetic(operator, type);
  return run && { left: type, right: type, returns: type, run };
}

function mixedOperator(operator: string, left: SqlType, right: SqlType): Operator | undefined {
  const fitting = mixedArithmetic(operator).filter(
    (entry) => convertsImplicitly(left, entry.left) && convertsImplicitly(right, entry.right),
  );
  // An unknown literal is first taken to have the other side's type: `now() - '1 hour'` reads a timestamp, as in life.
  const other = left === 'unknown' ? right : left;
  return (
    fitting.find((entry) => entry.left === left && entry.right === right) ??
    fitting.find(
      (entry) => (left === 'unknown' || right === 'unknown') && entry.left === other && entry.right === other,
    ) ??
    fitting.find((entry) => entry.left === left || entry.right === right) ??
    fitting[0]
  );
}

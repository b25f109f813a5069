/** Exact decimals as PostgreSQL's `numeric`: an integer and the number of digits shown after the point. */
export interface Decimal {
  readonly unscaled: bigint;
  readonly scale: number;
}

const DIGITS_PER_GROUP = 4;
/** NUMERIC_MIN_SIG_DIGITS in PostgreSQL's numeric.c. */
const MIN_SIGNIFICANT_DIGITS = 16;
const MAX_SCALE = 1000;

export function decimal(unscaled: bigint, scale: number): Decimal {
  return { unscaled, scale };
}

export function isDecimal(value: unknown): value is Decimal {
  return typeof value === 'object' && value !== null && 'unscaled' in value;
}

/** Reads `12`, `-1.50`, `1e-3`; undefined for anything else. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?\s*$/.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return undefined;
  const magnitude = BigInt(whole + fraction);
  const value = sign === '-' ? -magnitude : magnitude;
  const scale = fraction.length - Number(exponent);
  return scale >= 0 ? decimal(value, scale) : decimal(value * powerOfTen(-scale), 0);
}

/** The shortest decimal that reads back as this double (15 significant digits, as PostgreSQL's cast does). */
export function decimalFromNumber(value: number): Decimal {
  return parseDecimal(Number(value.toPrecision(15)).toString())!;
}

export function decimalToNumber(value: Decimal): number {
  return Number(decimalToText(value));
}

export function decimalToText({ unscaled, scale }: Decimal): string {
  const negative = unscaled < 0n;
  const digits = (negative ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const point = digits.length - scale;
  const text = scale > 0 ? `${digits.slice(0, point)}.${digits.slice(point)}` : digits;
  return negative ? `-${text}` : text;
}

export function powerOfTen(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}

/** Same value with another number of shown digits, rounded half away from zero. `scale` may be negative. */
export function rescale(value: Decimal, scale: number): Decimal {
  if (scale >= value.scale) return decimal(value.unscaled * powerOfTen(scale - value.scale), scale);
  const divisor = powerOfTen(value.scale - scale);
  const rounded = divideRounded(value.unscaled, divisor);
  return scale >= 0 ? decimal(rounded, scale) : decimal(rounded * powerOfTen(-scale), 0);
}

/** Drops digits after `scale` without rounding. */
export function truncate(value: Decimal, scale: number): Decimal {
  if (scale >= value.scale) return rescale(value, scale);
  const kept = value.unscaled / powerOfTen(value.scale - scale);
  return scale >= 0 ? decimal(kept, scale) : decimal(kept * powerOfTen(-scale), 0);
}

export function compareDecimals(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale);
  const left = rescale(a, scale).unscaled;
  const right = rescale(b, scale).unscaled;
  return left < right ? -1 : left > right ? 1 : 0;
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return decimal(rescale(a, scale).unscaled + rescale(b, scale).unscaled, scale);
}

export function negateDecimal(a: Decimal): Decimal {
  return decimal(-a.unscaled, a.scale);
}

export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return decimal(a.unscaled * b.unscaled, a.scale + b.scale);
}

/** Undefined for a zero divisor. The digits shown follow `select_div_scale` of PostgreSQL's numeric.c. */
export function divideDecimals(a: Decimal, b: Decimal): Decimal | undefined {
  if (b.unscaled === 0n) return undefined;
  const scale = divisionScale(a, b);
  const numerator = a.unscaled * powerOfTen(scale + b.scale);
  return decimal(divideRounded(numerator, b.unscaled * powerOfTen(a.scale)), scale);
}

/** Undefined for a zero divisor; the sign is the dividend's. */
export function remainder(a: Decimal, b: Decimal): Decimal | undefined {
  if (b.unscaled === 0n) return undefined;
  const scale = Math.max(a.scale, b.scale);
  return decimal(rescale(a, scale).unscaled % rescale(b, scale).unscaled, scale);
}

function divideRounded(numerator: bigint, divisor: bigint): bigint {
  const quotient = numerator / divisor;
  const rest = numerator % divisor;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  if (twice < (divisor < 0n ? -divisor : divisor)) return quotient;
  return numerator < 0n === divisor < 0n ? quotient + 1n : quotient - 1n;
}

function divisionScale(a: Decimal, b: Decimal): number {
  const left = leadingGroup(a);
  const right = leadingGroup(b);
  let quotientWeight = left.weight - right.weight;
  if (left.digit <= right.digit) quotientWeight -= 1;
  const wanted = MIN_SIGNIFICANT_DIGITS - quotientWeight * DIGITS_PER_GROUP;
  return Math.min(Math.max(wanted, a.scale, b.scale, 0), MAX_SCALE);
}

/** PostgreSQL keeps digits in groups of four around the point: the first group that is not zero, and its weight. */
function leadingGroup(value: Decimal): { digit: number; weight: number } {
  const magnitude = value.unscaled < 0n ? -value.unscaled : value.unscaled;
  if (magnitude === 0n) return { digit: 0, weight: 0 };
  const padding = (DIGITS_PER_GROUP - (value.scale % DIGITS_PER_GROUP)) % DIGITS_PER_GROUP;
  const digits = (magnitude * powerOfTen(padding)).toString();
  const groups = Math.ceil(digits.length / DIGITS_PER_GROUP);
  const first = digits.slice(0, digits.length - (groups - 1) * DIGITS_PER_GROUP);
  return { digit: Number(first), weight: groups - 1 - (value.scale + padding) / DIGITS_PER_GROUP };
}

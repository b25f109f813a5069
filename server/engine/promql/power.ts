/**
 * Powers and logarithms out of + - * / alone, so that a query answers the same on every machine
 * (`Math.pow` and `Math.log` may differ in the last bit). Series expansions after range reduction;
 * relative error below 1e-14 for exp and ln.
 */

const LN2_HIGH = 0.69314718036912381649;
const LN2_LOW = 1.90821492927058770002e-10;

/** Natural logarithm; NaN below zero, -Infinity at zero. */
export function ln(x: number): number {
  if (Number.isNaN(x) || x < 0) return Number.NaN;
  if (x === 0) return -Infinity;
  if (x === Infinity) return Infinity;
  let exponent = 0;
  let mantissa = x;
  for (; mantissa > 1.4142135623730951; exponent++) mantissa /= 2;
  for (; mantissa < 0.7071067811865476; exponent--) mantissa *= 2;
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let sum = 0;
  for (let k = 27; k >= 1; k -= 2) sum = sum * square + 1 / k;
  return exponent * LN2_HIGH + (2 * s * sum + exponent * LN2_LOW);
}

/** e to the power x. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x > 709.79) return Infinity;
  if (x < -745.2) return 0;
  const k = Math.round(x / Math.LN2);
  const rest = x - k * LN2_HIGH - k * LN2_LOW;
  let sum = 1;
  for (let term = 20; term >= 1; term--) sum = 1 + (sum * rest) / term;
  return scaleByTwo(sum, k);
}

/** base ^ exponent with IEEE's special cases; whole exponents by repeated squaring, others by exp and ln. */
export function power(base: number, exponent: number): number {
  if (exponent === 0 || base === 1) return 1;
  if (Number.isNaN(base) || Number.isNaN(exponent)) return Number.NaN;
  if (Number.isInteger(exponent) && Math.abs(exponent) <= 1024) return wholePower(base, exponent);
  const size = Math.abs(base);
  if (!Number.isFinite(exponent)) {
    if (size === 1) return 1;
    return size > 1 === exponent > 0 ? Infinity : 0;
  }
  const isOdd = Number.isInteger(exponent) && exponent % 2 !== 0;
  if (base < 0 && !Number.isInteger(exponent) && Number.isFinite(base)) return Number.NaN;
  if (size === 0) return exponent > 0 ? 0 : Infinity;
  if (size === Infinity) return exponent < 0 ? 0 : base < 0 && isOdd ? -Infinity : Infinity;
  const result = exponent === 0.5 ? Math.sqrt(size) : exp(exponent * ln(size));
  return base < 0 && isOdd ? -result : result;
}

function wholePower(base: number, exponent: number): number {
  let result = 1;
  let factor = base;
  for (let left = Math.abs(exponent); left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= factor;
    factor *= factor;
  }
  return exponent < 0 ? 1 / result : result;
}

function scaleByTwo(x: number, by: number): number {
  let scaled = x;
  for (let k = by; k > 0; k--) scaled *= 2;
  for (let k = by; k < 0; k++) scaled /= 2;
  return scaled;
}

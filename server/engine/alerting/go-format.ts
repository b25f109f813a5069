/** Numbers as Go's fmt and Prometheus' template functions write them, so that promtool renders the same annotations. */

const LARGE = ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'];
const LARGE_BINARY = ['ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'Zi', 'Yi'];
const SMALL = ['m', 'u', 'n', 'p', 'f', 'a', 'z', 'y'];

/** `%v`: the shortest decimal that reads back, with an exponent below 1e-4 and from 1e6 on (JavaScript would wait for 1e21). */
export function formatValue(value: number): string {
  if (!Number.isFinite(value)) return formatSpecial(value);
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const written = value.toExponential();
  const power = Number(written.split('e')[1]);
  return power < -4 || power >= 6 ? twoDigitExponent(written) : String(value);
}

/** `%.<digits>g`: that many significant digits, no trailing zeros, exponent when it is shorter. */
export function formatSignificant(value: number, digits: number): string {
  if (!Number.isFinite(value)) return formatSpecial(value);
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const magnitude = Number(value.toExponential().split('e')[1]);
  const rounded = roundTies(value, digits - 1 - magnitude);
  const [mantissa, exponent] = rounded.toExponential(Math.max(0, digits - 1)).split('e') as [string, string];
  const power = Number(exponent);
  if (power < -4 || power >= Math.max(1, digits))
    return twoDigitExponent(`${withoutTrailingZeros(mantissa)}e${exponent}`);
  return withoutTrailingZeros(rounded.toFixed(Math.max(0, digits - 1 - power)));
}

/** `%.<decimals>f`, exact ties to even as in Go. */
export function formatFixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return formatSpecial(value);
  return roundTies(value, decimals).toFixed(decimals);
}

/** The value, unless it lies exactly between two neighbours at that many decimals: then the even one. JavaScript would round it up. */
function roundTies(value: number, decimals: number): number {
  if (Math.abs(decimals) > 15) return value;
  const scale = Number(`1e${Math.abs(decimals)}`);
  const scaled = decimals >= 0 ? value * scale : value / scale;
  const isExact = (decimals >= 0 ? scaled / scale : scaled * scale) === value && Number.isInteger(value * 65_536);
  if (!isExact || Math.abs(scaled % 1) !== 0.5) return value;
  const below = Math.floor(scaled);
  const even = below % 2 === 0 ? below : below + 1;
  return decimals >= 0 ? even / scale : even * scale;
}

export function humanize(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return formatSignificant(value, 4);
  if (Math.abs(value) >= 1) return scaledDown(value, LARGE, 1000);
  return scaledUp(value, '');
}

export function humanize1024(value: number): string {
  if (Math.abs(value) <= 1 || !Number.isFinite(value)) return formatSignificant(value, 4);
  return scaledDown(value, LARGE_BINARY, 1024);
}

/** A share 0..1 as percent. */
export function humanizePercentage(value: number): string {
  return `${formatSignificant(value * 100, 4)}%`;
}

/** Seconds as `1h 2m 5s`, or with an SI prefix below one second. */
export function humanizeDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return formatSignificant(seconds, 4);
  if (seconds === 0) return '0s';
  if (Math.abs(seconds) < 1) return `${scaledUp(seconds, '')}s`;
  const sign = seconds < 0 ? '-' : '';
  const whole = Math.trunc(Math.abs(seconds));
  const s = whole % 60;
  const m = Math.trunc(whole / 60) % 60;
  const h = Math.trunc(whole / 3600) % 24;
  const d = Math.trunc(whole / 86_400);
  if (d > 0) return `${sign}${d}d ${h}h ${m}m ${s}s`;
  if (h > 0) return `${sign}${h}h ${m}m ${s}s`;
  if (m > 0) return `${sign}${m}m ${s}s`;
  return `${formatSignificant(seconds, 4)}s`;
}

function scaledDown(value: number, prefixes: readonly string[], by: number): string {
  let prefix = '';
  let scaled = value;
  for (const next of prefixes) {
    if (Math.abs(scaled) < by) break;
    prefix = next;
    scaled /= by;
  }
  return formatSignificant(scaled, 4) + prefix;
}

function scaledUp(value: number, start: string): string {
  let prefix = start;
  let scaled = value;
  for (const next of SMALL) {
    if (Math.abs(scaled) >= 1) break;
    prefix = next;
    scaled *= 1000;
  }
  return formatSignificant(scaled, 4) + prefix;
}

function formatSpecial(value: number): string {
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}

function withoutTrailingZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function twoDigitExponent(text: string): string {
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}

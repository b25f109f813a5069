import type { ToolReply } from './protocol.ts';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** GNU `date` on the simulated clock, always UTC: `+FORMAT`, `-d`, `-u`, `-I[…]`, `-R`. Setting the clock is refused. */
export function dateCommand(args: readonly string[], nowMs: number): ToolReply {
  let format = '%a %b %e %H:%M:%S %Z %Y';
  let ms: number | undefined = nowMs;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (arg === '-u' || arg === '--utc' || arg === '--universal') continue;
    else if (arg.startsWith('+')) format = arg.slice(1);
    else if (arg === '-R' || arg === '--rfc-email') format = '%a, %d %b %Y %H:%M:%S %z';
    else if (/^(-I|--iso-8601)/.test(arg)) format = isoFormat(arg.replace(/^(-I|--iso-8601=?)/, ''));
    else if (arg === '-d' || arg === '--date' || arg.startsWith('--date=') || /^-d./.test(arg)) {
      const text = arg.startsWith('--date=')
        ? arg.slice(7)
        : arg.length > 2 && !arg.startsWith('--')
          ? arg.slice(2)
          : args[++at];
      if (text === undefined) return failure("option requires an argument -- 'd'");
      ms = parseDate(text, nowMs);
      if (ms === undefined) return failure(`invalid date ‘${text}’`);
    } else if (arg === '-s' || arg.startsWith('--set')) return failure('cannot set date: Operation not permitted');
    else if (arg.startsWith('-'))
      return failure(`invalid option -- '${arg.replace(/^-+/, '')}'\nTry 'date --help' for more information.`);
    else return failure(`invalid date ‘${arg}’`);
  }
  return { stdout: `${formatDate(ms, format)}\n`, stderr: '', exitCode: 0 };
}

function failure(message: string): ToolReply {
  return { stdout: '', stderr: `date: ${message}\n`, exitCode: 1 };
}

function isoFormat(precision: string): string {
  if (precision.startsWith('s')) return '%Y-%m-%dT%H:%M:%S+00:00';
  if (precision.startsWith('m')) return '%Y-%m-%dT%H:%M+00:00';
  if (precision.startsWith('h')) return '%Y-%m-%dT%H+00:00';
  if (precision.startsWith('n')) return '%Y-%m-%dT%H:%M:%S,%N+00:00';
  return '%Y-%m-%d';
}

/** Strftime directives as GNU date knows them, with `-` (no padding) as the only flag. */
function formatDate(ms: number, format: string): string {
  const date = new Date(ms);
  return format.replace(/%(-?)([a-zA-Z%])/g, (all, flag: string, directive: string) => {
    const text = directiveText(directive, date, ms);
    if (text === undefined) return all;
    return flag === '-' ? text.replace(/^[0 ]+(?=.)/, '') : text;
  });
}

function two(value: number, fill = '0'): string {
  return String(value).padStart(2, fill);
}

function directiveText(directive: string, date: Date, ms: number): string | undefined {
  const hour12 = date.getUTCHours() % 12 === 0 ? 12 : date.getUTCHours() % 12;
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
  const day = DAYS[date.getUTCDay()]!;
  const month = MONTHS[date.getUTCMonth()]!;
  const known: Readonly<Record<string, string>> = {
    '%': '%',
    Y: String(date.getUTCFullYear()),
    y: two(date.getUTCFullYear() % 100),
    m: two(date.getUTCMonth() + 1),
    d: two(date.getUTCDate()),
    e: two(date.getUTCDate(), ' '),
    H: two(date.getUTCHours()),
    I: two(hour12),
    k: two(date.getUTCHours(), ' '),
    M: two(date.getUTCMinutes()),
    S: two(date.getUTCSeconds()),
    N: `${String(ms % 1000).padStart(3, '0')}000000`,
    p: date.getUTCHours() < 12 ? 'AM' : 'PM',
    s: String(Math.floor(ms / 1000)),
    F: `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`,
    D: `${two(date.getUTCMonth() + 1)}/${two(date.getUTCDate())}/${two(date.getUTCFullYear() % 100)}`,
    T: `${time}:${two(date.getUTCSeconds())}`,
    R: time,
    a: day.slice(0, 3),
    A: day,
    b: month.slice(0, 3),
    h: month.slice(0, 3),
    B: month,
    u: String(date.getUTCDay() === 0 ? 7 : date.getUTCDay()),
    w: String(date.getUTCDay()),
    j: String(Math.floor((ms - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1).padStart(3, '0'),
    Z: 'UTC',
    z: '+0000',
    n: '\n',
    t: '\t',
  };
  return Object.hasOwn(known, directive) ? known[directive] : undefined;
}

const UNIT_MS: Readonly<Record<string, number>> = {
  sec: 1000,
  second: 1000,
  min: 60_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};

/** `@epoch`, ISO forms, `now`, `today`, `yesterday`, `5 minutes ago`, `+2 hours`, and a date followed by an offset. */
function parseDate(text: string, nowMs: number): number | undefined {
  const trimmed = text.trim().replace(/^(now|today)\b\s*/, '');
  const epoch = /^@(-?\d+(?:\.\d+)?)$/.exec(trimmed);
  if (epoch) return Math.round(Number(epoch[1]) * 1000);
  if (trimmed === '') return nowMs;
  if (trimmed === 'yesterday') return nowMs - UNIT_MS.day!;
  if (trimmed === 'tomorrow') return nowMs + UNIT_MS.day!;
  const offset = /(?:^|\s)([+-]?\s*\d+)\s*(sec|second|min|minute|hour|day|week)s?(\s+ago)?$/.exec(trimmed);
  if (offset) {
    const base = trimmed.slice(0, offset.index).trim();
    const from = base === '' ? nowMs : parseDate(base, nowMs);
    const by = Number(offset[1]!.replace(/\s/g, '')) * UNIT_MS[offset[2]!]! * (offset[3] ? -1 : 1);
    return from === undefined ? undefined : from + by;
  }
  return parseIso(trimmed, nowMs);
}

function parseIso(text: string, nowMs: number): number | undefined {
  const match = /^(?:(\d{4})-(\d{2})-(\d{2}))?(?:[T ]?(\d{1,2}):(\d{2})(?::(\d{2}))?)?\s*(?:Z|UTC|\+00:?00)?$/.exec(
    text,
  );
  if (!match || (match[1] === undefined && match[4] === undefined)) return undefined;
  const today = new Date(nowMs);
  const year = match[1] === undefined ? today.getUTCFullYear() : Number(match[1]);
  const month = match[2] === undefined ? today.getUTCMonth() : Number(match[2]) - 1;
  const day = match[3] === undefined ? today.getUTCDate() : Number(match[3]);
  const ms = Date.UTC(year, month, day, Number(match[4] ?? 0), Number(match[5] ?? 0), Number(match[6] ?? 0));
  return new Date(ms).getUTCDate() === day ? ms : undefined;
}

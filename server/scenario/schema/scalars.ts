import { z } from 'zod';
import {
  DURATION,
  DURATION_RANGE,
  GROWTH,
  MOMENT,
  PERCENT,
  RATE,
  SIZE,
  readDuration,
  readDurationRange,
  readGrowth,
  readMoment,
  readPercent,
  readRate,
  readSize,
} from '../quantities.ts';
import { didYouMean } from '../did-you-mean.ts';

/**
 * Separates what is wrong from what to do in a message: a Zod issue has one text, a `Problem` has two.
 */
export const REMEDY = '\n';

/** What an author may write for a key, in words: `expected a duration; write it like 30s, 5m or 1h30m`. */
function expected(what: string, remedy: string): (issue: { input?: unknown }) => string | undefined {
  return ({ input }) => (input === undefined ? undefined : `expected ${what}, found ${shown(input)}${REMEDY}${remedy}`);
}

/** A value as a person would name it, short. */
export function shown(input: unknown): string {
  if (input === null) return 'nothing';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object') return 'a map';
  const text = JSON.stringify(input);
  return text.length > 40 ? `${text.slice(0, 37)}…"` : text;
}

function quantity<T>(what: string, pattern: RegExp, read: (text: string) => T | null, remedy: string) {
  const error = expected(what, remedy);
  return z
    .string({ error })
    .regex(pattern, { error })
    .transform((text, context): T => {
      const value = read(text);
      if (value !== null) return value;
      context.addIssue({ code: 'custom', message: error({ input: text }) ?? '' });
      return z.NEVER;
    });
}

const DURATION_REMEDY = 'write it like 30s, 5m or 1h30m';
/** Seconds, negative allowed. */
export const signedDuration = quantity('a duration', DURATION, readDuration, DURATION_REMEDY);
/** Seconds, zero or more. */
export const duration = quantity(
  'a duration',
  new RegExp(DURATION.source.replace('[+-]?', '')),
  readDuration,
  DURATION_REMEDY,
);
/** [from, to] in seconds. */
export const durationRange = quantity(
  'a range of durations',
  DURATION_RANGE,
  readDurationRange,
  'write it like 2m..5m',
);
/** Per second. */
export const rate = quantity('a rate', RATE, readRate, 'write it like 180/s');
/** 0..1 and beyond (a surge may be 200 %). */
export const percent = quantity('a percentage', PERCENT, readPercent, 'write it like 4%');
/** 0..1. */
export const share = quantity(
  'a percentage from 0% to 100%',
  PERCENT,
  (text) => {
    const value = readPercent(text);
    return value !== null && value >= 0 && value <= 1 ? value : null;
  },
  'write it like 4%',
);
/** GiB. */
export const size = quantity('a size', SIZE, readSize, 'write it like 512MiB or 40GiB');
/** GiB per hour. */
export const growth = quantity('a growth', GROWTH, readGrowth, 'write it like 12GiB/h');
/** Unix milliseconds. */
export const moment = quantity('a date', MOMENT, readMoment, 'write it like 2026-03-10T14:00:00Z');

const textError = expected('a text', 'put it in quotes');
export const text = z
  .string({ error: textError })
  .min(1, { error: expected('a text', 'write one, or remove the key') });
export const flag = z.boolean({ error: expected('true or false', 'write it without quotes') });

export function whole(least: number, most = 1_000_000) {
  const error = expected(`a whole number from ${least} to ${most}`, 'write it without quotes or unit');
  return z.number({ error }).int({ error }).min(least, { error }).max(most, { error });
}

const numberError = expected('a number', 'write it without quotes or unit');
export const number = z.number({ error: numberError });

export function decimal(least: number, most: number) {
  const error = expected(`a number from ${least} to ${most}`, 'write it without quotes or unit');
  return z.number({ error }).min(least, { error }).max(most, { error });
}

export const ID = /^[a-z][a-z0-9]*(?:[-.][a-z0-9]+)*$/;
/** A name that other parts refer to. */
export const id = z
  .string({ error: textError })
  .regex(ID, { error: expected('a name', 'write it in lower case, such as checkout or orders-ro') });
export const runbookId = z
  .string({ error: textError })
  .regex(/^RUN-\d{3,}$/, { error: expected('a runbook id', 'write it like RUN-001') });

export function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, {
    error: ({ input }) =>
      input === undefined
        ? undefined
        : `expected one of ${values.join(', ')}, found ${shown(input)}${REMEDY}${didYouMean(String(input), values)}`,
  });
}

/** A map with known keys only; an unknown one is answered with the nearest known, several are set apart by a form feed. */
export function block<T extends z.ZodRawShape>(what: string, shape: T) {
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code === 'unrecognized_keys') {
        const { keys } = issue as unknown as { keys: string[] };
        return keys
          .map((key) => `unknown key "${key}" in ${what}${REMEDY}${didYouMean(key, Object.keys(shape))}`)
          .join('\f');
      }
      if (issue.input === undefined) return undefined;
      return `expected ${what} as a map of keys, found ${shown(issue.input)}${REMEDY}known keys: ${Object.keys(shape).slice(0, 8).join(', ')}`;
    },
  });
}

/** A map from names to `value`. */
export function named<T extends z.ZodType>(what: string, value: T, key: z.ZodType<string, string> = id) {
  return z.record(key, value, {
    error: ({ input }) =>
      input === undefined
        ? undefined
        : `expected a map with ${what} under each name, found ${shown(input)}${REMEDY}write "name:" and its keys below`,
  });
}

export function list<T extends z.ZodType>(what: string, item: T) {
  return z.array(item, {
    error: (issue) =>
      issue.input === undefined
        ? undefined
        : `expected a list of ${what}, found ${shown(issue.input)}${REMEDY}start each with "- "`,
  });
}

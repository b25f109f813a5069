import { z } from 'zod';
import type { Condition } from '../scenario.ts';
import { INCIDENT_ROLES } from '../../protocol/roles.ts';
import { block, duration, id, list, oneOf, REMEDY, shown, text } from './scalars.ts';
import { didYouMean } from '../did-you-mean.ts';

const SAID = ['declare', 'can', 'allclear', 'decision', 'hypothesis'] as const;

const forms = {
  ran: block('a condition', {
    ran: text.describe('A tool somebody ran.'),
    before: text.optional().describe('… before this action.'),
  }),
  acted: block('a condition', { acted: text.describe('An action that happened, such as "job.pause reports-export".') }),
  notActed: block('a condition', { notActed: text.describe('An action that has not happened.') }),
  slo: block('a condition', { slo: id, is: oneOf(['restored', 'breached']), for: duration.optional() }),
  metric: block('a condition', { metric: text.describe('A PromQL comparison.'), for: duration.optional() }),
  role: block('a condition', { role: oneOf(INCIDENT_ROLES), is: oneOf(['filled']) }),
  said: block('a condition', { said: oneOf(SAID) }),
  acked: block('a condition', { acked: oneOf(['page']) }),
  elapsed: block('a condition', { elapsed: duration.describe('Time since the start.') }),
};
const KEYS = [...Object.keys(forms), 'all', 'any'];

type Written =
  | { [K in keyof typeof forms]: z.output<(typeof forms)[K]> }[keyof typeof forms]
  | { all: Condition[] }
  | { any: Condition[] };

/** What a session and its world can be asked each second; every form has one leading key. */
export const condition: z.ZodType<Condition> = z
  .lazy(() =>
    z.union(
      [
        forms.ran,
        forms.acted,
        forms.notActed,
        forms.slo,
        forms.metric,
        forms.role,
        forms.said,
        forms.acked,
        forms.elapsed,
        block('a condition', { all: list('conditions', condition) }),
        block('a condition', { any: list('conditions', condition) }),
      ],
      { error: whatIsWrong },
    ),
  )
  .transform((written) => compile(written as Written))
  .describe('A condition: ran, acted, notActed, slo, metric, role, said, acked, elapsed, all or any.');

function whatIsWrong(issue: { input?: unknown }): string | undefined {
  const { input } = issue;
  if (input === undefined) return undefined;
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return `expected a condition, found ${shown(input)}${REMEDY}write it like { slo: checkout, is: restored }`;
  }
  const keys = Object.keys(input);
  const leading = keys.find((key) => KEYS.includes(key));
  if (leading === undefined) return `unknown condition "${keys[0] ?? ''}"${REMEDY}${didYouMean(keys[0] ?? '', KEYS)}`;
  const form = leading in forms ? forms[leading as keyof typeof forms] : null;
  const inner = form?.safeParse(input).error?.issues[0];
  return inner
    ? `${[leading === inner.path[0] ? '' : `condition "${leading}"`, inner.path.join('.')].filter(Boolean).join(': ')}${inner.path.length > 0 ? ': ' : ''}${inner.message}`
    : `condition "${leading}" is not complete`;
}

function compile(written: Written): Condition {
  if ('ran' in written)
    return written.before === undefined ? { ran: written.ran } : { ran: written.ran, before: written.before };
  if ('slo' in written) {
    return { slo: written.slo, state: written.is, ...(written.for === undefined ? {} : { forS: written.for }) };
  }
  if ('metric' in written)
    return { metric: written.metric, ...(written.for === undefined ? {} : { forS: written.for }) };
  if ('role' in written) return { role: written.role, filled: true };
  if ('elapsed' in written) return { elapsedS: written.elapsed };
  return written;
}

import { z } from 'zod';
import type { Condition } from '../scenario.ts';
import { INCIDENT_ROLES } from '../../protocol/roles.ts';
import { block, duration, id, list, oneOf, REMEDY, shown, text } from './scalars.ts';
import { didYouMean } from '../did-you-mean.ts';
import { isMap } from '../merge.ts';

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
      { error: conditionTrouble },
    ),
  )
  .transform((written) => compile(written as Written))
  .describe('A condition: ran, acted, notActed, slo, metric, role, said, acked, elapsed, all or any.');

/** A union would only say that nothing fits: follow the form that the leading key asks for. */
export function conditionTrouble({ input }: { input?: unknown }): string | undefined {
  if (input === undefined) return undefined;
  if (!isMap(input)) {
    return `expected a condition, found ${shown(input)}${REMEDY}write it like { slo: checkout, is: restored }`;
  }
  const written = Object.keys(input);
  const [leading, second] = written.filter((key) => KEYS.includes(key));
  if (second !== undefined) {
    return `"${leading}" and "${second}" in one condition${REMEDY}write { all: [{ ${leading}: … }, { ${second}: … }] }`;
  }
  if (leading === undefined) {
    return `unknown condition "${written[0] ?? ''}"${REMEDY}${didYouMean(written[0] ?? '', KEYS)}`;
  }
  const parts = input[leading];
  if (!isFormKey(leading)) {
    if (!Array.isArray(parts))
      return `"${leading}" needs a list of conditions${REMEDY}write it like { ${leading}: [{ acked: page }] }`;
    return parts.map((part) => conditionTrouble({ input: part })).find((trouble) => trouble !== undefined);
  }
  const issue = forms[leading].safeParse(input).error?.issues[0];
  if (!issue) return undefined;
  const key = String(issue.path.at(-1) ?? '');
  if (issue.path.length > 0 && input[key] === undefined) {
    return `condition "${leading}" lacks "${key}"${REMEDY}write it like ${EXAMPLES[leading]}`;
  }
  return `condition "${leading}": ${issue.message}`;
}

function isFormKey(key: string): key is keyof typeof forms {
  return Object.hasOwn(forms, key);
}

const EXAMPLES: Readonly<Record<keyof typeof forms, string>> = {
  ran: '{ ran: psql }',
  acted: '{ acted: job.pause export }',
  notActed: '{ notActed: db.restart orders }',
  slo: '{ slo: checkout, is: restored, for: 2m }',
  metric: "{ metric: 'up == 0', for: 1m }",
  role: '{ role: ic, is: filled }',
  said: '{ said: declare }',
  acked: '{ acked: page }',
  elapsed: '{ elapsed: 10m }',
};

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

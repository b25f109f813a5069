import { z } from 'zod';
import { isMap } from '../merge.ts';
import { condition, conditionTrouble } from './condition.ts';
import { block, duration, durationRange, flag, id, list, named, oneOf, REMEDY, share, shown, text } from './scalars.ts';
import { readDuration } from '../quantities.ts';

const FROM = ['start', 'fault', 'page', 'impact', 'declare'] as const;
const WITHIN = new RegExp(`^(\\d+(?:\\.\\d+)?(?:ms|s|m|h))+ from (${FROM.join('|')})$`);

/** `20m from page` → {seconds, from}. */
const within = z
  .string()
  .regex(WITHIN, {
    error: ({ input }) =>
      `expected a time limit, found ${shown(input)}${REMEDY}write it like "20m from page" (${FROM.join(', ')})`,
  })
  .transform((written) => {
    const [time, from] = written.split(' from ') as [string, (typeof FROM)[number]];
    return { seconds: readDuration(time) ?? 0, from };
  });

const objective = block('an objective', {
  text: text.describe('What the team should show, in a sentence.'),
  met: condition,
  within: within.optional().describe('Time limit, such as "20m from page"; without it, until the end.'),
});

/** A text that a person writes, and the series it speaks of. */
const figure = block('a figure', {
  says: text.describe('The figure as the text has it, such as "40 %".'),
  metric: text.describe('PromQL that gives it, in the unit of the text.'),
  near: share.prefault('30%').describe('How far it may be off.'),
});

const inject = block('an inject', {
  when: z
    .union([duration, condition], {
      error: ({ input }) => {
        if (input === undefined || isMap(input)) return conditionTrouble({ input });
        return `expected a time or a condition, found ${shown(input)}${REMEDY}write it like 6m or { slo: checkout, is: breached, for: 4m }`;
      },
    })
    .describe('A time since the start, or a condition.'),
  via: oneOf(['chat', 'traffic', 'fault', 'staff']).prefault('chat'),
  from: text.describe('Persona: Support, CEO, a partner, a customer.'),
  text,
  or: list('texts', text)
    .prefault([])
    .describe('Other ways to say it; the seed chooses, so that no two drills sound alike.'),
  expects: text.describe('What a good team does with it; the facilitator sees it.'),
  fault: id.optional().describe('A fault it fires besides.'),
  figures: list('figures', figure).prefault([]).describe('Figures in the text that the series must bear out.'),
});

const staff = block('a member of staff', {
  name: text,
  team: text,
  answers: durationRange.describe('Reply delay, such as 2m..5m.'),
  says: text.describe('What they answer when nothing in "knows" holds.'),
  knows: list('answers', block('an answer', { when: condition, says: text }))
    .prefault([])
    .describe('What they have seen of it: the first whose condition holds when they answer is what they say.'),
});

/** Parts that a variant may replace. */
export const storyShape = {
  hypothesis: block('the hypothesis', {
    public: text.describe('Shown in the lobby.'),
    private: text.describe('Facilitator and breakers only.'),
  }),
  objectives: named('an objective', objective),
  injects: named('an inject', inject),
  staff: named('a member of staff', staff).prefault({}),
  redHerrings: list(
    'red herrings',
    block('a red herring', {
      what: text,
      why: text.describe('Why it is innocent.'),
      signal: text.describe('PromQL of the signal that moves, or the change that shows.'),
    }),
  ).prefault([]),
  tempting: list(
    'tempting moves',
    block('a tempting move', {
      do: text.describe('Action name, such as "db.restart orders".'),
      hurts: text.describe('What it costs.'),
      line: text.optional().describe('The command line that does it; without it, the usual one.'),
      at: duration.prefault('90s').describe('After the first page: when somebody in a hurry would do it.'),
    }),
  ).prefault([]),
  symptoms: list(
    'symptoms',
    block('a symptom', {
      what: text.describe('In the responders’ words.'),
      when: text.describe('PromQL comparison that holds once it shows.'),
      within: duration.optional().describe('After the fault; without it, at any time.'),
    }),
  )
    .prefault([])
    .describe('What shows when nobody does anything, in the order in which it shows.'),
  heals: flag.prefault(false).describe('The fault ends by itself within the timebox.'),
  quiet: z
    .record(z.string(), text)
    .prefault({})
    .describe('Alerts that stay silent when nobody does anything, and why.'),
  lingers: z.record(z.string(), text).prefault({}).describe('Alerts that still fire when all is well again, and why.'),
  hints: list('hints', text).describe('From a nudge to nearly the answer.'),
  bots: block('the bots', {
    naive: list('command lines', text).describe('What somebody in a hurry types.'),
    oracle: list(
      'timed command lines',
      block('a timed command line', { at: duration.describe('After the first page.'), line: text }),
    ),
  }),
  prompts: list('discussion prompts', text).prefault([]),
};

const bound = block('a bound', {
  above: z.number().optional().describe('Bad above this value.'),
  below: z.number().optional().describe('Bad below this value.'),
  label: text,
});

export const charts = named(
  'a chart',
  block('a chart', {
    title: text,
    unit: oneOf(['seconds', 'percent', 'rate', 'count', 'days']),
    bound: bound.optional(),
    stacked: z.boolean().prefault(false),
    about: list('components', id).prefault([]),
    series: list('series', block('a series', { label: text, expr: text.describe('PromQL that gives one value.') })),
  }),
).describe('Dashboard charts, in order; the first is the signal that pages.');

export type Charts = z.output<typeof charts>;

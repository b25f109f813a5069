import { z } from 'zod';
import { block, decimal, duration, flag, id, list, named, number, text, whole } from './scalars.ts';

const level = whole(1, 5).transform((value) => value as 1 | 2 | 3 | 4 | 5);

/** XState's JSON config; the engine's vocabulary decides which action and guard names exist (`checkMachine`). */
const machine = z
  .record(z.string(), z.unknown())
  .describe('An XState machine as data: initial, states, on, after (such as 3m), entry, exit, always with guards.');

/** Turned by breakers; in the machine `$name` stands for what it is set to. */
const dial = block('a dial', {
  label: text.describe('What it turns, such as "Sessions held".'),
  unit: text.describe('%, ms, s, min, h, /s and /min are read as such; anything else is only shown.'),
  value: number.describe('Where it stands when the scenario itself fires the fault.'),
  min: number,
  max: number,
  step: number,
});

/** A line right after the one before, or so long after the first page. */
const remedy = z.union([text, block('a timed line', { at: duration.describe('After the first page.'), line: text })]);

const fault = block('a fault', {
  title: text.describe('What the breaker’s card is called.'),
  summary: text.describe('What it does, in a sentence.'),
  cause: text.describe('The right diagnosis; facilitator and debrief only.'),
  variants: list('variants', id).optional().describe('Variants it belongs to; without it, every one.'),
  deck: block('a deck card', {
    blastRadius: level,
    detectable: level.describe('1 = hard to see, 5 = obvious.'),
    cost: decimal(0, 100),
    reaches: list('components', id),
    looksLike: text,
    tempts: text,
    cooldown: duration.prefault('5m'),
    undo: flag.prefault(false),
    parameters: named('a dial', dial)
      .optional()
      .describe('Dials, by the name that the machine uses: `count: $sessions`.'),
    recovery: list('command lines', remedy)
      .optional()
      .describe('How people end it; without it, what bots.oracle types.'),
  }),
  machine,
});

export const faults = named('a fault', fault).describe('What can be broken, by name.');
export type Faults = z.output<typeof faults>;

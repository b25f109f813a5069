import { z } from 'zod';
import { block, decimal, duration, flag, id, list, named, text, whole } from './scalars.ts';

const level = whole(1, 5).transform((value) => value as 1 | 2 | 3 | 4 | 5);

/** XState's JSON config; the engine's vocabulary decides which action and guard names exist (`checkMachine`). */
const machine = z
  .record(z.string(), z.unknown())
  .describe('An XState machine as data: initial, states, on, after (such as 3m), entry, exit, always with guards.');

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
  }),
  machine,
});

export const faults = named('a fault', fault).describe('What can be broken, by name.');
export type Faults = z.output<typeof faults>;

import { z } from 'zod';
import { faults } from './fault.ts';
import {
  block,
  decimal,
  duration,
  flag,
  id,
  list,
  named,
  oneOf,
  REMEDY,
  runbookId,
  shown,
  text,
  whole,
} from './scalars.ts';
import { charts, storyShape } from './story.ts';
import { world } from './world.ts';

const timeline = list(
  'timeline entries',
  block('a timeline entry', { at: duration.describe('Unless a breaker was quicker.'), fault: id }),
);

/** A variant is checked by what it makes of the world: its patches are free here and validated after merging. */
const patch = z.record(z.string(), z.unknown());
const variant = block('a variant', {
  title: text.describe('For the facilitator.'),
  slo: id.optional().describe('Replaces the scenario’s.'),
  cause: text.describe('The true cause in a sentence.'),
  runbook: runbookId.describe('The runbook that claims it.'),
  timeline: timeline.optional().describe('Replaces the scenario’s.'),
  world: patch
    .optional()
    .describe('Merged over the world: maps key by key, null removes a key, anything else replaces.'),
  faults: patch.optional().describe('Merged over the faults.'),
  charts: patch.optional().describe('Merged over the charts.'),
  hypothesis: patch.optional(),
  objectives: patch.optional(),
  injects: patch.optional(),
  staff: patch.optional(),
  redHerrings: z.array(z.unknown()).optional(),
  tempting: z.array(z.unknown()).optional(),
  symptoms: z.array(z.unknown()).optional(),
  heals: z.boolean().optional(),
  quiet: patch.optional(),
  lingers: patch.optional(),
  hints: z.array(z.unknown()).optional(),
  bots: patch.optional(),
  prompts: z.array(z.unknown()).optional(),
});

/** Keys of a variant that are merged into the scenario before it is validated. */
export const VARIANT_PATCHES = [
  'slo',
  'timeline',
  'world',
  'faults',
  'charts',
  'hypothesis',
  'objectives',
  'injects',
  'staff',
  'redHerrings',
  'tempting',
  'symptoms',
  'heals',
  'quiet',
  'lingers',
  'hints',
  'bots',
  'prompts',
] as const;

/** The only format version there is. */
export const FORMAT_VERSION = 1;

/** scenario.yaml. */
export const scenarioSchema = block('the scenario', {
  drillbook: z
    .literal(FORMAT_VERSION, {
      error: ({ input }) =>
        input === undefined
          ? undefined
          : `format version ${shown(input)} is unknown${REMEDY}this Drillbook reads "drillbook: ${FORMAT_VERSION}"`,
    })
    .describe('Version of this format.'),
  id: id.describe('The folder’s name.'),
  cover: text.describe('What the lobby shows; says nothing about the fault.'),
  title: text.describe('The symptom, never the cause.'),
  summary: text,
  nothingWrong: flag
    .prefault(false)
    .describe('Nothing fails: the drill is about looking, saying so and touching nothing.'),
  difficulty: whole(1, 5),
  duration: duration.describe('Timebox of a drill.'),
  focus: list('focus areas', text),
  severity: oneOf(['sev-1', 'sev-2', 'sev-3']).describe('What a good commander calls it.'),
  slo: id.describe('The SLO that decides impact and mitigation.'),
  briefing: text.describe('What fixers are told before the start.'),
  ...storyShape,
  world,
  faults,
  timeline,
  variants: named('a variant', variant).describe('At least one; chosen by seed or facilitator.'),
  alerts: text.describe('Prometheus rule file beside this one.'),
  runbooks: list('runbook ids', runbookId),
  charts,
  access: list('permissions', text).describe('What a fixer’s account may do, such as "kubectl:write".'),
  breakers: block('the breakers', { budget: decimal(0, 100) }),
});

export type ScenarioYaml = z.output<typeof scenarioSchema>;

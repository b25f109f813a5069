import { z } from 'zod';
import { injectDraft, stopRule } from '../drill/command-table.ts';
import { INCIDENT_ROLES } from '../protocol/roles.ts';
import type { NewDrill } from '../protocol/set-up.ts';

const id = z.string().min(1).max(100);

/** A set-up as it comes in. A field that nobody knows is refused: what was meant by it would silently not happen. */
export const newDrill: z.ZodType<NewDrill> = z.strictObject({
  scenario: id,
  variant: id.nullable(),
  seed: z.string().trim().min(1).max(100).nullable(),
  mode: z.enum(['game-day', 'tabletop', 'onboarding']),
  speed: z.number().int().min(1).max(10),
  timeboxMin: z.number().int().min(5).max(240),
  hypothesis: z.string().trim().max(2000).nullable(),
  stops: z.array(stopRule).max(12).exactOptional(),
  injects: z.array(injectDraft).max(200).exactOptional(),
  bots: z.array(z.enum(INCIDENT_ROLES)).max(INCIDENT_ROLES.length).exactOptional(),
  surface: z.boolean().exactOptional(),
  runbooks: z.array(id).max(500).exactOptional(),
  scheduledMs: z.number().int().positive().nullable().exactOptional(),
  people: z.array(z.string().trim().min(1).max(80)).max(60).exactOptional(),
  draws: z.number().int().positive().exactOptional(),
});

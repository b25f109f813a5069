import { Router } from 'express';
import { z } from 'zod';
import { hashToken, newToken } from '../../account/token.ts';
import type { NewDrill } from '../../protocol/set-up.ts';
import { no, type Answering } from '../answer.ts';
import { drillCard } from '../drill-card.ts';
import type { HttpParts } from '../parts.ts';

const newDrill: z.ZodType<NewDrill> = z.strictObject({
  scenario: z.string().min(1).max(100),
  variant: z.string().min(1).max(100).nullable(),
  seed: z.string().min(1).max(100).nullable(),
  mode: z.literal('game-day'),
  speed: z.union([z.literal(1), z.literal(2), z.literal(5), z.literal(10)]),
  timeboxMin: z.number().int().min(5).max(240),
  hypothesis: z.string().max(2000).nullable(),
});

const newInvite = z.strictObject({ kind: z.enum(['breaker', 'fixer', 'observer', 'facilitator']) });

const INVITE_MS = 7 * 24 * 60 * 60 * 1000;

export function drillRoutes(parts: HttpParts, answering: Answering): Router {
  const { store, desk, now } = parts;
  const router = Router();

  router.post(
    '/drills',
    answering.facilitator(newDrill, async ({ body }, { person }) => {
      const created = await desk.createDrill(body, person);
      if (!created.ok) return created;
      await store.seatPerson(created.result.drill, created.result.seat, person.id);
      return { ok: true, result: { drill: created.result.drill } };
    }),
  );

  router.get(
    '/drills/:id',
    answering.signedIn(null, async ({ request }, { person }) => {
      const meta = await store.drill(String(request.params.id));
      const card = meta && (await drillCard(parts, meta, person));
      return card ? { ok: true, result: card } : NO_DRILL;
    }),
  );

  router.post(
    '/drills/:id/invites',
    answering.facilitator(newInvite, async ({ request, body }) => {
      const drill = String(request.params.id);
      if (!(await store.drill(drill))) return NO_DRILL;
      const token = newToken();
      const createdMs = now();
      await store.createInvite({
        tokenHash: hashToken(token),
        drill,
        kind: body.kind,
        createdMs,
        expiresMs: createdMs + INVITE_MS,
      });
      const origin = parts.publicUrl ?? `${request.protocol}://${request.headers.host ?? 'localhost'}`;
      return { ok: true, result: { url: `${origin}/invite/${token}`, token, kind: body.kind } };
    }),
  );

  return router;
}

/** The same answer for a drill that is not there and one that is none of the caller's. */
export const NO_DRILL = no(
  'drill/not-found',
  'There is no such drill among yours.',
  'Look at your drills on the home page, or join with a code.',
);

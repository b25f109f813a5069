import { Router } from 'express';
import { z } from 'zod';
import type { Answering } from '../answer.ts';
import type { HttpParts } from '../parts.ts';
import { NOT_ENDED } from './debrief.ts';

const draft = z.strictObject({
  id: z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,99}$/u, 'letters, digits, dots and dashes'),
  text: z.string().max(300_000),
});

/** A runbook drafted from an ended drill: read, corrected, and kept as a draft until somebody signs it. */
export function captureRoutes({ desk, gaps }: HttpParts, answering: Answering): Router {
  const router = Router();
  router.get(
    '/drills/:id/capture',
    answering.facilitator(null, async ({ request }) => {
      const id = String(request.params.id);
      return (await desk.status(id))?.state === 'ended' ? gaps.capture(id) : NOT_ENDED;
    }),
  );
  router.post(
    '/drills/:id/capture',
    answering.facilitator(draft, ({ request, body }, { person }) =>
      gaps.keepCapture(String(request.params.id), body, person),
    ),
  );
  return router;
}

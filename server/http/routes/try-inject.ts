import { Router } from 'express';
import { z } from 'zod';
import { injectDraft } from '../../drill/command-table.ts';
import type { Answering } from '../answer.ts';
import { newDrill } from '../new-drill-schema.ts';
import type { HttpParts } from '../parts.ts';

const wanted = z.strictObject({ setup: newDrill, inject: injectDraft });

/** What an inject would do, asked before there is a drill. */
export function tryInjectRoutes({ trials }: HttpParts, answering: Answering): Router {
  const router = Router();
  router.post(
    '/try-inject',
    answering.facilitator(wanted, ({ body }) => trials.tryInject(body.setup, body.inject)),
  );
  return router;
}

import { Router } from 'express';
import type { Health } from '../../protocol/http.ts';
import type { Answering } from '../answer.ts';
import type { HttpParts } from '../parts.ts';

export function healthRoutes({ store, version, engine }: HttpParts, answering: Answering): Router {
  const router = Router();
  router.get(
    '/health',
    answering.anyone(null, async () => {
      const drills = (await store.drills()).length;
      const kind = store.kind === 'postgres' ? 'postgres' : 'sqlite';
      return { ok: true, result: { ok: true, version, engine, store: kind, drills } satisfies Health };
    }),
  );
  return router;
}

import { timingSafeEqual } from 'node:crypto';
import { Router, type Request } from 'express';
import { hashToken, newToken } from '../../account/token.ts';
import type { SignedIn } from '../../account/accounts.ts';
import { EXPOSITION_TYPE, exposition } from '../../integrations/exposition.ts';
import { HANDLED, no, type Answering } from '../answer.ts';
import { drillCard } from '../drill-card.ts';
import type { HttpParts } from '../parts.ts';
import { NO_DRILL } from './drills.ts';

/**
 * A drill's metrics for a real Prometheus. Nobody can read them from outside until the drill's facilitator has asked for an
 * address; asking again makes a new one and ends the one before.
 */
export function expositionRoutes(parts: HttpParts, answering: Answering): Router {
  const router = Router();

  router.post(
    '/drills/:id/metrics',
    answering.signedIn(null, async ({ request }, caller) => {
      const drill = String(request.params.id);
      if (!(await facilitates(parts, drill, caller))) return NO_DRILL;
      const token = newToken();
      await parts.store.setSetting(settingOf(drill), hashToken(token));
      const origin = parts.publicUrl ?? `${request.protocol}://${request.headers.host ?? 'localhost'}`;
      return { ok: true, result: { url: `${origin}/api/drills/${drill}/metrics?token=${token}` } };
    }),
  );

  router.get(
    '/drills/:id/metrics',
    answering.anyone(null, async ({ request, response }, caller) => {
      const drill = String(request.params.id);
      if (!(await hasToken(parts, drill, request)) && !(caller && (await facilitates(parts, drill, caller))))
        return NO_DRILL;
      const reply = await parts.desk.exposed(drill);
      if (!reply.ok) return reply;
      const { families, simulatedMs } = reply.result;
      if (families.length === 0) return NOTHING_YET;
      const aheadS = Math.round((parts.now() - simulatedMs) / 1000);
      response.type(EXPOSITION_TYPE).send(exposition(families, aheadS));
      return HANDLED;
    }),
  );

  return router;
}

async function facilitates(parts: HttpParts, drill: string, { person }: SignedIn): Promise<boolean> {
  const meta = await parts.store.drill(drill);
  const card = meta && (await drillCard(parts, meta, person));
  // Whoever may invite has the code.
  return card != null && card.joinCode !== null;
}

async function hasToken({ store }: HttpParts, drill: string, { query }: Request): Promise<boolean> {
  const { token } = query;
  const kept = await store.setting(settingOf(drill));
  if (typeof token !== 'string' || kept === null || kept === '') return false;
  return timingSafeEqual(Buffer.from(hashToken(token)), Buffer.from(kept));
}

function settingOf(drill: string): string {
  return `scrape/${drill}`;
}

const NOTHING_YET = no(
  'drill/not-started',
  'There are no metrics at this second: the drill’s own monitoring is down.',
  'Scrape again; this too is a signal.',
);

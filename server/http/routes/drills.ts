import { Router } from 'express';
import { z } from 'zod';
import { hashToken, newToken } from '../../account/token.ts';
import { INCIDENT_ROLES } from '../../protocol/roles.ts';
import type { NewDrill } from '../../protocol/set-up.ts';
import { no, type Answering } from '../answer.ts';
import { drillCard } from '../drill-card.ts';
import { newDrill } from '../new-drill-schema.ts';
import { originOf } from '../origin-of.ts';
import type { HttpParts } from '../parts.ts';

const newInvite = z.strictObject({ kind: z.enum(['breaker', 'fixer', 'observer', 'facilitator']) });

const INVITE_MS = 7 * 24 * 60 * 60 * 1000;

export function drillRoutes(parts: HttpParts, answering: Answering): Router {
  const { store, desk, setUp, now } = parts;
  const router = Router();

  router.post(
    '/drills',
    answering.facilitator(newDrill, async ({ body }, { person }) => {
      const wanted = withBotsAround(body);
      const created = await desk.createDrill(wanted, person);
      if (!created.ok) return created;
      await store.seatPerson(created.result.drill, created.result.seat, person.id);
      await setUp.keepFor(created.result.drill, person.id, wanted);
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
    answering.signedIn(newInvite, async ({ request, body }, { person }) => {
      const drill = String(request.params.id);
      const meta = await store.drill(drill);
      const card = meta && (await drillCard(parts, meta, person));
      // Who may read the code out may make links: also a second facilitator, who has no account.
      if (!card) return person.facilitator ? NO_DRILL : FACILITATORS_INVITE;
      if (card.joinCode === null) return FACILITATORS_INVITE;
      const token = newToken();
      const createdMs = now();
      await store.createInvite({
        tokenHash: hashToken(token),
        drill,
        kind: body.kind,
        createdMs,
        expiresMs: createdMs + INVITE_MS,
      });
      return { ok: true, result: { url: `${originOf(parts, request)}/invite/${token}`, token, kind: body.kind } };
    }),
  );

  return router;
}

/** Around a new responder bots sit in every role, unless the facilitator said which. */
function withBotsAround(request: NewDrill): NewDrill {
  return request.mode === 'onboarding' && request.bots === undefined
    ? { ...request, bots: [...INCIDENT_ROLES] }
    : request;
}

const FACILITATORS_INVITE = no('role/not-allowed', 'Only a facilitator makes invites.', 'Ask your facilitator.');

/** The same answer for a drill that is not there and one that is none of the caller's. */
export const NO_DRILL = no(
  'drill/not-found',
  'There is no such drill among yours.',
  'Look at your drills on the home page, or join with a code.',
);

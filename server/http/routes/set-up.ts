import { Router } from 'express';
import { z } from 'zod';
import { calendarFile } from '../../protocol/calendar-file.ts';
import { drillAppointment } from '../../set-up/drill-appointment.ts';
import { HANDLED, no, type Answering } from '../answer.ts';
import { drillCard } from '../drill-card.ts';
import { newDrill } from '../new-drill-schema.ts';
import { originOf } from '../origin-of.ts';
import type { HttpParts } from '../parts.ts';
import { NO_DRILL } from './drills.ts';
import { inLines } from './gaps.ts';

const newTemplate = z.strictObject({ name: z.string().trim().min(1).max(80), setup: newDrill });

/** What is done before a drill: for facilitators, but for what everybody may know of isolation and of their own drill. */
export function setUpRoutes(parts: HttpParts, answering: Answering): Router {
  const router = Router();
  const { setUp, store, now } = parts;

  router.get(
    '/isolation',
    answering.anyone(null, async () => ({ ok: true, result: setUp.isolation })),
  );
  router.get(
    '/recommendations',
    answering.facilitator(null, async () => ({ ok: true, result: await setUp.recommendations() })),
  );
  router.get(
    '/setups',
    answering.facilitator(null, async (_ask, { person }) => ({ ok: true, result: await setUp.setups(person.id) })),
  );
  router.put(
    '/setups/draft',
    answering.facilitator(newDrill, async ({ body }, { person }) => ({
      ok: true,
      result: await setUp.draft(person.id, body),
    })),
  );
  router.post(
    '/setups',
    answering.facilitator(newTemplate, async ({ body }, { person }) => ({
      ok: true,
      result: await setUp.template(person.id, body.name, body.setup),
    })),
  );
  router.delete(
    '/setups/:id',
    answering.facilitator(null, ({ request }, { person }) => setUp.remove(person.id, String(request.params.id))),
  );
  router.post(
    '/preflight',
    answering.facilitator(newDrill, async ({ body }) => ({ ok: true, result: await setUp.preflight(body) })),
  );
  router.post(
    '/dry-run',
    answering.facilitator(newDrill, async ({ body, response }) => {
      await inLines(response, (onProgress, signal) => setUp.dryRun(body, onProgress, signal));
      return HANDLED;
    }),
  );
  router.get(
    '/drills/:id/setup',
    answering.facilitator(null, async ({ request }) => {
      const setup = await setUp.ofDrill(String(request.params.id));
      return setup ? { ok: true, result: setup } : NO_DRILL;
    }),
  );
  router.get(
    '/drills/:id/calendar',
    answering.signedIn(null, async ({ request, response }, { person }) => {
      const id = String(request.params.id);
      const meta = await store.drill(id);
      const card = meta && (await drillCard(parts, meta, person));
      const setup = card ? await setUp.ofDrill(id) : null;
      if (!card || !setup) return NO_DRILL;
      const startMs = startOf(request.query['at'], setup.scheduledMs ?? null);
      if (startMs === null) return NO_DATE;
      // Whoever may not hand out the code gets the way to the seat that they have.
      const path = card.joinCode === null ? `/drills/${id}` : `/join/${encodeURIComponent(card.joinCode)}`;
      const joinUrl = originOf(parts, request) + path;
      const appointment = drillAppointment(card, setup, { startMs, joinUrl, code: card.joinCode });
      response.attachment(`drill-${id}.ics`).type('text/calendar; charset=utf-8');
      response.send(Buffer.from(calendarFile(appointment, now()), 'utf8'));
      return HANDLED;
    }),
  );
  return router;
}

/** `?at=` in Unix milliseconds, else the day that was chosen at the set-up. */
function startOf(at: unknown, scheduledMs: number | null): number | null {
  const asked = typeof at === 'string' && /^\d{1,14}$/.test(at) ? Number(at) : null;
  return asked ?? scheduledMs;
}

const NO_DATE = no(
  'setup/unknown',
  'Nobody has said when this drill is to be.',
  'Choose a day and a time beside the calendar file.',
);

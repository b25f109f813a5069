import { Router } from 'express';
import type { SignedIn } from '../../account/accounts.ts';
import type { DrillCard, Home } from '../../protocol/http.ts';
import type { DrillMeta } from '../../store/log-store.ts';
import type { Answering } from '../answer.ts';
import { drillCard } from '../drill-card.ts';
import type { HttpParts } from '../parts.ts';

export function homeRoutes(parts: HttpParts, answering: Answering): Router {
  const router = Router();
  router.get(
    '/home',
    answering.signedIn(null, async (_ask, caller) => ({ ok: true, result: await home(parts, caller) })),
  );
  router.get(
    '/scenarios',
    // Not for guests, not even the covers: a cover is what a drill goes by, beside an id it would name the fault.
    answering.facilitator(null, async () => ({
      ok: true,
      result: await parts.setUp.withPages(await parts.library.scenarios()),
    })),
  );
  return router;
}

async function home(parts: HttpParts, caller: SignedIn): Promise<Home> {
  const drills: DrillCard[] = [];
  const scheduled = await parts.setUp.scheduled();
  for (const meta of await visibleDrills(parts, caller)) {
    const card = await drillCard(parts, meta, caller.person);
    const scheduledMs = card?.state === 'lobby' ? scheduled.get(meta.id) : undefined;
    if (card) drills.push(scheduledMs === undefined ? card : { ...card, scheduledMs });
  }
  const shelf = caller.person.facilitator
    ? { ...(await parts.library.home()), cadence: await parts.setUp.cadence() }
    : { proposed: null, runbooks: [] };
  return { firstVisit: drills.length === 0, drills, ...shelf, debriefs: await debriefs(parts, drills) };
}

async function visibleDrills({ store }: HttpParts, { person }: SignedIn): Promise<DrillMeta[]> {
  const all = await store.drills();
  if (person.facilitator) return all;
  const own = new Set((await store.seatsOf(person.id)).map((seat) => seat.drill));
  return all.filter((meta) => own.has(meta.id));
}

/** The latest few: each is built from its log. */
const DEBRIEFS_SHOWN = 6;

async function debriefs({ store, debriefs, gaps }: HttpParts, drills: readonly DrillCard[]): Promise<Home['debriefs']> {
  const ended = drills.filter((drill) => drill.state === 'ended' && drill.title !== null).slice(0, DEBRIEFS_SHOWN);
  const rows: Home['debriefs'] = [];
  for (const { id } of ended) {
    const debrief = await debriefs.debrief(id, await store.read(id));
    const states = await gaps.states(id);
    if (debrief)
      rows.push({
        drill: id,
        title: debrief.drill.title,
        mode: debrief.drill.mode,
        dateMs: debrief.drill.ranOnMs,
        minutes: Math.round(debrief.drill.lastedS / 60),
        gaps: debrief.gaps.length,
        gapsClosed: debrief.gaps.filter((gap) => states[gap.id]?.state === 'closed').length,
        actionsOpen: debrief.actions.filter((action) => action.state === 'open').length,
      });
  }
  return rows;
}

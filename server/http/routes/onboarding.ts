import { Router } from 'express';
import { z } from 'zod';
import type { SignedIn } from '../../account/accounts.ts';
import { pathDrill, pathSetUp } from '../../onboarding/path.ts';
import { pathRun, pathView, type PathRun } from '../../onboarding/path-view.ts';
import type { CompletionRecord, PathView } from '../../protocol/onboarding.ts';
import type { Reply } from '../../protocol/wire.ts';
import { no, type Answering } from '../answer.ts';
import { drillCard } from '../drill-card.ts';
import type { HttpParts } from '../parts.ts';
import { NOT_ENDED } from './debrief.ts';
import { NO_DRILL } from './drills.ts';

/** Whoever knows the drill already may let it run faster. */
const asked = z.strictObject({ speed: z.union([z.literal(1), z.literal(2), z.literal(5), z.literal(10)]).optional() });
type Asked = z.infer<typeof asked>;

/** The path of a new responder: everybody who is signed in has their own, guests too. */
export function onboardingRoutes(parts: HttpParts, answering: Answering): Router {
  const router = Router();

  router.get(
    '/path',
    answering.signedIn(null, async (_ask, caller) => ({ ok: true, result: await ownPath(parts, caller) })),
  );

  router.post(
    '/path/:number',
    answering.signedIn(asked, ({ request, body }, caller) => begin(parts, Number(request.params.number), body, caller)),
  );

  router.get(
    '/drills/:id/record',
    answering.signedIn(null, ({ request }, caller) => recordOf(parts, String(request.params.id), caller)),
  );

  return router;
}

async function ownPath({ store, library }: HttpParts, { person }: SignedIn): Promise<PathView> {
  const runs: PathRun[] = [];
  for (const { drill } of await store.seatsOf(person.id)) {
    const run = pathRun(drill, await store.read(drill));
    if (run) runs.push(run);
  }
  const covers = new Map((await library.scenarios()).map(({ id, cover }) => [id, cover]));
  return pathView(runs, covers);
}

/** A drill alone with bots, under other names. */
async function begin(
  parts: HttpParts,
  number: number,
  { speed = 1 }: Asked,
  { person }: SignedIn,
): Promise<Reply<{ drill: string }>> {
  const chosen = pathDrill(number);
  if (!chosen) return NO_SUCH_DRILL;
  const created = await parts.desk.createDrill(pathSetUp(chosen, speed), person, { as: 'fixer', path: number });
  if (!created.ok) return created;
  await parts.store.seatPerson(created.result.drill, created.result.seat, person.id);
  return { ok: true, result: { drill: created.result.drill } };
}

/** For the new responder and facilitators: it says whose drill it was. */
async function recordOf(parts: HttpParts, id: string, { person }: SignedIn): Promise<Reply<CompletionRecord>> {
  const meta = await parts.store.drill(id);
  const card = meta && (await drillCard(parts, meta, person));
  if (!card || !(card.mine === 'fixer' || card.mine === 'facilitator' || person.facilitator)) return NO_DRILL;
  if (card.state !== 'ended') return NOT_ENDED;
  const entries = await parts.store.read(id);
  const record = (await parts.debriefs.debrief(id, entries))?.onboarding;
  if (!record) return NO_RECORD;
  const names = await parts.store.seatNames(id);
  const learners = entries.flatMap((entry) =>
    entry.kind === 'seat.joined' && entry.payload.kind === 'fixer' && !entry.payload.bot
      ? (names[entry.payload.seat] ?? [])
      : [],
  );
  return { ok: true, result: { ...record, name: learners.join(', ') || record.name } };
}

const NO_SUCH_DRILL = no(
  'scenario/unknown',
  'The path has five drills.',
  'Choose one of them on the page of the path.',
);

const NO_RECORD = no(
  'drill/not-found',
  'This drill has no completion record.',
  'Only onboarding drills have one; the debrief is there for every drill.',
);

import { randomUUID } from 'node:crypto';
import { Router, type Request } from 'express';
import { z } from 'zod';
import type { SignedIn } from '../../account/accounts.ts';
import { pathDrill, pathSetUp } from '../../onboarding/path.ts';
import { pathRun, pathView, type PathRun } from '../../onboarding/path-view.ts';
import type { CompletionRecord, PathView } from '../../protocol/onboarding.ts';
import type { Reply } from '../../protocol/wire.ts';
import { recordCsv } from '../../report/record-csv.ts';
import { HANDLED, no, type Answering } from '../answer.ts';
import { drillCard } from '../drill-card.ts';
import type { HttpParts } from '../parts.ts';
import { NOT_ENDED } from './debrief.ts';
import { NO_DRILL } from './drills.ts';

/** Whoever knows the drill already may let it run faster. */
const asked = z.strictObject({ speed: z.union([z.literal(1), z.literal(2), z.literal(5), z.literal(10)]).optional() });
type Asked = z.infer<typeof asked>;
const withdrawing = z.strictObject({ withdrawn: z.boolean() });

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
    answering.signedIn(null, ({ request }, caller) => recordOf(parts, request, caller)),
  );

  router.get(
    '/drills/:id/record.csv',
    answering.signedIn(null, async ({ request, response }, caller) => {
      const record = await recordOf(parts, request, caller);
      if (!record.ok) return record;
      response.attachment(`record-${record.result.drill}.csv`).type('text/csv').send(recordCsv(record.result));
      return HANDLED;
    }),
  );

  // Whose record it is takes it back, or brings it back; the log keeps that they did.
  router.post(
    '/drills/:id/record',
    answering.signedIn(withdrawing, ({ request, body }, caller) =>
      withdraw(parts, String(request.params.id), body, caller),
    ),
  );

  return router;
}

async function ownPath({ store, library }: HttpParts, { person }: SignedIn): Promise<PathView> {
  const runs: PathRun[] = [];
  for (const { drill, seat } of await store.seatsOf(person.id)) {
    const run = pathRun(drill, await store.read(drill), seat);
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

/**
 * The own record for whoever learned; for facilitators that of `?seat=`, else the first. It says whose it is, so nobody
 * else gets it.
 */
async function recordOf(parts: HttpParts, request: Request, { person }: SignedIn): Promise<Reply<CompletionRecord>> {
  const id = String(request.params.id);
  const meta = await parts.store.drill(id);
  const card = meta && (await drillCard(parts, meta, person));
  const facilitates = card?.mine === 'facilitator' || person.facilitator;
  if (!card || !(card.mine === 'fixer' || facilitates)) return NO_DRILL;
  if (card.state !== 'ended') return NOT_ENDED;
  const own = await parts.store.seatOf(id, person.id);
  const debrief = await parts.debriefs.debrief(id, await parts.store.read(id));
  const records = debrief?.onboarding ? [debrief.onboarding, ...(debrief.onboardingOthers ?? [])] : [];
  const readable = records.filter(({ seat }) => facilitates || seat === own || seat === null);
  const asked = typeof request.query.seat === 'string' ? request.query.seat : own;
  const record = readable.find(({ seat }) => seat === asked) ?? readable[0];
  if (!record) return NO_RECORD;
  const names = await parts.store.seatNames(id);
  const named = (one: CompletionRecord) => names[one.seat ?? ''] ?? one.name;
  const others = readable.flatMap((one) =>
    one === record || one.seat === null ? [] : [{ seat: one.seat, name: named(one) }],
  );
  return { ok: true, result: { ...record, name: named(record), mine: record.seat === own, others } };
}

async function withdraw(
  { store, desk }: HttpParts,
  id: string,
  { withdrawn }: z.infer<typeof withdrawing>,
  { person }: SignedIn,
): Promise<Reply<unknown>> {
  const seat = await store.seatOf(id, person.id);
  if (seat === null) return NO_DRILL;
  return desk.submit(id, seat, { id: randomUUID(), name: 'record.withdraw', payload: { withdrawn } });
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

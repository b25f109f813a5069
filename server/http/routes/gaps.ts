import { Router, type Response } from 'express';
import { z } from 'zod';
import type { GapDecision, Progress } from '../../protocol/library.ts';
import type { Reply } from '../../protocol/wire.ts';
import { HANDLED, no, refuse, type Answering } from '../answer.ts';
import { drillCard } from '../drill-card.ts';
import type { HttpParts } from '../parts.ts';
import { NO_DRILL } from './drills.ts';

const decision: z.ZodType<GapDecision> = z.discriminatedUnion('decision', [
  z.strictObject({ decision: z.literal('accept') }),
  z.strictObject({
    decision: z.literal('change'),
    text: z.string().max(300_000),
    note: z.string().trim().max(500),
    base: z.number().int().min(1).exactOptional(),
  }),
  z.strictObject({ decision: z.literal('refuse'), reason: z.string().trim().min(1).max(500) }),
]);

/** What becomes of a drill's gaps: everybody who was there sees it, facilitators decide. */
export function gapRoutes(parts: HttpParts, answering: Answering): Router {
  const router = Router();
  const { gaps } = parts;

  router.get(
    '/drills/:id/gaps',
    answering.signedIn(null, async ({ request }, { person }) => {
      const id = String(request.params.id);
      const meta = await parts.store.drill(id);
      const card = meta && (await drillCard(parts, meta, person));
      if (!card) return NO_DRILL;
      const mayKnow = card.state === 'ended' && card.title !== null;
      return { ok: true, result: { gaps: mayKnow ? await gaps.states(id) : {} } };
    }),
  );
  router.post(
    '/drills/:id/gaps/:gap',
    answering.facilitator(decision, ({ request, body }, { person }) =>
      gaps.decide(String(request.params.id), String(request.params.gap), body, person),
    ),
  );
  router.post(
    '/drills/:id/gaps/:gap/rerun',
    answering.facilitator(null, async ({ request, response }) => {
      await inLines(response, (onProgress, signal) =>
        gaps.rerun(String(request.params.id), String(request.params.gap), onProgress, signal),
      );
      return HANDLED;
    }),
  );
  router.post(
    '/drills/:id/gaps/:gap/schedule',
    answering.facilitator(z.strictObject({ dueMs: z.number().int().positive() }), ({ request, body }) =>
      gaps.schedule(String(request.params.id), String(request.params.gap), body.dueMs),
    ),
  );
  return router;
}

/**
 * Long work as NDJSON: `{progress}` while it goes on, `{result}` or `{refusal}` at its end. The signal says that whoever
 * asked has gone.
 */
export async function inLines<T>(
  response: Response,
  work: (onProgress: (progress: Progress) => void, signal: AbortSignal) => Promise<Reply<T>>,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const say = (line: unknown) => gone.signal.aborted || response.write(`${JSON.stringify(line)}\n`);
  let begun = false;
  try {
    const reply = await work((progress) => {
      if (!begun) response.type('application/x-ndjson');
      begun = true;
      say({ progress });
    }, gone.signal);
    if (reply.ok) {
      if (!begun) response.type('application/x-ndjson');
      say({ result: reply.result });
    } else if (begun) say({ refusal: reply.refusal });
    else return refuse(response, reply.refusal);
  } catch (error) {
    if (gone.signal.aborted) return;
    const message = error instanceof Error ? error.message : 'Something went wrong here.';
    const { refusal } = no('server/unexpected', message, 'Try again.');
    if (!begun) return refuse(response, refusal);
    say({ refusal });
  }
  response.end();
}

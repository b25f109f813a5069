import { Router } from 'express';
import { z } from 'zod';
import { METRICS } from '../../engine/metrics.ts';
import type { CareChange, ImportRequest, MetricWord, SaveRunbook } from '../../protocol/library.ts';
import type { Reply } from '../../protocol/wire.ts';
import { HANDLED, no, type Answering } from '../answer.ts';
import type { HttpParts } from '../parts.ts';
import { inLines } from './gaps.ts';

const METRIC_WORDS: MetricWord[] = Object.entries(METRICS).map(([name, { help, labels }]) => ({
  name,
  help,
  labels: [...labels],
}));
const text = z.string().max(300_000);
const note = z.string().trim().max(500);
const person = z.string().trim().min(1).max(80);
const save: z.ZodType<SaveRunbook> = z.strictObject({ text, note, base: z.number().int().min(0) });
const files: z.ZodType<ImportRequest> = z.strictObject({
  files: z
    .array(z.strictObject({ path: z.string().min(1).max(500), text: z.string().max(2_000_000) }))
    .min(1)
    .max(50),
  dryRun: z.boolean(),
});
const care: z.ZodType<CareChange> = z.discriminatedUnion('change', [
  z.strictObject({ change: z.literal('owner'), owner: person }),
  z.strictObject({
    change: z.literal('rotation'),
    people: z.array(person).max(20),
    everyDays: z.number().int().min(1).max(366),
  }),
  z.strictObject({ change: z.literal('reviewed'), note }),
  z.strictObject({ change: z.literal('signed') }),
]);

/** A batch of files is larger than any other request. */
export const LIBRARY_BODY_LIMIT = '8mb';

/** The runbook library: everybody signed in reads; facilitators write. */
export function libraryRoutes(parts: HttpParts, answering: Answering): Router {
  const router = Router();
  const { runbooks } = parts;

  router.get(
    '/library',
    answering.signedIn(null, async () => ({ ok: true, result: await runbooks.view() })),
  );
  router.get(
    '/library/search',
    answering.signedIn(null, async ({ request }) => ({
      ok: true,
      result: await runbooks.search(String(request.query['q'] ?? '').slice(0, 200)),
    })),
  );
  router.get(
    '/library/matrix',
    answering.facilitator(null, async () => ({ ok: true, result: await runbooks.matrix() })),
  );
  router.get(
    '/library/gates',
    answering.facilitator(null, async () => ({ ok: true, result: await runbooks.gates() })),
  );
  router.post(
    '/library/import',
    answering.facilitator(files, async ({ body }, { person }) => ({
      ok: true,
      result: await runbooks.import(body, person),
    })),
  );
  router.post(
    '/library/lint',
    answering.signedIn(z.strictObject({ path: z.string().max(500), text }), async ({ body }) => ({
      ok: true,
      result: await runbooks.lint(body.path, body.text),
    })),
  );
  router.get(
    '/library/metrics',
    answering.signedIn(null, async () => ({ ok: true, result: METRIC_WORDS })),
  );
  router.get(
    '/library/runbooks/:id',
    answering.signedIn(null, async ({ request }) => {
      const page = await runbooks.page(String(request.params.id), versionAsked(request.query['version']));
      return page ? { ok: true, result: page } : NO_RUNBOOK;
    }),
  );
  router.get(
    '/library/runbooks/:id/text',
    answering.signedIn(null, async ({ request, response }) => {
      const found = await runbooks.text(String(request.params.id), versionAsked(request.query['version']));
      if (!found) return NO_RUNBOOK;
      response.attachment(found.file).type('text/markdown').send(Buffer.from(found.text, 'utf8'));
      return HANDLED;
    }),
  );
  router.get(
    '/library/runbooks/:id/scenario',
    answering.facilitator(null, async ({ request, response }) => {
      const text = await runbooks.skeleton(String(request.params.id));
      if (text === null) return NO_RUNBOOK;
      response.attachment('scenario.yaml').type('text/yaml').send(text);
      return HANDLED;
    }),
  );
  router.put(
    '/library/runbooks/:id',
    answering.facilitator(save, (ask, caller) =>
      keeping(parts, ask.request.params.id, (id) => runbooks.save(id, ask.body, caller.person)),
    ),
  );
  router.post(
    '/library/runbooks/:id/care',
    answering.facilitator(care, (ask, caller) =>
      keeping(parts, ask.request.params.id, (id) => runbooks.care(id, ask.body, caller.person)),
    ),
  );
  router.post(
    '/library/runbooks/:id/check',
    answering.facilitator(
      z.strictObject({ scenario: z.string().max(100).nullable(), seeds: z.number().int().min(1).max(100) }),
      // Its rows name scenarios and variants, and bots cost minutes: not for everybody.
      (ask) =>
        keeping(parts, ask.request.params.id, async (id) => {
          await inLines(ask.response, (onProgress, signal) => runbooks.check(id, ask.body, onProgress, signal));
          return HANDLED;
        }),
    ),
  );
  router.post(
    '/library/runbooks/:id/retire',
    answering.facilitator(z.strictObject({ retired: z.boolean() }), (ask) =>
      keeping(parts, ask.request.params.id, (id) => runbooks.retire(id, ask.body.retired)),
    ),
  );
  return router;
}

/** An existing page, for a facilitator. Owners are names on a page: a guest may type any name, so a name alone opens nothing. */
async function keeping<T>(
  { runbooks }: HttpParts,
  param: unknown,
  work: (id: string) => Promise<Reply<T> | typeof HANDLED>,
): Promise<Reply<T> | typeof HANDLED> {
  const id = String(param);
  return (await runbooks.ownerOf(id)) === null ? NO_RUNBOOK : work(id);
}

function versionAsked(value: unknown): number | null {
  const version = Number(value);
  return typeof value === 'string' && Number.isInteger(version) && version > 0 ? version : null;
}

const NO_RUNBOOK = no('runbook/unknown', 'There is no such runbook.', 'Choose one from the library.');

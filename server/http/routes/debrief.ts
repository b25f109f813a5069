import { Router, type Request } from 'express';
import { writeDrillFile } from '../../drill/drill-file.ts';
import type { SignedIn } from '../../account/accounts.ts';
import { toldDebrief } from '../../library/told-debrief.ts';
import type { AnyEntry } from '../../drill/entry.ts';
import type { Debrief, DrillCommand } from '../../protocol/http.ts';
import type { Reply } from '../../protocol/wire.ts';
import { debriefMarkdown } from '../../report/markdown.ts';
import { readLog } from '../../scoring/drill-log.ts';
import { HANDLED, no, type Answering } from '../answer.ts';
import { drillCard } from '../drill-card.ts';
import type { HttpParts } from '../parts.ts';
import { NO_DRILL } from './drills.ts';

/** What is left of a drill: its debrief for everybody who was there, once it has ended, and its file. */
export function debriefRoutes(parts: HttpParts, answering: Answering): Router {
  const router = Router();

  router.get(
    '/drills/:id/debrief',
    answering.signedIn(null, ({ request }, caller) => debriefOf(parts, request, caller)),
  );

  router.get(
    '/drills/:id/debrief.md',
    answering.signedIn(null, async ({ request, response }, caller) => {
      const debrief = await debriefOf(parts, request, caller);
      if (!debrief.ok) return debrief;
      response
        .attachment(`debrief-${debrief.result.drill.id}.md`)
        .type('text/markdown')
        .send(debriefMarkdown(debrief.result));
      return HANDLED;
    }),
  );

  // Whole lines, so that what worked can go into a runbook as it was typed; roles and names stay out.
  router.get(
    '/drills/:id/commands',
    answering.signedIn(null, async ({ request }, caller) => {
      const id = String(request.params.id);
      const allowed = await mayRead(parts, id, caller, { facilitatorBeforeEnd: true });
      return allowed.ok ? { ok: true, result: commandsOf(await parts.store.read(id)) } : allowed;
    }),
  );

  router.get(
    '/drills/:id/export',
    answering.signedIn(null, async ({ request, response }, caller) => {
      const id = String(request.params.id);
      const allowed = await mayRead(parts, id, caller, { facilitatorBeforeEnd: true });
      if (!allowed.ok) return allowed;
      const entries = await parts.store.read(id);
      const created = entries[0]?.kind === 'drill.created' ? entries[0].payload : null;
      const pack = created && (await parts.store.pack(created.scenarioHash, created.variant));
      response
        .attachment(`${id}.jsonl`)
        .type('application/x-ndjson')
        .send(writeDrillFile(entries, pack?.body ?? null));
      return HANDLED;
    }),
  );

  return router;
}

function commandsOf(entries: readonly AnyEntry[]): DrillCommand[] {
  const log = readLog(entries);
  return log
    .of('command.ran')
    .filter(log.byResponder)
    .map(({ simMs, payload: { line, exitCode } }) => ({ atS: simMs / 1000, line, exitCode }));
}

async function debriefOf(parts: HttpParts, request: Request, caller: SignedIn): Promise<Reply<Debrief>> {
  const id = String(request.params.id);
  const allowed = await mayRead(parts, id, caller, { facilitatorBeforeEnd: false });
  if (!allowed.ok) return allowed;
  const debrief = await toldDebrief(parts, id, await parts.store.read(id));
  return debrief ? { ok: true, result: debrief } : NOT_HERE;
}

/** The log tells everything, so whoever plays must wait for the end. */
async function mayRead(
  parts: HttpParts,
  id: string,
  { person }: SignedIn,
  { facilitatorBeforeEnd }: { facilitatorBeforeEnd: boolean },
): Promise<Reply<void>> {
  const meta = await parts.store.drill(id);
  const card = meta && (await drillCard(parts, meta, person));
  if (!card) return NO_DRILL;
  const mayKnow = card.title !== null;
  return mayKnow && (card.state === 'ended' || facilitatorBeforeEnd) ? { ok: true, result: undefined } : NOT_ENDED;
}

const NOT_HERE = no(
  'scenario/invalid',
  'This drill was played with another version of Drillbook or of its scenario and left too little to be shown here.',
  'Export it, and run `drillbook report` on the file with the version it names.',
);

export const NOT_ENDED = no(
  'drill/not-started',
  'The drill has not ended yet.',
  'Come back when the facilitator has ended it.',
);

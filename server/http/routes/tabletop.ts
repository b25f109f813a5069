import express, { Router, type Request } from 'express';
import type { ScriptQuery } from '../../library/booklet-desk.ts';
import { eventsCsv } from '../../tabletop/events-table.ts';
import { eventsXlsx, LARGEST_FILE } from '../../tabletop/sheet-file.ts';
import { HANDLED, type Answering } from '../answer.ts';
import type { HttpParts } from '../parts.ts';
import { inLines } from './gaps.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** What is printed for a tabletop, and its events list as a file, out and in: for facilitators. */
export function tabletopRoutes({ booklets }: HttpParts, answering: Answering): Router {
  const router = Router();

  router.get(
    '/booklets',
    answering.facilitator(null, async ({ request, response }) => {
      await inLines(response, (onProgress, signal) => booklets.facilitators(queryOf(request), onProgress, signal));
      return HANDLED;
    }),
  );
  router.get(
    '/booklets/participants',
    answering.facilitator(null, ({ request }) => booklets.participants(queryOf(request))),
  );
  router.get(
    '/events-list',
    answering.facilitator(null, ({ request }) => booklets.events(queryOf(request))),
  );
  router.get(
    '/events-list.csv',
    answering.facilitator(null, async ({ request, response }) => {
      const events = await booklets.events(queryOf(request));
      if (!events.ok) return events;
      response.attachment('events.csv').type('text/csv').send(eventsCsv(events.result));
      return HANDLED;
    }),
  );
  router.get(
    '/events-list.xlsx',
    answering.facilitator(null, async ({ request, response }) => {
      const events = await booklets.events(queryOf(request));
      if (!events.ok) return events;
      response
        .attachment('events.xlsx')
        .type(XLSX)
        .send(await eventsXlsx(events.result));
      return HANDLED;
    }),
  );
  router.post(
    '/events-list',
    // Whatever a browser calls the file: its first bytes say what it is.
    express.raw({ type: () => true, limit: LARGEST_FILE }),
    answering.facilitator(null, ({ request }) =>
      booklets.importEvents(queryOf(request), Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)),
    ),
  );

  return router;
}

function queryOf({ query }: Request): ScriptQuery {
  const one = (name: string) => {
    const value = query[name];
    return typeof value === 'string' && value !== '' ? value.slice(0, 100) : null;
  };
  return { drill: one('drill'), scenario: one('scenario') ?? '', variant: one('variant'), seed: one('seed') };
}

import { Router, type Request, type Response } from 'express';
import { sessionCookie, sessionToken } from '../../account/cookie.ts';
import type { HttpParts } from '../parts.ts';
import { isHttps } from './account.ts';

/** The facilitator's one-time link: signs in and goes home. */
export function enterRoutes(parts: HttpParts): Router {
  const router = Router();
  router.get('/:token', async (request, response) => {
    // A chat that looks at the link before the person does must not spend it.
    if (request.method === 'HEAD') return void response.status(204).end();
    const entered = await parts.accounts.enter(request.params.token);
    if (entered.kind === 'entered') {
      response.append('Set-Cookie', sessionCookie(entered.token, isHttps(parts)));
      return response.redirect(303, '/');
    }
    if (await alreadyIn(parts, request)) return response.redirect(303, '/');
    return linkIsUsed(response, entered.kind);
  });
  return router;
}

/** Clicking one's own link again is no mistake worth a page. */
async function alreadyIn({ accounts }: HttpParts, request: Request): Promise<boolean> {
  return (await accounts.signedIn(sessionToken(request.headers.cookie)))?.person.facilitator ?? false;
}

function linkIsUsed(response: Response, kind: 'used' | 'unknown'): void {
  const what =
    kind === 'used' ? 'This link was used already, or is older than a day.' : 'This link is not one of ours.';
  response
    .status(kind === 'used' ? 410 : 404)
    .type('html')
    .send(
      `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
        `<meta name="color-scheme" content="light dark"><title>Drillbook</title><main><h1>${what}</h1>` +
        `<p>A facilitator’s link works once. To get a new one, run <code>npx drillbook link</code> where the server runs, ` +
        `or start the server again: it prints one.</p>` +
        `<p>Have an invite or a code for a drill? <a href="/">Join here</a>.</p></main></html>`,
    );
}

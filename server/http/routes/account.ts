import { Router } from 'express';
import type { SignedIn } from '../../account/accounts.ts';
import { endedSessionCookie } from '../../account/cookie.ts';
import type { Me } from '../../protocol/http.ts';
import type { Answering } from '../answer.ts';
import type { HttpParts } from '../parts.ts';

export function accountRoutes(parts: HttpParts, answering: Answering): Router {
  const router = Router();
  router.get(
    '/me',
    answering.anyone(null, async (_ask, caller) => ({ ok: true, result: await me(parts, caller) })),
  );
  router.post(
    '/logout',
    answering.anyone(null, async ({ response }, caller) => {
      if (caller) await parts.accounts.endSession(caller.tokenHash);
      response.append('Set-Cookie', endedSessionCookie(isHttps(parts)));
      return { ok: true, result: {} };
    }),
  );
  return router;
}

export function isHttps({ publicUrl }: Pick<HttpParts, 'publicUrl'>): boolean {
  return publicUrl?.startsWith('https:') ?? false;
}

async function me({ store, desk }: HttpParts, caller: SignedIn | null): Promise<Me> {
  if (!caller) return { person: null, seats: [] };
  const { id, name, facilitator } = caller.person;
  const seats: Me['seats'] = [];
  for (const own of await store.seatsOf(id)) {
    const seat = await desk.seat(own.drill, own.seat);
    if (!seat || seat.state === 'left') continue;
    seats.push({ ...own, kind: seat.kind, state: seat.state === 'waiting' ? 'waiting' : 'approved' });
  }
  return { person: { id, name, facilitator }, seats };
}

import { Router, type Response } from 'express';
import { z } from 'zod';
import type { SignedIn } from '../../account/accounts.ts';
import { sessionCookie } from '../../account/cookie.ts';
import { newestBranch } from '../../desk/branches.ts';
import { normalCode } from '../../account/join-code.ts';
import { hashToken } from '../../account/token.ts';
import type { JoinByCode, Joined } from '../../protocol/http.ts';
import type { SeatKind } from '../../protocol/roles.ts';
import type { Reply } from '../../protocol/wire.ts';
import type { DrillMeta, Invite } from '../../store/log-store.ts';
import { no, type Answering } from '../answer.ts';
import type { HttpParts } from '../parts.ts';
import { isHttps } from './account.ts';

/** One line of visible text: no control characters, and nothing that turns the reading direction of what follows. */
const personName = z
  .string()
  .trim()
  .min(1, 'type your name')
  .max(60, 'at most 60 characters')
  .regex(/^[^\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]+$/u, 'letters, digits and signs only');
const byCode: z.ZodType<JoinByCode> = z.strictObject({ code: z.string().max(100), name: personName });
const byInvite = z.strictObject({ name: personName });

/** Two ways in without an account: a spoken code (waits for approval) and an invite link (approved at once). */
export function joinRoutes(parts: HttpParts, answering: Answering): Router {
  const { store } = parts;
  const router = Router();

  router.post(
    '/join',
    answering.anyone(byCode, async ({ body, response }, caller) => {
      const known = await store.drillByJoinCode(normalCode(body.code));
      const meta = known && (await goneOn(parts, known));
      if (!meta) return UNKNOWN_CODE;
      return takeSeat(parts, response, caller, { meta, name: body.name, kind: 'fixer', approved: false });
    }),
  );

  router.get(
    '/invites/:token',
    answering.anyone(null, async ({ request }) => {
      const found = await findInvite(parts, String(request.params.token));
      if (!found) return INVALID_INVITE;
      return { ok: true, result: { drill: found.meta.id, cover: found.meta.cover, kind: found.invite.kind } };
    }),
  );

  router.post(
    '/invites/:token',
    answering.anyone(byInvite, async ({ request, body, response }, caller) => {
      const found = await findInvite(parts, String(request.params.token));
      if (!found) return INVALID_INVITE;
      const { kind } = found.invite;
      return takeSeat(parts, response, caller, { meta: found.meta, name: body.name, kind, approved: true });
    }),
  );

  return router;
}

interface SeatWish {
  meta: DrillMeta;
  name: string;
  kind: SeatKind;
  approved: boolean;
}

/** A person keeps the seat they have: joining again, with whatever link, gives it back unchanged. */
async function takeSeat(
  parts: HttpParts,
  response: Response,
  caller: SignedIn | null,
  { meta, name, kind, approved }: SeatWish,
): Promise<Reply<Joined>> {
  const { store, desk, accounts } = parts;
  const drill = meta.id;
  const had = caller && (await store.seatOf(drill, caller.person.id));
  const own = had ? await desk.seat(drill, had) : null;
  if (had && own && own.state !== 'left')
    return {
      ok: true,
      result: { drill, seat: had, state: own.state === 'waiting' ? 'waiting' : 'approved', kind: own.kind },
    };

  const added = await desk.addSeat(drill, kind, name, approved);
  if (!added.ok) return added;
  const { seat } = added.result;
  const person = caller?.person ?? (await accounts.createGuest(name));
  await store.seatPerson(drill, seat, person.id);
  if (!caller) response.append('Set-Cookie', sessionCookie(await accounts.startSession(person.id), isHttps(parts)));
  return { ok: true, result: { drill, seat, state: approved ? 'approved' : 'waiting', kind } };
}

async function findInvite(parts: HttpParts, token: string): Promise<{ invite: Invite; meta: DrillMeta } | null> {
  const { store, now } = parts;
  const invite = await store.invite(hashToken(token));
  if (!invite || invite.expiresMs <= now()) return null;
  const known = await store.drill(invite.drill);
  const meta = known && (await goneOn(parts, known));
  return meta && { invite, meta };
}

/** Codes and links outlive a rewind: they lead to where people go on. */
async function goneOn({ store, desk }: HttpParts, meta: DrillMeta): Promise<DrillMeta | null> {
  const newest = await newestBranch(desk, meta.id);
  return newest === null || newest.drill === meta.id ? meta : store.drill(newest.drill);
}

const UNKNOWN_CODE = no(
  'code/unknown',
  'No drill has this code.',
  'Ask your facilitator to read it again: two words and a number, like copper-kettle-42.',
);

const INVALID_INVITE = no(
  'invite/invalid',
  'This invite is not valid, or older than a week.',
  'Ask your facilitator for a new one, or for the spoken code.',
);

import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import { sessionToken } from '../account/cookie.ts';
import type { SignedIn } from '../account/accounts.ts';
import type { Refusal, RefusalCode } from '../protocol/refusal.ts';
import type { Reply } from '../protocol/wire.ts';
import type { HttpParts } from './parts.ts';

/** What a route's work gets: the request, who asks, and the response for headers and files. */
export interface Ask<Body> {
  request: Request;
  response: Response;
  body: Body;
}

/** `handled`: the work has answered by itself (a file, a redirect). */
export const HANDLED = Symbol('handled');
type Work<Caller, Body> = (ask: Ask<Body>, caller: Caller) => Promise<Reply<unknown> | typeof HANDLED>;

/** The one wrapper of all API routes: who asks, is the body right, do it, answer. */
export class Answering {
  readonly #parts: HttpParts;

  constructor(parts: HttpParts) {
    this.#parts = parts;
  }

  anyone<Body = undefined>(
    schema: z.ZodType<Body> | null,
    work: Work<SignedIn | null, Body>,
  ): RequestHandler<Record<string, string>> {
    return (request, response, next) =>
      void this.#run(request, response, next, schema, async (ask) => work(ask, await this.#caller(request)));
  }

  signedIn<Body = undefined>(
    schema: z.ZodType<Body> | null,
    work: Work<SignedIn, Body>,
  ): RequestHandler<Record<string, string>> {
    return this.anyone(schema, async (ask, caller) =>
      caller ? work(ask, caller) : { ok: false, refusal: NO_SESSION },
    );
  }

  facilitator<Body = undefined>(
    schema: z.ZodType<Body> | null,
    work: Work<SignedIn, Body>,
  ): RequestHandler<Record<string, string>> {
    return this.signedIn(schema, async (ask, caller) =>
      caller.person.facilitator ? work(ask, caller) : { ok: false, refusal: FACILITATOR_ONLY },
    );
  }

  async #run<Body>(
    request: Request,
    response: Response,
    next: NextFunction,
    schema: z.ZodType<Body> | null,
    work: (ask: Ask<Body>) => Promise<Reply<unknown> | typeof HANDLED>,
  ): Promise<void> {
    try {
      const body = schema ? schema.safeParse(request.body) : { success: true as const, data: undefined as Body };
      if (!body.success) return refuse(response, malformed(body.error.issues[0]));
      const reply = await work({ request, response, body: body.data });
      if (reply === HANDLED) return;
      if (reply.ok) response.json(reply.result ?? {});
      else refuse(response, reply.refusal);
    } catch (error) {
      next(error);
    }
  }

  #caller(request: Request): Promise<SignedIn | null> {
    return this.#parts.accounts.signedIn(sessionToken(request.headers.cookie));
  }
}

export function refuse(response: Response, refusal: Refusal, status = STATUS[refusal.code] ?? 409): void {
  response.status(status).json({ refusal });
}

export function no(code: RefusalCode, message: string, hint: string): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: { code, message, hint } };
}

/** Status of each refusal; what is missing here is a conflict with the drill's state, 409. */
const STATUS: Partial<Record<RefusalCode, number>> = {
  'request/malformed': 400,
  'request/too-large': 413,
  'request/rate-limited': 429,
  'origin/not-allowed': 403,
  'session/none': 401,
  'session/revoked': 401,
  'link/used': 410,
  'role/not-allowed': 403,
  'drill/locked': 403,
  'drill/not-found': 404,
  'code/unknown': 404,
  'invite/invalid': 404,
  'scenario/unknown': 404,
  'runbook/unknown': 404,
  'gap/unknown': 404,
  'setup/unknown': 404,
  'store/unavailable': 503,
  'server/unexpected': 500,
};

const NO_SESSION: Refusal = {
  code: 'session/none',
  message: 'You are not signed in.',
  hint: 'Open your invite link, or join with the code your facilitator reads out.',
};

const FACILITATOR_ONLY: Refusal = {
  code: 'role/not-allowed',
  message: 'Only the facilitator may do this.',
  hint: 'Ask your facilitator.',
};

/** A body that does not fit, naming the first field at fault. Values are not repeated. */
function malformed(issue: z.core.$ZodIssue | undefined): Refusal {
  const field = issue?.path.join('.') || 'the body';
  return {
    code: 'request/malformed',
    message: `The request was not understood: ${field}: ${issue?.message ?? 'wrong'}.`,
    hint: 'Reload the page; if you wrote this request yourself, see docs/protocol.md.',
  };
}

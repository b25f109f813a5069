import { z } from 'zod';
import { PROTOCOL_VERSION, type Refusal, type RefusalCode } from '../protocol/refusal.ts';
import { audienceOf, type SeatKind } from '../protocol/roles.ts';
import type { Reply } from '../protocol/wire.ts';
import { StoreUnavailable } from '../store/log-store.ts';
import type { Hub } from './hub.ts';
import type { DrillSocket, SocketParts } from './parts.ts';
import type { Presence } from './presence.ts';
import type { FloodGuard } from './flood-guard.ts';
import { asLookUp, NOBODY_THERE, NOT_A_FACILITATOR, ONLY_LOOKS } from './see-as.ts';

const drillId = z.string().min(1).max(64);
const joinRequest = z.object({
  drill: drillId,
  protocol: z.number(),
  lastSeq: z.number().int().min(0),
  as: z.string().min(1).max(64).exactOptional(),
});
const commandRequest = z.object({
  id: z.uuid(),
  drill: drillId,
  name: z.string().min(1).max(40),
  payload: z.record(z.string(), z.unknown()),
});

/** Whoever speaks, as what they sit in a drill. */
interface Sitting {
  seat: string;
  kind: SeatKind;
  state: 'waiting' | 'here' | 'away';
}

type Acknowledge = (answer: Reply<never>) => void;

/** Everything one connection may say. Each message goes the same way: parse, who is it, may they, do it, reply. */
export class Conversation {
  readonly #socket: DrillSocket;
  readonly #parts: SocketParts & { hub: Hub; flood: FloodGuard; presence: Presence };

  constructor(socket: DrillSocket, parts: SocketParts & { hub: Hub; flood: FloodGuard; presence: Presence }) {
    this.#socket = socket;
    this.#parts = parts;
    socket.on('join', (...args: unknown[]) =>
      this.#hear(joinRequest, args, (request, reply) => this.#join(request, reply)),
    );
    socket.on('command', (...args: unknown[]) =>
      this.#hear(commandRequest, args, async (request, reply) => reply((await this.#command(request)) as Reply<never>)),
    );
    socket.on('disconnect', () => {
      for (const [drill, seat] of socket.data.seats) parts.presence.left(drill, seat, socket.id);
    });
  }

  /** The one wrapper: a message that cannot be parsed is refused, and no throw leaves here. */
  async #hear<T extends { drill: string }>(
    schema: z.ZodType<T>,
    [message, acknowledge]: unknown[],
    work: (request: T, reply: Acknowledge) => Promise<void>,
  ): Promise<void> {
    // Without a way to answer there is nobody to tell what happened, so nothing happens.
    if (typeof acknowledge !== 'function') return;
    const reply = acknowledge as Acknowledge;
    const request = schema.safeParse(message);
    if (!request.success) return reply(no('request/malformed', malformed(request.error), 'Reload the page.'));
    try {
      if (!(await this.#parts.flood.allows(this.#socket.data.person))) return reply(TOO_OFTEN);
      await work(request.data, reply);
    } catch (error) {
      const { drill } = request.data;
      const seat = this.#socket.data.seats.get(drill) ?? null;
      const command = 'name' in request.data ? String(request.data.name) : null;
      this.#parts.logError(error, { drill, seat, command });
      reply(error instanceof StoreUnavailable ? STORE_AWAY : UNEXPECTED);
    }
  }

  async #join(request: z.infer<typeof joinRequest>, reply: Acknowledge): Promise<void> {
    if (request.protocol !== PROTOCOL_VERSION) return reply(OTHER_VERSION);
    const { desk, hub, presence } = this.#parts;
    const { drill, lastSeq } = request;
    const found = await this.#seat(drill);
    if (!found.ok) return reply(found);
    if (request.as !== undefined) return this.#lookOver({ drill, lastSeq, as: request.as }, found.result, reply);
    const { seat, kind, state } = found.result;
    this.#socket.data.watching.delete(drill);
    this.#socket.data.seats.set(drill, seat);
    // Also while waiting: this is how approval is heard.
    hub.sit(this.#socket, drill, seat);
    if (state === 'waiting') return reply(WAITING);
    presence.came(drill, seat, this.#socket.id);
    // Let back in while its page stayed open: the connection never went, so nothing else tells that it is here.
    if (state === 'away') await desk.present(drill, seat, true);
    await hub.enter(
      this.#socket,
      { drill, seat, audience: audienceOf(kind) },
      () => desk.join(drill, seat, lastSeq),
      reply as never,
    );
  }

  /** A facilitator sees what a seat sees, byte for byte: the same rooms, the same view, and no presence of its own. */
  async #lookOver(
    { drill, lastSeq, as }: { drill: string; lastSeq: number; as: string },
    own: Sitting,
    reply: Acknowledge,
  ): Promise<void> {
    const { desk, hub, presence } = this.#parts;
    const { data, id } = this.#socket;
    if (own.kind !== 'facilitator' || own.state === 'waiting') return reply(NOT_A_FACILITATOR);
    if (data.seats.delete(drill)) presence.left(drill, own.seat, id);
    data.watching.set(drill, as);
    hub.watch(this.#socket, drill, own.seat);
    const watched = await desk.seat(drill, as);
    if (!watched || watched.state === 'left' || watched.state === 'waiting') return reply(NOBODY_THERE);
    if (!hub.lookOver(this.#socket, drill, own.seat, as)) return reply(NOT_A_FACILITATOR);
    await hub.enter(
      this.#socket,
      { drill, seat: as, audience: audienceOf(watched.kind) },
      () => desk.join(drill, as, lastSeq),
      reply as never,
    );
  }

  async #command(request: z.infer<typeof commandRequest>): Promise<Reply<unknown>> {
    const { desk } = this.#parts;
    const found = await this.#seat(request.drill);
    if (!found.ok) return found;
    const { seat, state } = found.result;
    if (state === 'waiting') return WAITING;
    const watched = this.#socket.data.watching.get(request.drill);
    const command = watched === undefined ? request : asLookUp(request, watched);
    return command ? desk.submit(request.drill, seat, command) : ONLY_LOOKS;
  }

  /** The seat as the database has it now: a session ended or a seat taken away counts from this moment. */
  async #seat(drill: string): Promise<Reply<Sitting>> {
    const { accounts, store, desk } = this.#parts;
    const { person, tokenHash } = this.#socket.data;
    if (!(await accounts.sessionLives(tokenHash))) return REVOKED;
    const seat = await store.seatOf(drill, person);
    const now = seat === null ? null : await desk.seat(drill, seat);
    if (seat === null || now === null) return NO_SEAT;
    if (now.state === 'left') return REMOVED;
    return { ok: true, result: { seat, kind: now.kind, state: now.state } };
  }
}

function no(code: RefusalCode, message: string, hint: string): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: { code, message, hint } };
}

/** Names the first field at fault; its value is not repeated. */
function malformed(error: z.ZodError): string {
  const issue = error.issues[0];
  return `The message was not understood: ${issue?.path.join('.') || 'the message'}: ${issue?.message ?? 'wrong'}.`;
}

const OTHER_VERSION = no(
  'protocol/version',
  `This page speaks another version of the protocol; the server speaks ${PROTOCOL_VERSION}.`,
  'Reload the page.',
);
const REVOKED = no('session/revoked', 'You were signed out.', 'Open your invite link again.');
const NO_SEAT = no('seat/unknown', 'You have no seat in this drill.', 'Open your invite link, or join with the code.');
const REMOVED = no('seat/unknown', 'You were removed from this drill.', 'Ask your facilitator.');
const WAITING = no('seat/waiting', 'The facilitator has not let you in yet.', 'This page goes on by itself.');
const TOO_OFTEN = no('request/rate-limited', 'That was too often in a short time.', 'Wait a few seconds.');
const STORE_AWAY = no(
  'store/unavailable',
  'The store cannot be reached, so nothing was changed.',
  'Try again in a moment.',
);
const UNEXPECTED = no(
  'server/unexpected',
  'Something went wrong here.',
  'Try again; the server’s log has the details.',
);

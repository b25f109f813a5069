import type { RoomMessage, TickMessage } from '../protocol/events.ts';
import type { Audience } from '../protocol/roles.ts';
import type { ChecksMessage, JoinReply, Reply, TerminalMessage } from '../protocol/wire.ts';
import type { DrillServer, DrillSocket } from './parts.ts';
import { AUDIENCES, audienceRoom, goneRoom, isPlace, seatRoom, sessionRoom, watchRoom } from './rooms.ts';

/** A connection on its way into an audience. */
interface Joining {
  room: string;
  drill: string;
  seat: string;
  /** What was said while the desk prepared the view. */
  missed: RoomMessage[];
  /** The seat changed meanwhile: what was prepared may be somebody else's view by now. */
  stale: boolean;
}

/** The way out to the browsers: what the desk says goes to everybody whom it concerns, encoded once per room. */
export class Hub {
  readonly #io: DrillServer;
  readonly #joining = new Set<Joining>();

  constructor(io: DrillServer) {
    this.#io = io;
  }

  room(drill: string, audience: Audience, message: RoomMessage): void {
    const room = audienceRoom(drill, audience);
    for (const joining of this.#joining) if (joining.room === room) joining.missed.push(message);
    this.#io.to(room).emit('room', message);
  }

  /** Volatile: a client that cannot keep up misses some, and the next one heals it. */
  tick(drill: string, message: TickMessage): void {
    this.#io.to(AUDIENCES.map((audience) => audienceRoom(drill, audience))).volatile.emit('tick', message);
  }

  checks(drill: string, audiences: readonly Audience[], message: ChecksMessage): void {
    this.#io.to(audiences.map((audience) => audienceRoom(drill, audience))).emit('checks', message);
  }

  /** To the seat's own connections alone: nobody else watches somebody type. */
  terminal(drill: string, seat: string, message: TerminalMessage): void {
    this.#io.to(seatRoom(drill, seat)).emit('terminal', message);
  }

  /**
   * The seat's kind or approval changed: its connections hear nothing more until they have joined again. Also how a seat
   * that was taken away hears that it is let back in.
   */
  seatChanged(drill: string, seat: string, reason: string): void {
    this.#leaveAudiences(drill, seat);
    this.#cutWatchers(drill, seat);
    this.#io.to([seatRoom(drill, seat), goneRoom(drill, seat)]).emit('rejoin', { drill, reason });
  }

  seatRemoved(drill: string, seat: string, reason: string): void {
    const room = seatRoom(drill, seat);
    this.#leaveAudiences(drill, seat);
    this.#cutWatchers(drill, seat);
    this.#io.to(room).emit('removed', { drill, reason });
    this.#io.in(room).socketsJoin(goneRoom(drill, seat));
    this.#io.in(room).socketsLeave(room);
  }

  /** The session was ended: all its connections are told and cut. */
  sessionRevoked(tokenHash: string): void {
    const room = sessionRoom(tokenHash);
    const members = this.#io.sockets.adapter.rooms.get(room) ?? new Set<string>();
    for (const id of members)
      for (const drill of drillsOf(this.#io.sockets.sockets.get(id)))
        this.#io.to(id).emit('removed', { drill, reason: 'You were signed out.' });
    this.#io.in(room).disconnectSockets(true);
  }

  /** This connection is that seat's, and no other's: it hears what is said to the seat. */
  sit(socket: DrillSocket, drill: string, seat: string): void {
    this.#place(socket, drill, [seatRoom(drill, seat)]);
  }

  /**
   * This connection is about to look over a shoulder for the seat `by`: from here on it is cut as soon as that seat is
   * something else. It hears nothing yet.
   */
  watch(socket: DrillSocket, drill: string, by: string): void {
    this.#place(socket, drill, [watchRoom(drill, by)]);
  }

  /**
   * From here on it hears what is said to that seat, in the very same packets. False when it has been cut meanwhile.
   */
  lookOver(socket: DrillSocket, drill: string, by: string, seat: string): boolean {
    if (!socket.rooms.has(watchRoom(drill, by))) return false;
    void socket.join(seatRoom(drill, seat));
    return true;
  }

  /**
   * Puts a connection into an audience without a gap or a repetition: what is said while the desk prepares the view is
   * kept back and follows the reply.
   */
  async enter(
    socket: DrillSocket,
    { drill, seat, audience }: { drill: string; seat: string; audience: Audience },
    prepare: () => Promise<Reply<JoinReply>>,
    reply: (answer: Reply<JoinReply>) => void,
  ): Promise<void> {
    const joining: Joining = { room: audienceRoom(drill, audience), drill, seat, missed: [], stale: false };
    this.#joining.add(joining);
    try {
      const answer = await prepare();
      for (const other of AUDIENCES) void socket.leave(audienceRoom(drill, other));
      if (joining.stale) return reply(SEAT_CHANGED);
      reply(answer);
      if (!answer.ok) return;
      const seen = lastSeq(answer.result);
      for (const message of joining.missed) if (message.seq > seen) socket.emit('room', message);
      void socket.join(joining.room);
    } finally {
      this.#joining.delete(joining);
    }
  }

  #place(socket: DrillSocket, drill: string, rooms: readonly string[]): void {
    for (const room of [...socket.rooms]) if (isPlace(room, drill) && !rooms.includes(room)) void socket.leave(room);
    for (const other of AUDIENCES) void socket.leave(audienceRoom(drill, other));
    void socket.join([...rooms]);
  }

  /** Who looks over shoulders may do so as a facilitator alone. */
  #cutWatchers(drill: string, seat: string): void {
    const room = watchRoom(drill, seat);
    this.#io.to(room).emit('removed', { drill, reason: 'You look over nobody’s shoulder any more.' });
    this.#io.in(room).disconnectSockets(true);
  }

  #leaveAudiences(drill: string, seat: string): void {
    for (const joining of this.#joining) if (joining.drill === drill && joining.seat === seat) joining.stale = true;
    this.#io.in(seatRoom(drill, seat)).socketsLeave(AUDIENCES.map((audience) => audienceRoom(drill, audience)));
  }
}

const SEAT_CHANGED: Reply<never> = {
  ok: false,
  refusal: { code: 'seat/unknown', message: 'Your seat changed just now.', hint: 'Join again.' },
};

function drillsOf(socket: DrillSocket | undefined): string[] {
  return socket ? [...socket.data.seats.keys(), ...socket.data.watching.keys()] : [];
}

function lastSeq(joined: JoinReply): number {
  return joined.kind === 'snapshot' ? joined.seq : (joined.messages.at(-1)?.seq ?? 0);
}

import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import { sessionToken } from '../account/cookie.ts';
import { originAllowed } from '../account/origin.ts';
import type { Refusal } from '../protocol/refusal.ts';
import { Conversation } from './conversation.ts';
import { FloodGuard } from './flood-guard.ts';
import { Hub } from './hub.ts';
import type { DrillServer, SocketData, SocketParts } from './parts.ts';
import { Presence } from './presence.ts';
import { sessionRoom } from './rooms.ts';
import { cutSlowClients } from './slow-clients.ts';

const MESSAGE_BYTES = 64 * 1024;

export interface Sockets {
  hub: Hub;
  /** True while the server holds a socket of this id open. */
  isConnected(id: string): boolean;
  /** Cuts every connection. */
  close(): Promise<void>;
}

/** Puts Socket.IO on a server: WebSocket only, our origin only, signed-in people only. */
export function serveSockets(server: HttpServer, parts: SocketParts): Sockets {
  const io: DrillServer = new Server(server, {
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: MESSAGE_BYTES,
    perMessageDeflate: false,
    httpCompression: false,
    // `cors.origin` alone does not stop a foreign page from opening a WebSocket.
    allowRequest: (request, decide) => {
      const allowed = originAllowed(request.headers.origin, request.headers.host, parts.publicUrl);
      decide(allowed ? null : 'origin/not-allowed', allowed);
    },
  });
  // No connection-state recovery: it would replay a demoted client's secrets.
  const hub = new Hub(io);
  const flood = new FloodGuard(parts.messagesPer10S);
  const presence = new Presence((drill, seat, here) => {
    parts.desk
      .present(drill, seat, here)
      .catch((error: unknown) => parts.logError(error, { drill, seat, command: null }));
  });
  const stopCutting = cutSlowClients(io);

  io.use(async (socket, next) => {
    try {
      const signedIn = await parts.accounts.signedIn(sessionToken(socket.request.headers.cookie));
      if (!signedIn) return next(Object.assign(new Error(NO_SESSION.message), { data: NO_SESSION }));
      const { person, tokenHash } = signedIn;
      socket.data = { person: person.id, tokenHash, seats: new Map(), watching: new Map() } satisfies SocketData;
      next();
    } catch (error) {
      parts.logError(error, { drill: '', seat: null, command: null });
      next(Object.assign(new Error(NO_STORE.message), { data: NO_STORE }));
    }
  });

  io.on('connection', (socket) => {
    void socket.join(sessionRoom(socket.data.tokenHash));
    // The handshake's request is kept for the connection's whole life otherwise, with all its headers.
    (socket.conn as { request: unknown }).request = null;
    new Conversation(socket, { ...parts, hub, flood, presence });
  });

  parts.accounts.onRevoked((tokenHash) => hub.sessionRevoked(tokenHash));

  return {
    hub,
    isConnected: (id) => io.sockets.sockets.has(id),
    async close() {
      stopCutting();
      presence.close();
      await io.close();
    },
  };
}

const NO_SESSION: Refusal = {
  code: 'session/none',
  message: 'You are not signed in.',
  hint: 'Open your invite link, or join with the code your facilitator reads out.',
};

const NO_STORE: Refusal = {
  code: 'store/unavailable',
  message: 'The store cannot be reached.',
  hint: 'Try again in a moment.',
};

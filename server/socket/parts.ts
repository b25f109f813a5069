import type { Server, Socket } from 'socket.io';
import type { Accounts } from '../account/accounts.ts';
import type { SeatKind } from '../protocol/roles.ts';
import type { ClientToServer, JoinReply, Reply, ServerToClient } from '../protocol/wire.ts';
import type { Store } from '../store/store.ts';

/** What sockets are made of; `main.ts` puts it together. */
export interface SocketParts {
  accounts: Accounts;
  store: Pick<Store, 'seatOf'>;
  desk: DeskForSocket;
  publicUrl: string | null;
  /** What one person may send within ten seconds, with all tabs. */
  messagesPer10S: number;
  logError: (error: unknown, where: { drill: string; seat: string | null; command: string | null }) => void;
}

/** What sockets ask of the desk. */
export interface DeskForSocket {
  /** What the seat is now, or null when the drill or the seat is not there. */
  seat(drill: string, seat: string): Promise<{ kind: SeatKind; state: 'waiting' | 'here' | 'away' | 'left' } | null>;
  join(drill: string, seat: string, lastSeq: number): Promise<Reply<JoinReply>>;
  /** The name and payload are whatever the client sent: the command table decides. */
  submit(drill: string, seat: string, command: { id: string; name: string; payload: unknown }): Promise<Reply<unknown>>;
  /** The seat's first connection opened, or its last one closed. */
  present(drill: string, seat: string, here: boolean): Promise<void>;
}

/** Filled when a connection is let in. */
export interface SocketData {
  person: string;
  tokenHash: string;
  /** Drill → seat, of each drill joined over this connection. */
  seats: Map<string, string>;
  /** Drill → seat over whose shoulder this connection looks; such a drill is not in `seats`. */
  watching: Map<string, string>;
}

export type DrillServer = Server<ClientToServer, ServerToClient, Record<string, never>, SocketData>;
export type DrillSocket = Socket<ClientToServer, ServerToClient, Record<string, never>, SocketData>;

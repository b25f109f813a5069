import type { DrillServer } from './parts.ts';

const LIMIT_BYTES = 1024 * 1024;
const EVERY_MS = 1000;

/** What Engine.IO holds back for a connection; its types keep both queues to themselves. */
interface Queues {
  writeBuffer: { data?: { length: number } }[];
  transport: { socket?: { bufferedAmount: number; terminate: () => void } };
}

/** Cuts connections that do not read: at most 1 MB waits for each. They come back and resync. */
export function cutSlowClients(io: DrillServer, limitBytes = LIMIT_BYTES): () => void {
  const timer = setInterval(() => {
    for (const socket of io.sockets.sockets.values()) {
      const { writeBuffer, transport } = socket.conn as unknown as Queues;
      const queued = writeBuffer.reduce((sum, packet) => sum + (packet.data?.length ?? 0), 0);
      // Not a polite close: that would wait for the very bytes that nobody reads.
      if (queued + (transport.socket?.bufferedAmount ?? 0) > limitBytes) transport.socket?.terminate();
    }
  }, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** A reload takes less; somebody who is gone for longer is away. */
const GRACE_MS = 5_000;

/** Who has at least one connection. Two tabs are one presence, and a reload is no absence. */
export class Presence {
  readonly #tell: (drill: string, seat: string, here: boolean) => void;
  readonly #graceMs: number;
  readonly #connections = new Map<string, Set<string>>();
  readonly #leaving = new Map<string, NodeJS.Timeout>();

  constructor(tell: (drill: string, seat: string, here: boolean) => void, graceMs = GRACE_MS) {
    this.#tell = tell;
    this.#graceMs = graceMs;
  }

  came(drill: string, seat: string, connection: string): void {
    const key = `${drill}/${seat}`;
    const connections = this.#connections.get(key) ?? new Set();
    const first = connections.size === 0;
    this.#connections.set(key, connections.add(connection));
    const leaving = this.#leaving.get(key);
    clearTimeout(leaving);
    this.#leaving.delete(key);
    if (first && !leaving) this.#tell(drill, seat, true);
  }

  left(drill: string, seat: string, connection: string): void {
    const key = `${drill}/${seat}`;
    const connections = this.#connections.get(key);
    if (!connections?.delete(connection) || connections.size > 0) return;
    this.#connections.delete(key);
    const timer = setTimeout(() => {
      this.#leaving.delete(key);
      this.#tell(drill, seat, false);
    }, this.#graceMs);
    timer.unref();
    this.#leaving.set(key, timer);
  }

  close(): void {
    for (const timer of this.#leaving.values()) clearTimeout(timer);
    this.#leaving.clear();
  }
}

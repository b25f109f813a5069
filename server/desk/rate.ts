/** Counts what a seat sends, per command, in a sliding minute of two halves. Forgets seats that fell silent. */
export class CommandRate {
  readonly #windows = new Map<string, { minute: number; count: number; before: number }>();

  /** True when one more is within `perMinute`; counts it then. */
  allows(seat: string, command: string, perMinute: number, nowMs: number): boolean {
    const minute = Math.floor(nowMs / 60_000);
    const key = `${seat} ${command}`;
    const window = this.#window(key, minute);
    const passed = (nowMs % 60_000) / 60_000;
    if (window.before * (1 - passed) + window.count >= perMinute) return false;
    window.count++;
    return true;
  }

  #window(key: string, minute: number) {
    const known = this.#windows.get(key);
    if (known?.minute === minute) return known;
    if (this.#windows.size > 2000) this.#windows.clear();
    const window = { minute, count: 0, before: known?.minute === minute - 1 ? known.count : 0 };
    this.#windows.set(key, window);
    return window;
  }
}

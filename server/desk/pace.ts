/** A wall gap longer than this is nobody's playing time: the laptop slept, or the process was stopped. */
const GAP_MS = 2000;

/**
 * How far a running drill is due, from the wall time that has passed times its speed. It never counts beats, so a late
 * or lost one costs nothing; a real gap is told apart by the beats' own distance.
 */
export class Pace {
  #anchorMs = 0;
  #anchorS = 0;
  #speed = 1;
  #lastSeenMs = 0;

  /**
   * Starts, or starts again, at drill second `atS`. `phase` 0..1 says where in the period seconds fall. Returns the
   * milliseconds to the first of them.
   */
  from(nowMs: number, atS: number, speed: number, phase = 0): number {
    this.#speed = speed;
    const headStartMs = Math.floor(phase * this.periodMs);
    this.#anchorMs = nowMs - headStartMs;
    this.#anchorS = atS;
    this.#lastSeenMs = nowMs;
    return this.periodMs - headStartMs;
  }

  /** Wall milliseconds between two beats: one simulated second, but never more than ten a second. */
  get periodMs(): number {
    return Math.max(100, 1000 / this.#speed);
  }

  /**
   * Notes that the process is awake. Returns the length of the gap in milliseconds when it was away for longer than
   * it may be, else 0. A clock set back starts the measure anew.
   */
  awake(nowMs: number): number {
    const away = nowMs - this.#lastSeenMs;
    this.#lastSeenMs = nowMs;
    if (away < 0) this.from(nowMs, this.dueS(nowMs - away), this.#speed);
    return away > this.periodMs + GAP_MS ? away : 0;
  }

  /** The drill second that should have been reached. */
  dueS(nowMs: number): number {
    return this.#anchorS + Math.max(0, Math.floor(((nowMs - this.#anchorMs) * this.#speed) / 1000));
  }
}

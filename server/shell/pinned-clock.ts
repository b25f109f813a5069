/**
 * Imported before anything else in the child: bash's `$RANDOM`, `$SECONDS` and file times come from here, so that the
 * host's clock and chance never show in a drill.
 */
const HostDate = Date;
let nowMs = 0;
let seed = 0;

class PinnedDate extends HostDate {
  constructor(...given: unknown[]) {
    if (given.length === 0) super(nowMs);
    else super(...(given as [number]));
  }

  static override now(): number {
    return nowMs;
  }
}

globalThis.Date = PinnedDate as DateConstructor;

/** mulberry32, started anew with every line. */
Math.random = () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
};

/** Sets the simulated time of the line that starts now. */
export function pinClock(ms: number): void {
  nowMs = ms;
  seed = ms % 2_147_483_647;
}

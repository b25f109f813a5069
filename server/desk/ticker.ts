/** Wakes a live drill now and then. Beats are a reminder only: what is due is derived from the time that has passed. */
export interface Ticker {
  /** Unix milliseconds. */
  now(): number;
  /** Calls `beat` first after `firstMs`, then every `periodMs`; the returned function ends it. */
  every(periodMs: number, firstMs: number, beat: () => void): () => void;
}

export const systemTicker: Ticker = {
  now: () => Date.now(),
  every(periodMs, firstMs, beat) {
    let timer = setTimeout(() => {
      beat();
      timer = setInterval(beat, periodMs);
    }, firstMs);
    return () => clearTimeout(timer);
  },
};

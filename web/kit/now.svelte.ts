import { createSubscriber } from 'svelte/reactivity';

const EVERY_MS = 5000;

/** Wall-clock milliseconds, for ages that grow on the screen. Ticks only while something on the page reads it. */
class Now {
  #subscribe = createSubscriber((update) => {
    const timer = setInterval(update, EVERY_MS);
    return () => clearInterval(timer);
  });

  get ms(): number {
    this.#subscribe();
    return Date.now();
  }
}

export const now = new Now();

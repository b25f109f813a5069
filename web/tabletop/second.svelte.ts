import { createSubscriber } from 'svelte/reactivity';

const EVERY_MS = 500;

/** Wall-clock milliseconds for a timer's digits. Ticks only while something on the page reads it. */
class Second {
  #subscribe = createSubscriber((update) => {
    const timer = setInterval(update, EVERY_MS);
    return () => clearInterval(timer);
  });

  get ms(): number {
    this.#subscribe();
    return Date.now();
  }
}

export const second = new Second();

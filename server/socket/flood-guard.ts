import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

const WINDOW_S = 10;

/**
 * Counts everything a person sends, over all tabs and drills, before it costs a look into the store. What one command
 * may do in a minute is the command table's business.
 */
export class FloodGuard {
  readonly #limiter: RateLimiterMemory;

  constructor(messagesPer10S: number) {
    this.#limiter = new RateLimiterMemory({ points: messagesPer10S, duration: WINDOW_S });
  }

  async allows(person: string): Promise<boolean> {
    try {
      await this.#limiter.consume(person);
      return true;
    } catch (error) {
      if (error instanceof RateLimiterRes) return false;
      throw error;
    }
  }
}

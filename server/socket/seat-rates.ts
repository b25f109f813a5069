import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { CommandName } from '../protocol/commands.ts';

const WINDOW_S = 10;

/** Counts commands per seat and name, over all of the seat's tabs. */
export class SeatRates {
  readonly #per10S: (name: CommandName) => number;
  /** One counter for each allowance that occurs. */
  readonly #limiters = new Map<number, RateLimiterMemory>();

  constructor(per10S: (name: CommandName) => number) {
    this.#per10S = per10S;
  }

  async allows(drill: string, seat: string, name: CommandName): Promise<boolean> {
    try {
      await this.#limiter(this.#per10S(name)).consume(`${drill}/${seat}/${name}`);
      return true;
    } catch (error) {
      if (error instanceof RateLimiterRes) return false;
      throw error;
    }
  }

  #limiter(points: number): RateLimiterMemory {
    const known = this.#limiters.get(points);
    if (known) return known;
    const made = new RateLimiterMemory({ points, duration: WINDOW_S });
    this.#limiters.set(points, made);
    return made;
  }
}

import { HeadlessDrill } from './headless-drill.ts';

const LOOK_EVERY_S = 10;

/** A headless drill that notes what the users had lost by each tenth second. */
export class MeasuredDrill extends HeadlessDrill {
  readonly #lost: number[] = [0];

  override advanceTo(toS: number): void {
    for (let nextS = this.#lost.length * LOOK_EVERY_S; nextS <= toS; nextS += LOOK_EVERY_S) {
      super.advanceTo(nextS);
      this.#lost.push(this.sim.impact().userMinutesLost);
    }
    super.advanceTo(toS);
  }

  /** User-minutes lost between two drill seconds, as far as the drill went. */
  lostBetween(fromS: number, toS: number): number {
    return this.#lostBy(toS) - this.#lostBy(fromS);
  }

  #lostBy(atS: number): number {
    const place = Math.min(this.#lost.length - 1, Math.max(0, Math.round(atS / LOOK_EVERY_S)));
    return this.#lost[place] ?? 0;
  }
}

import type { CheckTry } from '../protocol/breaking.ts';
import type { Progress } from '../protocol/library.ts';

/** Tries that a check tells of: who reads more does not learn more. */
const TOLD = 10;

/** What whoever waits for a check hears of it: each bot that plays, each simulated minute, each try that has ended. */
export class CheckTold {
  readonly #say: (progress: Progress) => void;
  readonly tried: CheckTry[] = [];
  #how = '';
  #doing = '';
  #fromS = 0;
  #untilS = 0;
  #minute = 0;

  /** `say` throws when nobody waits any more; so does everything here. */
  constructor(say: (progress: Progress) => void) {
    this.#say = say;
  }

  /** A bot begins to play from one drill second until, at most, another. */
  async begins(how: string, fromS: number, untilS: number, doing = 'waits for a sign'): Promise<void> {
    this.#how = how;
    this.#doing = doing;
    this.#fromS = fromS;
    this.#untilS = untilS;
    this.#minute = 0;
    this.#tell();
    // Bots play without a pause: here it is heard that nobody waits any more.
    await new Promise((goOn) => setImmediate(goOn));
  }

  does(doing: string): void {
    this.#doing = doing;
    this.#tell();
  }

  /** It has come to a drill second: said once a simulated minute. */
  reached(atS: number): void {
    const minute = Math.floor((atS - this.#fromS) / 60);
    if (minute === this.#minute) return;
    this.#minute = minute;
    this.#tell();
  }

  ended(one: Omit<CheckTry, 'how'>): void {
    if (this.tried.length < TOLD) this.tried.push({ how: this.#how, ...one });
  }

  #tell(): void {
    this.#say({
      how: this.#how,
      done: this.#minute,
      of: Math.ceil((this.#untilS - this.#fromS) / 60),
      what: this.#doing,
      tried: [...this.tried],
    });
  }
}

import type { FaultCheck } from '../../server/protocol/breaking.ts';
import type { Refusal } from '../../server/protocol/refusal.ts';
import type { DeckCardView } from '../../server/protocol/room.ts';
import type { DrillState } from '../state/drill.svelte.ts';

/** A dial that is being turned is not asked about at each step. */
const SETTLE_MS = 500;
/** The server takes a check for so long, seconds of the drill; a little sooner it is made anew. */
const FRESH_S = 270;

type Dials = Record<string, number>;

/** Where breakers have turned the dials, and what bots say about it. Checks run by themselves, one at a time. */
export class FaultChecks {
  readonly #drill: DrillState;
  /** Fault → its dials as they are turned here; the others stand where the scenario has them. */
  #turned: Record<string, Dials> = $state({});
  /** What a bot plays at the moment. */
  asking: { fault: string; sinceMs: number } | null = $state(null);
  failed: { fault: string; refusal: Refusal } | null = $state(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wanted: DeckCardView | null = null;
  /** What the timer runs for, and what a bot could not answer: neither is begun anew while nothing has changed. */
  #waiting = '';
  #refused = '';

  constructor(drill: DrillState) {
    this.#drill = drill;
  }

  /** All dials of a card as they stand here. */
  dials(card: DeckCardView): Dials {
    const own = this.#turned[card.fault] ?? {};
    return Object.fromEntries(card.parameters.map(({ id, value }) => [id, own[id] ?? value]));
  }

  turn(card: DeckCardView, dial: string, value: number): void {
    this.#turned[card.fault] = { ...this.dials(card), [dial]: value };
    this.failed = null;
  }

  /** Puts the dials back where the scenario has them. */
  reset(card: DeckCardView): void {
    const { [card.fault]: _gone, ...others } = this.#turned;
    this.#turned = others;
    this.failed = null;
  }

  isTurned(card: DeckCardView): boolean {
    const own = this.#turned[card.fault];
    return own !== undefined && card.parameters.some(({ id, value }) => own[id] !== undefined && own[id] !== value);
  }

  /** The check that speaks for this card as it is dialled now; null until a bot has played it. */
  of(card: DeckCardView): FaultCheck | null {
    const { check } = card;
    if (!check || this.#drill.atS - check.checkedAtS > FRESH_S) return null;
    const dials = this.dials(card);
    return Object.keys(dials).every((id) => check.parameters[id] === dials[id]) ? check : null;
  }

  /** Asks a bot about a card in a moment, unless it is known already. Call it again whenever anything has changed. */
  want(card: DeckCardView | null): void {
    this.#wanted = card;
    const question = card === null || this.of(card) !== null ? '' : this.#questionOf(card);
    if (question === this.#waiting || (question !== '' && question === this.#refused)) return;
    clearTimeout(this.#timer);
    this.#waiting = question;
    if (question !== '') this.#timer = setTimeout(() => void this.#ask(), SETTLE_MS);
  }

  /** The same once more, though a bot could not answer it before. */
  again(card: DeckCardView): void {
    this.#refused = '';
    this.want(card);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#waiting = '';
    this.#wanted = null;
  }

  async #ask(): Promise<void> {
    const card = this.#wanted;
    this.#waiting = '';
    if (card === null || this.asking !== null || this.of(card) !== null) return;
    const question = this.#questionOf(card);
    this.asking = { fault: card.fault, sinceMs: Date.now() };
    this.failed = null;
    const parameters = this.dials(card);
    const reply = await this.#drill.send('fault.check', { fault: card.fault, parameters });
    this.asking = null;
    if (!reply.ok) {
      this.failed = { fault: card.fault, refusal: reply.refusal };
      this.#refused = question;
    }
    // Another card, or a dial, was turned to meanwhile: its turn now.
    if (this.#wanted !== null) this.want(this.#wanted);
  }

  /** A card as it is dialled, beside what is at work. */
  #questionOf(card: DeckCardView): string {
    const atWork = this.#drill.view?.deck?.cards.filter(({ state }) => state === 'running').map(({ fault }) => fault);
    return JSON.stringify([card.fault, this.dials(card), atWork]);
  }
}

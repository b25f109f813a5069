import type { CheckUnderWay, FaultCheck } from '../../server/protocol/breaking.ts';
import type { Refusal } from '../../server/protocol/refusal.ts';
import type { DeckCardView } from '../../server/protocol/room.ts';
import type { DrillState } from '../state/drill.svelte.ts';

/** A dial that is being turned is not asked about at each step. */
const SETTLE_MS = 500;
/** The server takes a check for so long, seconds of the drill; a little sooner it is made anew. */
const FRESH_S = 270;
/** The server takes no more questions of one seat at a time. */
const MAX_ASKED = 3;

type Dials = Record<string, number>;

const CALLED_OFF: Refusal = {
  code: 'fault/unchecked',
  message: 'You called the check off.',
  hint: 'Without it the card cannot be fired.',
};

/**
 * Where breakers have turned the dials, and what bots say about it. Checks run by themselves; who is at what comes from
 * the server, so that a refresh, or another breaker, finds the same.
 */
export class FaultChecks {
  readonly #drill: DrillState;
  readonly #key: string;
  /** Fault → its dials as they are turned here; the others stand where the scenario has them. */
  #turned: Record<string, Dials> = $state({});
  /** What bots could not answer: not asked again while nothing has changed. */
  #failed: { question: string; refusal: Refusal } | null = $state(null);
  /** Questions of ours that have no answer yet. */
  #asked: readonly string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wanted: DeckCardView | null = null;
  /** What the timer runs for. */
  #waiting = '';

  constructor(drill: DrillState) {
    this.#drill = drill;
    this.#key = `drillbook.dials.${drill.view?.head.id ?? ''}`;
    this.#turned = JSON.parse(sessionStorage.getItem(this.#key) ?? '{}') as Record<string, Dials>;
  }

  /** All dials of a card as they stand here. */
  dials(card: DeckCardView): Dials {
    const own = this.#turned[card.fault] ?? {};
    return Object.fromEntries(card.parameters.map(({ id, value }) => [id, own[id] ?? value]));
  }

  turn(card: DeckCardView, dials: Dials): void {
    this.#keep({ ...this.#turned, [card.fault]: { ...this.dials(card), ...dials } });
  }

  /** Puts the dials back where the scenario has them. */
  reset(card: DeckCardView): void {
    const { [card.fault]: _gone, ...others } = this.#turned;
    this.#keep(others);
  }

  isTurned(card: DeckCardView): boolean {
    const dials = this.dials(card);
    return card.parameters.some(({ id, value }) => dials[id] !== value);
  }

  /** The check that speaks for this card as it is dialled now; null until a bot has played it. */
  of(card: DeckCardView): FaultCheck | null {
    const check = card.checks.find(({ parameters }) => same(parameters, this.dials(card)));
    return check && this.#drill.atS - check.checkedAtS <= FRESH_S ? check : null;
  }

  /** What bots are at for this card as it is dialled now, or will come to. */
  underWay(card: DeckCardView): CheckUnderWay | null {
    const dials = this.dials(card);
    return this.#drill.checks.find(({ fault, parameters }) => fault === card.fault && same(parameters, dials)) ?? null;
  }

  /** The check that bots are at now, of whichever card. */
  get atWork(): CheckUnderWay | null {
    return this.#drill.checks.find(({ progress }) => progress !== null) ?? null;
  }

  failed(card: DeckCardView): Refusal | null {
    return this.#failed?.question === this.#questionOf(card) ? this.#failed.refusal : null;
  }

  /** Asks a bot about a card in a moment, unless it is known already. Call it again whenever anything has changed. */
  want(card: DeckCardView | null): void {
    this.#wanted = card;
    const question = card === null || !this.#isOpen(card) ? '' : this.#questionOf(card);
    if (question === this.#waiting) return;
    clearTimeout(this.#timer);
    this.#waiting = question;
    if (question !== '') this.#timer = setTimeout(() => void this.#ask(), SETTLE_MS);
  }

  /** The same once more, though a bot could not answer it before. */
  again(card: DeckCardView): void {
    this.#failed = null;
    this.want(card);
  }

  /** Nobody waits for it any more; it is not asked again by itself. */
  cancel(check: CheckUnderWay, card: DeckCardView): void {
    this.#failed = { question: this.#questionOf(card), refusal: CALLED_OFF };
    void this.#drill.send('check.cancel', { check: check.id });
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#waiting = '';
    this.#wanted = null;
  }

  /** Nobody knows it, nobody is at it, and nothing said no to it. */
  #isOpen(card: DeckCardView): boolean {
    return this.of(card) === null && this.underWay(card) === null && this.failed(card) === null;
  }

  async #ask(): Promise<void> {
    const card = this.#wanted;
    this.#waiting = '';
    if (card === null || !this.#isOpen(card)) return;
    const question = this.#questionOf(card);
    this.#leaveOld(card);
    if (this.#asked.includes(question) || this.#asked.length >= MAX_ASKED) return;
    this.#asked = [...this.#asked, question];
    const reply = await this.#drill.send('fault.check', { fault: card.fault, parameters: this.dials(card) });
    this.#asked = this.#asked.filter((one) => one !== question);
    const wanted = this.#wanted;
    // What nobody waits for any more may have been called off for that very reason.
    if (!reply.ok && wanted && this.#questionOf(wanted) === question && this.#failed?.question !== question)
      this.#failed = { question, refusal: reply.refusal };
    this.want(wanted);
  }

  /** Of a card whose dials were turned since nobody wants the old answer. */
  #leaveOld(card: DeckCardView): void {
    const dials = this.dials(card);
    for (const check of this.#drill.checks)
      if (check.fault === card.fault && !same(check.parameters, dials))
        void this.#drill.send('check.cancel', { check: check.id });
  }

  /** A card as it is dialled, beside what is at work. */
  #questionOf(card: DeckCardView): string {
    const atWork = this.#drill.view?.deck?.cards.filter(({ state }) => state === 'running').map(({ fault }) => fault);
    return JSON.stringify([card.fault, this.dials(card), atWork]);
  }

  #keep(turned: Record<string, Dials>): void {
    this.#turned = turned;
    this.#failed = null;
    sessionStorage.setItem(this.#key, JSON.stringify(turned));
  }
}

function same(a: Dials, b: Dials): boolean {
  return Object.keys(b).every((id) => a[id] === b[id]);
}

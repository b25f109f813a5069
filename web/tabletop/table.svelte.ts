import type { RoundNotesView, RoundOption, RoundView, TabletopView } from '../../server/protocol/tabletop.ts';
import { act } from '../state/act.ts';
import type { DrillState } from '../state/drill.svelte.ts';
import { leadingOption } from './votes.ts';

const NOTHING: TabletopView = { rounds: [], about: 0 };

/** A tabletop as one browser looks at it: which round is on the screen, and what this seat may do about it. */
export class Table {
  readonly drill: DrillState;
  /** The world is moved on; the next round comes. */
  busy = $state(false);
  /** Number of an earlier round that is looked at; null: the newest. */
  #looking = $state<number | null>(null);
  /** What the facilitator has chosen in a round, before it is written down. */
  #chosen = $state.raw<{ round: number; option: string } | null>(null);

  constructor(drill: DrillState) {
    this.drill = drill;
  }

  get view(): TabletopView {
    return this.drill.view?.tabletop ?? NOTHING;
  }

  get rounds(): RoundView[] {
    return this.view.rounds;
  }

  get newest(): RoundView | null {
    return this.rounds.at(-1) ?? null;
  }

  /** The round on the screen. */
  get round(): RoundView | null {
    return this.rounds.find(({ number }) => number === this.#looking) ?? this.newest;
  }

  /** The one before it, when its decision brought this one about. */
  get cause(): RoundView | null {
    const before = this.before(this.round);
    return before?.applied ? before : null;
  }

  get isNewest(): boolean {
    return this.round === this.newest;
  }

  get ended(): boolean {
    return this.drill.view?.clock.state === 'ended';
  }

  /** The round on the screen is still talked about: votes, hands and a decision may change. */
  get open(): boolean {
    return this.isNewest && this.round !== null && !this.round.applied && !this.ended && !this.drill.readOnly;
  }

  get facilitates(): boolean {
    return this.drill.seat?.kind === 'facilitator' && !this.drill.readOnly;
  }

  /** This facilitator paces; another one could take over. */
  get leads(): boolean {
    const lead = this.drill.view?.control.lead ?? null;
    return this.facilitates && (lead === null || lead === this.drill.seatId);
  }

  get votes(): boolean {
    return this.drill.isFixer && !this.drill.readOnly;
  }

  /** The facilitator's side of the round on the screen. */
  get notes(): RoundNotesView | null {
    return this.drill.view?.truth?.rounds.find(({ number }) => number === this.round?.number) ?? null;
  }

  /** What Apply would run: chosen, else decided, else what leads the vote. Null: the words of the decision, or nothing. */
  get choice(): RoundOption | null {
    const round = this.round;
    if (!round) return null;
    const explicit = this.#chosen?.round === round.number ? this.#chosen.option : undefined;
    if (explicit === undefined && round.decision) return optionOf(round, round.decision.option);
    return explicit === undefined ? leadingOption(round.options) : optionOf(round, explicit);
  }

  /** Something stands to be applied. */
  get canApply(): boolean {
    return this.leads && this.open && !this.busy && (this.choice !== null || this.round?.decision !== null);
  }

  before(round: RoundView | null): RoundView | null {
    const at = round ? this.rounds.indexOf(round) : -1;
    return this.rounds[at - 1] ?? null;
  }

  look(number: number): void {
    this.#looking = number === this.newest?.number ? null : number;
  }

  /** −1 an earlier round, +1 a later one; false at either end. */
  turn(by: -1 | 1): boolean {
    const to = this.rounds[(this.round ? this.rounds.indexOf(this.round) : 0) + by];
    if (to) this.look(to.number);
    return to !== undefined;
  }

  /** A number key or a click on an option: the facilitator chooses, a fixer votes. */
  pick(option: RoundOption | undefined): void {
    const round = this.round;
    if (!option || !round || !this.open) return;
    if (this.facilitates) this.#chosen = { round: round.number, option: option.id };
    else if (this.votes) void act(this.drill, 'round.vote', { round: round.number, option: option.id });
  }

  async decide(option: RoundOption | null, text: string, reason: string): Promise<boolean> {
    const round = this.newest;
    if (!round) return false;
    const payload = { round: round.number, option: option?.id ?? null, text, reason };
    const reply = await act(this.drill, 'round.decide', payload);
    if (reply.ok) this.#chosen = null;
    return reply.ok;
  }

  /** Writes the choice down where that was not done, runs it in the world, and goes on to what comes of it. */
  async apply(): Promise<void> {
    const round = this.round;
    const choice = this.choice;
    if (!round || !this.canApply) return;
    await this.#moving(async () => {
      const isWritten = round.decision !== null && round.decision.option === (choice?.id ?? null);
      if (!isWritten && choice && !(await this.decide(choice, choice.text, ''))) return;
      await act(this.drill, 'round.apply', { round: round.number });
    });
  }

  /** Nobody acts: the world goes on to its next event. */
  async next(): Promise<void> {
    if (!this.leads || this.busy || this.ended) return;
    await this.#moving(async () => void (await act(this.drill, 'round.next', {})));
  }

  async #moving(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    await work();
    this.busy = false;
    this.#looking = null;
  }
}

function optionOf(round: RoundView, id: string | null): RoundOption | null {
  return round.options.find((option) => option.id === id) ?? null;
}

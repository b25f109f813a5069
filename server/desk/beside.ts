import type { Admitted } from '../drill/decide/decide.ts';
import type { AnyDraft, AnyEntry } from '../drill/entry.ts';
import { isRefusal, refuse } from '../drill/refuse.ts';
import type { Session } from '../drill/session.ts';
import type { CommandName } from '../protocol/commands.ts';
import type { Refusal } from '../protocol/refusal.ts';
import type { Reply } from '../protocol/wire.ts';
import type { ChecksUnderWay } from './checks-under-way.ts';
import type { DeskParts } from './parts.ts';

/** The drill of a long command. */
export interface LongDrill {
  session: Session;
  parts: DeskParts;
  checks: ChecksUnderWay;
  /** Sequence number of the log's last entry. */
  readonly seq: number;
  /** Stores inputs and lets them take effect. In turn only. */
  input(drafts: readonly AnyDraft[]): Promise<AnyEntry[]>;
}

/**
 * A command that takes seconds, because bots play for it. It begins in the drill's turn, where the session stands still:
 * there it says no, or takes what it needs (a copy, for the session goes on) and returns the work.
 */
export type Begin<N extends CommandName> = (drill: LongDrill, admitted: Admitted<N>) => Refusal | Work;

/** Done beside the drill's queue: clocks run and everybody else is answered meanwhile. Rejects with a sentence. */
export type Work = () => Promise<Settle>;

/** In the drill's turn again: looks whether the drill still is as it must be, logs what came of it, and answers. */
export type Settle = () => Reply<unknown> | Promise<Reply<unknown>>;

/** One seat may have as many under way; the bots do one after the other. */
const MAX_UNDER_WAY = 3;

/** A reply to come. An object, so that the turn in which it began can end without waiting for it. */
export class ToCome {
  readonly seat: string;
  readonly reply: Promise<Reply<unknown>>;

  constructor(seat: string, reply: Promise<Reply<unknown>>) {
    this.seat = seat;
    this.reply = reply;
  }
}

/** The long commands of one drill that are under way. */
export class Beside {
  readonly #underWay = new Map<string, ToCome>();
  readonly #settle: (admitted: Admitted, settle: Settle) => Promise<Reply<unknown>>;
  readonly #failed: (admitted: Admitted, error: unknown) => Refusal;

  /** `settle` runs in the drill's queue; `failed` logs why the work of a command came to nothing. */
  constructor(
    settle: (admitted: Admitted, settle: Settle) => Promise<Reply<unknown>>,
    failed: (admitted: Admitted, error: unknown) => Refusal,
  ) {
    this.#settle = settle;
    this.#failed = failed;
  }

  /** The same command once more waits for the first one's reply. */
  of(seat: string, command: string): ToCome | null {
    const known = this.#underWay.get(command);
    return known?.seat === seat ? known : null;
  }

  /** Begins a long command. In turn only. */
  start<N extends CommandName>(drill: LongDrill, admitted: Admitted<N>, begin: Begin<N>): Refusal | ToCome {
    const { seat, command } = admitted;
    if ([...this.#underWay.values()].filter((one) => one.seat === seat.id).length >= MAX_UNDER_WAY) return TOO_MANY;
    const work = begin(drill, admitted);
    if (isRefusal(work)) return work;
    const toCome = new ToCome(seat.id, this.#carryOut(admitted, work));
    this.#underWay.set(command, toCome);
    return toCome;
  }

  async #carryOut(admitted: Admitted, work: Work): Promise<Reply<unknown>> {
    try {
      return await this.#settle(admitted, await work());
    } catch (error) {
      return { ok: false, refusal: this.#failed(admitted, error) };
    } finally {
      this.#underWay.delete(admitted.command);
    }
  }
}

const TOO_MANY = refuse(
  'request/rate-limited',
  `The bots are at ${MAX_UNDER_WAY} of your questions already.`,
  'Wait for an answer, then ask again.',
);

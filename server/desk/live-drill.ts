import { answerOf } from '../drill/answer.ts';
import { admit, decide, type Admitted } from '../drill/decide/decide.ts';
import { draftAt, type Decision } from '../drill/decide/decision.ts';
import { COMMAND_TABLE } from '../drill/command-table.ts';
import type { AnyDraft, AnyEntry, EntryKind, EntryPayloads } from '../drill/entry.ts';
import type { LogHead } from '../drill/hash.ts';
import { isRefusal, refuse } from '../drill/refuse.ts';
import { knowsOfChecks } from '../drill/project/view.ts';
import type { Session } from '../drill/session.ts';
import { keepReadings } from '../library/keep-readings.ts';
import type { CommandName } from '../protocol/commands.ts';
import type { Refusal } from '../protocol/refusal.ts';
import { AUDIENCES } from '../protocol/roles.ts';
import type { SignalName } from '../protocol/signals.ts';
import type { Reply } from '../protocol/wire.ts';
import type { NewBranch } from '../store/log-store.ts';
import type { AudienceStreams } from './audience-streams.ts';
import { ChecksUnderWay } from './checks-under-way.ts';
import { Beside, ToCome, type Begin, type Settle } from './beside.ts';
import { DESK_COMMANDS, isDeskCommand, isLong, isSignal, LONG_COMMANDS } from './desk-commands.ts';
import { DrillClock } from './drill-clock.ts';
import { Following } from './following.ts';
import { Intake, type Together } from './intake.ts';
import type { Leap } from './leap.ts';
import { LinesUnderWay } from './lines-under-way.ts';
import type { Adopt, DeskAround, DeskListener, DeskParts } from './parts.ts';
import { CommandRate } from './rate.ts';
import { openRound } from './rounds.ts';
import { badId, busy, tooOften } from './refusals.ts';
import { Replies } from './replies.ts';
import { forgetShells } from './terminal-line.ts';
import { Turns } from './turns.ts';

const COMMAND_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A command as it came from a seat; nothing in it is trusted. */
export interface Command {
  id: string;
  name: string;
  payload: unknown;
}

/**
 * One drill that is open on this server: the commands of its seats, in one queue (`turns.ts`), over what brings them into
 * its log and its session (`intake.ts`) and what lets its world run (`drill-clock.ts`).
 */
export class LiveDrill {
  readonly session: Session;
  readonly streams: AudienceStreams;
  readonly following: Following;
  readonly desk: DeskAround;
  readonly leap: Leap;
  readonly together: Together;
  readonly checks: ChecksUnderWay;
  readonly #parts: DeskParts;
  readonly #listener: DeskListener;
  readonly #turns: Turns;
  readonly #intake: Intake;
  readonly #clock: DrillClock;
  readonly #rate = new CommandRate();
  readonly #replies = new Replies();
  readonly #lines = new LinesUnderWay();
  readonly #beside = new Beside(
    (admitted, settle) => this.#settle(admitted, settle),
    (admitted, error) => this.#unexpected(admitted, error),
  );

  constructor(
    parts: DeskParts,
    listener: DeskListener,
    adopt: Adopt,
    rebuilt: { session: Session; head: LogHead; streams: AudienceStreams },
  ) {
    const { session, streams, head } = rebuilt;
    const { drill } = session;
    this.#parts = parts;
    this.#listener = listener;
    this.desk = { parts, adopt };
    this.session = session;
    this.streams = streams;
    this.#turns = new Turns((what, error) => {
      this.#clock.stop();
      this.#logError(what, error);
    });
    const took = (draft: AnyDraft) => this.#afterInput(draft);
    this.#intake = new Intake({ session, streams, head, parts, listener, took });
    this.following = new Following({
      session,
      queue: (work) => void this.enqueue(work),
      input: (drafts) => this.input(drafts),
      send: (seat, message) => listener.terminal(drill, seat, message),
    });
    this.#clock = new DrillClock({
      session,
      intake: this.#intake,
      turns: this.#turns,
      following: this.following,
      ticker: parts.ticker,
      tell: (tick) => listener.tick(drill, tick),
    });
    this.checks = new ChecksUnderWay(
      () => parts.ticker.now(),
      (checks) => listener.checks(drill, AUDIENCES.filter(knowsOfChecks), { drill, checks }),
    );
    this.leap = (...how) => this.#clock.leap(...how);
    this.together = this.#intake.together;
  }

  get isLost(): boolean {
    return this.#turns.isLost;
  }

  get parts(): DeskParts {
    return this.#parts;
  }

  get seq(): number {
    return this.#intake.seq;
  }

  /** Everything that came about is stored. */
  get isClear(): boolean {
    return this.#intake.isClear;
  }

  /** Something that the server itself brings up: it waits for its turn, and for the clock to be right. */
  async enqueue(work: () => Promise<void>): Promise<void> {
    await this.#turns.take(async () => {
      const halt = await this.#clock.catchUp();
      if (!halt) await work();
      return { ok: true, result: undefined };
    });
  }

  /** Carries out a command of a seat. The same id again gives the same reply and has no second effect. */
  async submit(seat: string, command: Command): Promise<Reply<unknown>> {
    if (typeof command.id !== 'string' || !COMMAND_ID.test(command.id)) return badId();
    if (this.#goesOn(seat, command)) return busy();
    const leave = this.#lines.enter(seat, command);
    if (!leave) return busy();
    const reply = await this.#submitInTurn(seat, command);
    leave();
    return reply.ok && reply.result instanceof ToCome ? reply.result.reply : reply;
  }

  /** A line in a terminal where another one follows something; asking again for that one's reply is no other line. */
  #goesOn(seat: string, { id, name, payload }: Command): boolean {
    if ((name !== 'terminal.run' && name !== 'step.run') || this.session.answers.has(id)) return false;
    const terminal = (payload as { terminal?: unknown } | null | undefined)?.terminal;
    return typeof terminal === 'string' && this.following.has(seat, terminal);
  }

  #submitInTurn(seat: string, command: Command): Promise<Reply<unknown>> {
    return this.#turns.take(async () => {
      const known = this.#knownReply(seat, command);
      if (known && this.#intake.isClear) return known;
      const halt = await this.#clock.catchUp();
      if (halt) return halt;
      if (known) return known;
      const admitted = admit(this.session, { seat, ...command });
      if (isRefusal(admitted)) return this.#replies.keep(seat, command.id, { ok: false, refusal: admitted });
      const { perMinute } = COMMAND_TABLE[admitted.name];
      if (!this.#rate.allows(seat, admitted.name, perMinute, this.#parts.ticker.now())) return tooOften(perMinute);
      return this.#carryOut(admitted);
    });
  }

  /** Appends an input that the server itself brings, unless something is against it by then. Its effects are delivered. */
  enter<K extends EntryKind>(kind: K, payload: EntryPayloads[K], against: () => Refusal | null): Promise<Reply<void>> {
    return this.#turns.take(async () => {
      const halt = await this.#clock.catchUp();
      if (halt) return halt;
      const refusal = against();
      if (refusal) return { ok: false, refusal };
      await this.input([draftAt(this.session, kind, payload)]);
      return { ok: true, result: undefined };
    });
  }

  /** Notes that a seat is connected, or is not any more. */
  present(seat: string, here: boolean): Promise<Reply<void>> {
    return this.#turns.take(async () => {
      if (this.session.seats.get(seat)?.state !== (here ? 'away' : 'here')) return { ok: true, result: undefined };
      const halt = await this.#clock.catchUp();
      if (halt) return halt;
      await this.input([draftAt(this.session, 'seat.present', { here }, { seat, command: null })]);
      return { ok: true, result: undefined };
    });
  }

  /** Does something in the drill's queue; nothing else touches the session meanwhile. */
  inTurn<T>(work: () => Promise<Reply<T>>): Promise<Reply<T>> {
    return this.#turns.take(work) as Promise<Reply<T>>;
  }

  /** Stores inputs, lets them take effect, stores and delivers what they bring about. In turn only. */
  async input(drafts: readonly AnyDraft[], branch?: NewBranch): Promise<AnyEntry[]> {
    const entries = await this.#intake.input(drafts, branch);
    for (const { kind, payload } of entries)
      if (kind === 'seat.kind' || kind === 'seat.left')
        await this.following.endAll((payload as EntryPayloads['seat.kind']).seat);
    if (entries.some(({ kind }) => kind === 'drill.ended')) await this.#keepReadings();
    return entries;
  }

  /** Stores and delivers what waits; false while the store is down. In turn only. */
  flush(): Promise<boolean> {
    return this.#intake.flush();
  }

  /** Logs the second that people have seen, so that an orderly stop costs none of them. */
  async park(): Promise<void> {
    await this.#turns.take(async () => {
      await this.#clock.catchUp();
      await this.following.endAll();
      if (this.session.clock.state === 'running' && this.session.clock.atS > this.#intake.loggedS) {
        await this.input([draftAt(this.session, 'clock.reached', {})]);
      }
      return { ok: true, result: undefined };
    });
  }

  /** Stops the clock of this object; the log is untouched. */
  close(): void {
    this.#clock.stop();
    this.#turns.close();
  }

  async #carryOut(admitted: Admitted): Promise<Reply<unknown>> {
    const { seat, command, name, payload } = admitted;
    if (isSignal(name)) return this.#lookUp(admitted);
    if (isLong(name)) return this.#beginBeside(admitted, LONG_COMMANDS[name] as Begin<CommandName>);
    if (isDeskCommand(name)) return DESK_COMMANDS[name](this, admitted as never);
    const decision = this.#decide(admitted);
    if (isRefusal(decision)) return this.#replies.keep(seat.id, command, { ok: false, refusal: decision });
    if (decision.some(({ kind }) => kind === 'drill.ended')) await this.following.endAll();
    const [entry] = decision.length === 0 ? [] : await this.input(decision);
    if (name === 'drill.start' && this.session.created.mode === 'tabletop')
      await openRound(this, { seat: seat.id, command: null });
    const reply = answerOf(this.session, name, payload, entry ?? null);
    return entry ? reply : this.#replies.keep(seat.id, command, reply);
  }

  /** Answered at once with a reply to come: the queue does not wait for bots. */
  #beginBeside(admitted: Admitted, begin: Begin<CommandName>): Reply<unknown> {
    try {
      const toCome = this.#beside.start(this, admitted, begin);
      return isRefusal(toCome) ? { ok: false, refusal: toCome } : { ok: true, result: toCome };
    } catch (error) {
      return { ok: false, refusal: this.#unexpected(admitted, error) };
    }
  }

  /** Who asked may have been sent away or given another seat meanwhile: the answer is for whoever may ask now. */
  #settle({ seat, command, name, payload }: Admitted, settle: Settle): Promise<Reply<unknown>> {
    return this.#turns.take(async () => {
      const halt = await this.#clock.catchUp();
      if (halt) return halt;
      const still = admit(this.session, { seat: seat.id, id: command, name, payload });
      const reply: Reply<unknown> = isRefusal(still) ? { ok: false, refusal: still } : await settle();
      return this.session.answers.has(command) ? reply : this.#replies.keep(seat.id, command, reply);
    });
  }

  /** A question changes nothing, so trouble in answering it harms this command alone. */
  async #lookUp(admitted: Admitted): Promise<Reply<unknown>> {
    try {
      return await DESK_COMMANDS[admitted.name as SignalName](this, admitted as never);
    } catch (error) {
      return { ok: false, refusal: this.#unexpected(admitted, error) };
    }
  }

  /** Deciding changes nothing, so trouble in it harms this command alone. */
  #decide(admitted: Admitted): Decision {
    try {
      return decide(this.session, admitted);
    } catch (error) {
      return this.#unexpected(admitted, error);
    }
  }

  #unexpected({ name }: Admitted, error: unknown): Refusal {
    this.#logError(name, error);
    return refuse('server/unexpected', 'Something unexpected went wrong here.', 'Nothing has changed. Try again.');
  }

  #knownReply(seat: string, { id, name, payload }: Command): Reply<unknown> | null {
    const entry = this.session.answers.get(id);
    const toCome = this.#beside.of(seat, id);
    if (toCome) return { ok: true, result: toCome };
    if (!entry) return this.#replies.of(seat, id);
    if (entry.seat !== seat) {
      return { ok: false, refusal: refuse('request/malformed', 'This command id is taken.', 'Make a new one.') };
    }
    return answerOf(this.session, name as never, payload, entry);
  }

  #afterInput({ kind, payload }: AnyDraft): void {
    switch (kind) {
      case 'drill.started':
      case 'drill.resumed':
      case 'drill.speed':
      case 'drill.paused':
        this.#clock.wind();
        break;
      case 'drill.ended':
        this.#clock.wind();
        forgetShells(this.session, this.#parts.shell);
        this.checks.cancelAll();
        break;
      case 'seat.kind':
      case 'seat.approved': {
        const { seat } = payload as EntryPayloads['seat.kind'];
        this.#listener.rejoin(
          this.session.drill,
          seat,
          kind === 'seat.kind' ? 'Your seat has changed.' : 'You are in.',
        );
        break;
      }
      case 'seat.left': {
        const { seat } = payload as EntryPayloads['seat.left'];
        this.#listener.removed(this.session.drill, seat, 'Your seat in this drill was taken away.');
      }
    }
  }

  /** The drill has ended either way: without them its debrief lasts as long as this engine. */
  async #keepReadings(): Promise<void> {
    const { store, ticker } = this.#parts;
    try {
      await keepReadings(store, this.session, ticker.now());
    } catch (error) {
      this.#logError('the readings could not be kept', error);
    }
  }

  #logError(what: string, error: unknown): void {
    this.#parts.logError({ drill: this.session.drill, seq: this.#intake.seq, what, error });
  }
}

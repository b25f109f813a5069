import { advance, type Applied } from '../drill/advance.ts';
import { answerOf } from '../drill/answer.ts';
import { attend } from '../drill/attend/attend.ts';
import { stopRules } from '../drill/attend/stop-rules.ts';
import { applyInput } from '../drill/apply.ts';
import { admit, decide, type Admitted } from '../drill/decide/decide.ts';
import { draftAt, type Decision } from '../drill/decide/decision.ts';
import { COMMAND_TABLE } from '../drill/command-table.ts';
import type { AnyDraft, AnyEntry, EntryKind, EntryPayloads } from '../drill/entry.ts';
import type { LogHead } from '../drill/hash.ts';
import { healthChanged } from '../drill/measure.ts';
import type { Projected } from '../drill/project/project.ts';
import { isRefusal, refuse } from '../drill/refuse.ts';
import type { Session } from '../drill/session.ts';
import { keepReadings } from '../library/keep-readings.ts';
import type { CommandName } from '../protocol/commands.ts';
import type { TickMessage } from '../protocol/events.ts';
import type { Refusal } from '../protocol/refusal.ts';
import type { SignalName } from '../protocol/signals.ts';
import type { Reply } from '../protocol/wire.ts';
import { StoreUnavailable } from '../store/log-store.ts';
import type { AudienceStreams } from './audience-streams.ts';
import { Beside, ToCome, type Begin, type Settle } from './beside.ts';
import { chartValues } from './charts.ts';
import { DESK_COMMANDS, isDeskCommand, isLong, isSignal, LONG_COMMANDS } from './desk-commands.ts';
import { Following } from './following.ts';
import { landing, takeOff, type LeapBy } from './leap.ts';
import { LinesUnderWay } from './lines-under-way.ts';
import { LogWriter, type Kept } from './log-writer.ts';
import { Pace } from './pace.ts';
import type { DeskAround, DeskListener, DeskParts, OpenDrill } from './parts.ts';
import { CommandRate } from './rate.ts';
import { openRound } from './rounds.ts';
import { badId, busy, quarantined, storeDown, tooOften } from './refusals.ts';
import { Replies } from './replies.ts';
import { forgetShells } from './terminal-line.ts';

/** Simulated seconds after which the clock is logged when nothing else was: what a crash may cost. */
const CLOCK_EVERY_S = 10;

/** Simulated seconds of a leap after which it is stored as far as it has come. */
const FLUSH_EVERY_S = 60;

const COMMAND_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A command as it came from a seat; nothing in it is trusted. */
export interface Command {
  id: string;
  name: string;
  payload: unknown;
}

/**
 * One drill that is open on this server: its session, the end of its log, and its clock. Everything that touches the
 * session stands in one queue. Input: append, then take effect, then answer.
 */
export class LiveDrill {
  readonly session: Session;
  readonly streams: AudienceStreams;
  readonly following: Following;
  readonly desk: DeskAround;
  /** Set when this drill cannot go on here; says why. */
  #broken: 'quarantined' | 'lost' | null = null;
  readonly #parts: DeskParts;
  readonly #listener: DeskListener;
  readonly #log: LogWriter;
  readonly #pace = new Pace();
  readonly #rate = new CommandRate();
  readonly #replies = new Replies();
  readonly #lines = new LinesUnderWay();
  readonly #beside = new Beside(
    (admitted, settle) => this.#settle(admitted, settle),
    (admitted, error) => this.#unexpected(admitted, error),
  );
  #queue: Promise<unknown> = Promise.resolve();
  #stopBeats: (() => void) | null = null;
  #beatWaits = false;
  #lastLoggedS = 0;
  #storeDownSinceMs: number | null = null;

  constructor(
    parts: DeskParts,
    listener: DeskListener,
    open: OpenDrill,
    rebuilt: { session: Session; head: LogHead; streams: AudienceStreams },
  ) {
    this.#parts = parts;
    this.#listener = listener;
    this.desk = { parts, open };
    this.session = rebuilt.session;
    this.streams = rebuilt.streams;
    this.#log = new LogWriter(parts.store, rebuilt.session.drill, rebuilt.head);
    this.#lastLoggedS = rebuilt.session.clock.atS;
    this.following = new Following({
      session: this.session,
      queue: (work) => void this.enqueue(work),
      input: (drafts) => this.input(drafts),
      send: (seat, message) => listener.terminal(this.session.drill, seat, message),
    });
  }

  /** Something that the server itself brings up: it waits for its turn, and for the clock to be right. */
  async enqueue(work: () => Promise<void>): Promise<void> {
    await this.#inTurn(async () => {
      const halt = await this.catchUp();
      if (!halt) await work();
      return { ok: true, result: undefined };
    });
  }

  get isLost(): boolean {
    return this.#broken === 'lost';
  }

  get parts(): DeskParts {
    return this.#parts;
  }

  get seq(): number {
    return this.#log.seq;
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
    return this.#inTurn(async () => {
      const known = this.#knownReply(seat, command);
      if (known && this.#log.isClear) return known;
      const halt = await this.catchUp();
      if (halt) return halt;
      if (known) return known;
      const admitted = admit(this.session, { seat, ...command });
      if (isRefusal(admitted)) return this.#replies.keep(seat, command.id, { ok: false, refusal: admitted });
      const { perMinute } = COMMAND_TABLE[admitted.name];
      if (!this.#rate.allows(seat, admitted.name, perMinute, this.#parts.ticker.now())) return tooOften(perMinute);
      return this.#carryOut(admitted);
    });
  }

  /** Appends an input that the server itself brings: a seat joins, a socket goes. Its effects are delivered. */
  enter<K extends EntryKind>(kind: K, payload: EntryPayloads[K], seat: string | null = null): Promise<Reply<void>> {
    return this.#inTurn(async () => {
      const halt = await this.catchUp();
      if (halt) return halt;
      await this.input([draftAt(this.session, kind, payload, { seat, command: null })]);
      return { ok: true, result: undefined };
    });
  }

  /** Notes that a seat is connected, or is not any more. */
  present(seat: string, here: boolean): Promise<Reply<void>> {
    return this.#inTurn(async () => {
      if (this.session.seats.get(seat)?.state !== (here ? 'away' : 'here')) return { ok: true, result: undefined };
      const halt = await this.catchUp();
      if (halt) return halt;
      await this.input([draftAt(this.session, 'seat.present', { here }, { seat, command: null })]);
      return { ok: true, result: undefined };
    });
  }

  /** Does something in the drill's queue; nothing else touches the session meanwhile. */
  inTurn<T>(work: () => Promise<Reply<T>>): Promise<Reply<T>> {
    return this.#inTurn(work) as Promise<Reply<T>>;
  }

  /** Stores inputs, lets them take effect, stores and delivers what they bring about. In turn only. */
  async input(drafts: readonly AnyDraft[]): Promise<AnyEntry[]> {
    const entries = await this.#append(drafts);
    for (const entry of entries) {
      const [own, ...outcomes] = applyInput(this.session, entry);
      // First out of the audience, then the news: a seat that was taken away hears no more.
      this.#afterInput(entry);
      if (own) this.#deliver([{ entry, events: own.events }]);
      this.#log.put(outcomes, this.#parts.ticker.now());
    }
    this.#lastLoggedS = this.session.clock.atS;
    // A stop word counts in the second in which it is written.
    if (entries.some(({ kind }) => kind === 'chat.said'))
      this.#bringUp(stopRules(this.session), this.#parts.ticker.now());
    await this.#flush();
    for (const { kind, payload } of entries)
      if (kind === 'seat.kind' || kind === 'seat.left')
        await this.following.endAll((payload as EntryPayloads['seat.kind']).seat);
    if (entries.some(({ kind }) => kind === 'drill.ended')) await this.#keepReadings();
    return entries;
  }

  /**
   * Lets simulated time reach what is due by now. Returns a refusal while the store cannot be written; the world then
   * stands still. In turn only.
   */
  async catchUp(): Promise<Reply<never> | null> {
    if (!(await this.#flush())) return storeDown();
    if (this.session.clock.state !== 'running') return null;
    const now = this.#parts.ticker.now();
    const gapMs = this.#pace.awake(now);
    if (gapMs > 0) {
      await this.#pauseForGap(gapMs);
      return null;
    }
    this.#advance(this.#pace.dueS(now));
    return (await this.#flush()) ? null : storeDown();
  }

  /** Lets the clock run as the session says; call after loading. */
  wind(): void {
    this.#stopBeats?.();
    this.#stopBeats = null;
    if (this.session.clock.state !== 'running' || this.#broken) return;
    const { ticker } = this.#parts;
    const { drill, clock } = this.session;
    const firstMs = this.#pace.from(ticker.now(), clock.atS, clock.speed, phaseOf(drill));
    this.#stopBeats = ticker.every(this.#pace.periodMs, firstMs, () => this.#beat());
  }

  /**
   * Lets the world run at once (`leap.ts`). What comes about is stored on the way, and others have their turn at the
   * processor. Throws `StoreUnavailable` when that fails: the world then stands where it had come to.
   */
  async leap(
    toS: number,
    isThere: (applied: readonly Applied[]) => boolean,
    by: LeapBy,
    told?: () => string,
  ): Promise<void> {
    const { session } = this;
    const now = this.#parts.ticker.now();
    const paused = session.clock.state === 'paused';
    const first = takeOff(session, by);
    if (first.length > 0) await this.input(first);
    for (let s = 1; session.clock.state === 'running' && session.clock.atS < toS; s++) {
      if (isThere(this.#second(now))) break;
      if (s % FLUSH_EVERY_S === 0 && !(await this.#onTheWay())) break;
    }
    this.#bringUp(landing(session, by, { paused, told: told?.() ?? null }), now);
    this.#tick({ sampleAtS: session.sim.sampledAtS(), values: chartValues(session) });
    this.following.reach(session.clock.atS);
    this.wind();
    if (!(await this.#flush())) throw new StoreUnavailable('the jump is not stored yet');
  }

  /** In the middle of a leap: false when nothing can be stored. */
  async #onTheWay(): Promise<boolean> {
    this.#tick({});
    await new Promise((goOn) => setImmediate(goOn));
    return this.#flush();
  }

  /** Resolves when everything that was asked so far is done. */
  async idle(): Promise<void> {
    await this.#queue;
  }

  /** Logs the second that people have seen, so that an orderly stop costs none of them. */
  async park(): Promise<void> {
    await this.#inTurn(async () => {
      await this.catchUp();
      await this.following.endAll();
      if (this.session.clock.state === 'running' && this.session.clock.atS > this.#lastLoggedS) {
        await this.input([draftAt(this.session, 'clock.reached', {})]);
      }
      return { ok: true, result: undefined };
    });
  }

  /** Stops the clock of this object; the log is untouched. */
  close(): void {
    this.#stopBeats?.();
    this.#stopBeats = null;
    this.#broken = 'lost';
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

  #settle({ seat, command }: Admitted, settle: Settle): Promise<Reply<unknown>> {
    return this.#inTurn(async () => {
      const halt = await this.catchUp();
      if (halt) return halt;
      const reply = await settle();
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
    this.#parts.logError({ drill: this.session.drill, seq: this.#log.seq, what: name, error });
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

  #beat(): void {
    const gapMs = this.#pace.awake(this.#parts.ticker.now());
    if (this.#beatWaits) return;
    this.#beatWaits = true;
    void this.#inTurn(async () => {
      this.#beatWaits = false;
      if (gapMs > 0 && this.session.clock.state === 'running') await this.#pauseForGap(gapMs);
      else await this.catchUp();
      return { ok: true, result: undefined };
    });
  }

  #advance(dueS: number): void {
    const { session } = this;
    const now = this.#parts.ticker.now();
    const reached = session.clock.atS;
    while (session.clock.state === 'running' && session.clock.atS < dueS) {
      this.#second(now);
      if (session.sim.sampledAtS() === session.clock.atS)
        this.#tick({ sampleAtS: session.clock.atS, values: chartValues(session) });
    }
    if (session.clock.atS > reached && session.sim.sampledAtS() !== session.clock.atS) this.#tick({});
    if (session.clock.atS > reached) this.following.reach(session.clock.atS);
  }

  /** One simulated second, and what the drill itself brings up at it. */
  #second(now: number): Applied[] {
    const { session } = this;
    const applied = advance(session, session.clock.atS + 1);
    this.#log.put(applied, now);
    applied.push(...this.#bringUp(attend(session), now));
    if (applied.length > 0) this.#lastLoggedS = session.clock.atS;
    if (this.#clockIsDue(session.sim.sampledAtS() === session.clock.atS)) this.#log.put(this.#reach(), now);
    return applied;
  }

  /** Inputs that nobody sent: they are stored with the outcomes that wait. */
  #bringUp(drafts: readonly AnyDraft[], now: number): Applied[] {
    return drafts.flatMap((draft) => {
      const applied = applyInput(this.session, draft);
      this.#afterInput(draft);
      this.#log.put(applied, now);
      this.#lastLoggedS = this.session.clock.atS;
      return applied;
    });
  }

  /** The map is logged with the clock when a component's health has turned: everybody must see it. */
  #clockIsDue(sampled: boolean): boolean {
    return this.session.clock.atS - this.#lastLoggedS >= CLOCK_EVERY_S || (sampled && healthChanged(this.session));
  }

  #reach(): Applied[] {
    this.#lastLoggedS = this.session.clock.atS;
    return applyInput(this.session, draftAt(this.session, 'clock.reached', {}));
  }

  #tick(sample: Partial<TickMessage>): void {
    this.#listener.tick(this.session.drill, { drill: this.session.drill, atS: this.session.clock.atS, ...sample });
  }

  async #pauseForGap(gapMs: number): Promise<void> {
    const seconds = Math.round(gapMs / 1000);
    const reason = `The clock stood still for ${seconds} s (laptop asleep?). Paused; nothing was missed.`;
    await this.input([draftAt(this.session, 'drill.paused', { reason })]);
  }

  #afterInput({ kind, payload }: AnyDraft): void {
    switch (kind) {
      case 'drill.started':
      case 'drill.resumed':
      case 'drill.speed':
      case 'drill.paused':
        this.wind();
        break;
      case 'drill.ended':
        this.wind();
        forgetShells(this.session, this.#parts.shell);
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
    const { store, ticker, logError } = this.#parts;
    try {
      await keepReadings(store, this.session, ticker.now());
    } catch (error) {
      logError({ drill: this.session.drill, seq: this.#log.seq, what: 'the readings could not be kept', error });
    }
  }

  async #append(drafts: readonly AnyDraft[]): Promise<AnyEntry[]> {
    try {
      this.#deliver(await this.#log.flush());
      return await this.#log.append(drafts, this.#parts.ticker.now());
    } catch (error) {
      if (error instanceof StoreUnavailable) this.#storeDownSinceMs ??= this.#parts.ticker.now();
      throw error;
    }
  }

  /** Stores and delivers what waits. False while the store is down; the clock then starts anew when it is back. */
  async #flush(): Promise<boolean> {
    try {
      this.#probe();
      const kept = await this.#log.flush();
      this.#deliver(kept);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      this.#storeDownSinceMs ??= this.#parts.ticker.now();
      return false;
    }
    await this.#backAgain();
    return true;
  }

  /** After a failed append nothing waits that could tell when the store is back: the clock does. */
  #probe(): void {
    if (this.#storeDownSinceMs !== null && this.#log.isClear) this.#log.put(this.#reach(), this.#parts.ticker.now());
  }

  async #backAgain(): Promise<void> {
    if (this.#storeDownSinceMs === null) return;
    const now = this.#parts.ticker.now();
    const seconds = Math.max(1, Math.round((now - this.#storeDownSinceMs) / 1000));
    this.#storeDownSinceMs = null;
    if (this.session.clock.state !== 'running') return;
    const reason = `Nothing could be stored for ${seconds} s. The clock stood still and nothing acknowledged was lost.`;
    await this.input([draftAt(this.session, 'drill.paused', { reason }), draftAt(this.session, 'drill.resumed', {})]);
  }

  #deliver(kept: readonly Kept[]): void {
    for (const { events } of kept) this.#emit(events);
  }

  #emit(events: Projected): void {
    for (const { audience, message } of this.streams.push(events)) {
      this.#listener.message(this.session.drill, audience, message);
    }
  }

  /** One thing after the other. What throws here has left the session half changed: the drill stops, the others go on. */
  #inTurn<T>(work: () => Promise<Reply<T>>): Promise<Reply<T>> {
    const turn = this.#queue.then(async (): Promise<Reply<T>> => {
      if (this.#broken) return quarantined();
      try {
        return await work();
      } catch (error) {
        return this.#trouble(error);
      }
    });
    this.#queue = turn;
    return turn;
  }

  #trouble(error: unknown): Reply<never> {
    if (error instanceof StoreUnavailable) return storeDown();
    const taken = error instanceof Error && (error.name === 'LostOwnership' || error.name === 'WrongSeq');
    this.close();
    this.#broken = taken ? 'lost' : 'quarantined';
    const what = taken ? 'another process took the drill over' : 'the drill was quarantined';
    this.#parts.logError({ drill: this.session.drill, seq: this.#log.seq, what, error });
    return quarantined();
  }
}

/** Drills beat at different moments of the second: a hundred rooms at once would make each other wait. 0..1. */
function phaseOf(drill: string): number {
  let sum = 0;
  for (const letter of drill) sum = (sum * 31 + letter.charCodeAt(0)) % 9973;
  return sum / 9973;
}

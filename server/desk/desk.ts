import { draftAt } from '../drill/decide/decision.ts';
import { snapshot } from '../drill/project/snapshot.ts';
import { knowsOfChecks } from '../drill/project/view.ts';
import type { AnyEntry } from '../drill/entry.ts';
import { isRefusal, refuse } from '../drill/refuse.ts';
import type { ExposedFamily } from '../engine/signals/exposed.ts';
import type { NewDrill } from '../protocol/set-up.ts';
import type { Refusal } from '../protocol/refusal.ts';
import { audienceOf, type SeatKind } from '../protocol/roles.ts';
import type { JoinReply, Reply } from '../protocol/wire.ts';
import { createDrill, type CreateOptions } from './create.ts';
import { newId } from './ids.ts';
import { LiveDrill, type Command } from './live-drill.ts';
import { CannotLoad, loadDrill } from './load.ts';
import { closedTo } from './open-door.ts';
import { storeDown } from './refusals.ts';
import type { Adopt, DeskListener, DeskParts } from './parts.ts';
import type { DrillSeat, DrillStatus } from './status.ts';
import { Summaries } from './summaries.ts';

const RESTARTED = 'The server restarted; the drill stands at the last recorded second. Resume when everyone is ready.';

/** Drills that stay open when they have ended. */
const KEPT_OPEN = 50;

/** Every drill that this server knows: opens it from its log when somebody asks, keeps it live, lets others listen. */
export class Desk {
  readonly #parts: DeskParts;
  readonly #listeners = new Set<DeskListener>();
  readonly #live = new Map<string, Promise<LiveDrill | Refusal>>();
  readonly #summaries: Summaries;

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.#summaries = new Summaries(parts, (drill) => this.#live.get(drill));
  }

  /** Hears what live drills bring about, until the returned function is called. */
  listen(listener: DeskListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Creates a drill in its lobby; the person gets its facilitator's seat, or the one that `options` says. */
  async createDrill(
    request: NewDrill,
    person: { id: string; name: string },
    options: CreateOptions = {},
  ): Promise<Reply<{ drill: string; seat: string }>> {
    const created = await this.#stored('a new drill', () => createDrill(this.#parts, request, person, options));
    if (!created.ok) return created;
    const { drill, seat, live } = created.result(this.#fanOut(), this.#adopt);
    this.#live.set(drill, Promise.resolve(live));
    return { ok: true, result: { drill, seat } };
  }

  /** Adds somebody; one who is not approved waits for the facilitator. Nobody new comes into a locked drill. */
  async addSeat(drill: string, kind: SeatKind, name: string, approved: boolean): Promise<Reply<{ seat: string }>> {
    const live = await this.#open(drill);
    if (!(live instanceof LiveDrill)) return { ok: false, refusal: live };
    const closed = () => closedTo(live.session, approved);
    const refusal = closed();
    if (refusal) return no(refusal);
    const seat = newId('s', this.#parts.draw);
    return this.#stored(drill, async () => {
      await this.#parts.store.nameSeat(drill, seat, name);
      live.session.names.set(seat, name);
      const entered = await live.enter('seat.joined', { seat, kind, approved }, closed);
      return entered.ok ? { ok: true, result: { seat } } : entered;
    });
  }

  async seat(drill: string, seat: string): Promise<DrillSeat | null> {
    return (await this.#summaries.of(drill))?.seats.get(seat) ?? null;
  }

  /** Where the drill stands, or null when there is none. */
  async status(drill: string): Promise<DrillStatus | null> {
    return (await this.#summaries.of(drill))?.status ?? null;
  }

  /** What a client needs to follow: what it missed, or the whole view. Refused while the seat waits. */
  async join(drill: string, seat: string, lastSeq: number): Promise<Reply<JoinReply>> {
    const live = await this.#open(drill);
    if (!(live instanceof LiveDrill)) return { ok: false, refusal: live };
    return live.inTurn(async (): Promise<Reply<JoinReply>> => {
      // What is not stored is not shown, and would come a second time when it is.
      if (!live.isClear && !(await live.flush())) return storeDown();
      const { session, streams } = live;
      const known = session.seats.get(seat);
      if (!known || known.state === 'left')
        return no(refuse('seat/unknown', 'You have no seat in this drill.', 'Ask the facilitator for an invite.'));
      if (known.state === 'waiting')
        return no(
          refuse('seat/waiting', 'You are waiting for approval.', 'The facilitator sees your name and lets you in.'),
        );
      const audience = audienceOf(known.kind);
      // A seat whose kind has changed may count another audience's messages: only a snapshot is sure.
      const messages = known.moved ? null : streams.tail(audience, lastSeq);
      const checks = knowsOfChecks(audience) ? { checks: live.checks.list } : {};
      if (messages && lastSeq > 0) return { ok: true, result: { kind: 'tail', seat, messages, ...checks } };
      const view = snapshot(session, audience);
      return { ok: true, result: { kind: 'snapshot', seat, seq: streams.seq(audience), view, ...checks } };
    });
  }

  /** Carries out a seat's command. */
  async submit(drill: string, seat: string, command: Command): Promise<Reply<unknown>> {
    const live = await this.#open(drill);
    return live instanceof LiveDrill ? live.submit(seat, command) : no(live);
  }

  /** Metrics of the drill's newest sample, and the simulated wall clock now. */
  async exposed(drill: string): Promise<Reply<{ families: ExposedFamily[]; simulatedMs: number }>> {
    const live = await this.#open(drill);
    if (!(live instanceof LiveDrill)) return no(live);
    return live.inTurn(async () => {
      const { sim, scenario, clock } = live.session;
      const simulatedMs = scenario.world.startsAtMs + clock.atS * 1000;
      return { ok: true, result: { families: sim.exposed(), simulatedMs } };
    });
  }

  /** A seat's first socket came or its last one went. */
  async present(drill: string, seat: string, here: boolean): Promise<void> {
    const live = await this.#open(drill);
    if (live instanceof LiveDrill) await live.present(seat, here);
  }

  /** After a start: opens every drill that was running, so that it stands paused and says why. Returns how many. */
  async recover(): Promise<number> {
    let recovered = 0;
    for (const { id } of await this.#parts.store.drills()) {
      const summary = await this.#summaries.of(id);
      if (summary?.status.state !== 'running') continue;
      if ((await this.#open(id)) instanceof LiveDrill) recovered++;
    }
    return recovered;
  }

  /** Waits for what is under way and stops every clock. */
  async close(): Promise<void> {
    for (const opened of this.#live.values()) {
      const live = await opened;
      if (!(live instanceof LiveDrill)) continue;
      await live.park();
      live.close();
    }
    this.#live.clear();
  }

  /** The drill, opened from its log when it is not; a refusal when there is none or it cannot go on here. */
  async #open(drill: string): Promise<LiveDrill | Refusal> {
    const known = this.#live.get(drill);
    if (known) {
      const live = await known;
      // Taken over by another process, or its log is ahead of us: the store knows better.
      if (!(live instanceof LiveDrill) || !live.isLost) return live;
      if (this.#live.get(drill) === known) this.#live.delete(drill);
    }
    const again = this.#live.get(drill);
    if (again) return again;
    const opening = this.#load(drill);
    this.#live.set(drill, opening);
    const opened = await opening;
    if (!(opened instanceof LiveDrill) && opened.code !== 'drill/quarantined') this.#live.delete(drill);
    await this.#makeRoom(drill);
    return opened;
  }

  /** For a drill in which people go on from another one. Who asks for it before it is stored waits. */
  readonly #adopt: Adopt = async (entries, names, keep) => {
    const loaded = await this.#built(entries, names);
    if (isRefusal(loaded)) return loaded;
    const { drill } = loaded.session;
    const live = new LiveDrill(this.#parts, this.#fanOut(), this.#adopt, loaded);
    const kept = keep([...entries, ...loaded.missing]).then(() => settleIn(live));
    const opening = kept.then(
      () => live,
      () => NO_SUCH_DRILL,
    );
    this.#live.set(drill, opening);
    if (!((await opening) instanceof LiveDrill)) this.#live.delete(drill);
    await kept;
    return null;
  };

  /** Ended drills are opened for their debrief; the oldest go when there are many. A log opens again at any time. */
  async #makeRoom(except: string): Promise<void> {
    for (const [drill, opening] of [...this.#live]) {
      if (this.#live.size <= KEPT_OPEN) return;
      const live = await opening;
      if (drill === except || !(live instanceof LiveDrill) || live.session.clock.state !== 'ended') continue;
      await live.park();
      live.close();
      if (this.#live.get(drill) === opening) this.#live.delete(drill);
    }
  }

  async #load(drill: string): Promise<LiveDrill | Refusal> {
    const { store, logError } = this.#parts;
    try {
      const meta = await store.drill(drill);
      if (!meta) return NO_SUCH_DRILL;
      await store.claim(drill);
      const entries = await store.read(drill);
      const loaded = await this.#built(entries, await store.seatNames(drill));
      if (isRefusal(loaded)) return loaded;
      await store.append(drill, entries.length, loaded.missing);
      const live = new LiveDrill(this.#parts, this.#fanOut(), this.#adopt, loaded);
      await settleIn(live);
      return live;
    } catch (error) {
      logError({ drill, seq: 0, what: 'the drill could not be opened', error });
      return storeDown().refusal;
    }
  }

  /** The drill as its log says; a refusal when it cannot go on here. */
  async #built(
    entries: readonly AnyEntry[],
    names: Record<string, string>,
  ): Promise<Awaited<ReturnType<typeof loadDrill>> | Refusal> {
    try {
      return await loadDrill(this.#parts, entries, names);
    } catch (error) {
      if (!(error instanceof CannotLoad)) throw error;
      const drill = entries[0]?.drill ?? '';
      this.#parts.logError({ drill, seq: 0, what: 'the drill could not be opened', error });
      const why = `This drill cannot go on here: ${error.message}.`;
      return refuse('drill/quarantined', why, 'Its log is safe and can be exported.');
    }
  }

  /** Trouble with the store is a refusal: nothing was acknowledged, and the caller may try again. */
  async #stored<T>(drill: string, work: () => Promise<Reply<T>>): Promise<Reply<T>> {
    try {
      return await work();
    } catch (error) {
      this.#parts.logError({ drill, seq: 0, what: 'the store refused', error });
      return storeDown();
    }
  }

  #fanOut(): DeskListener {
    const all = this.#listeners;
    return {
      message: (...args) => all.forEach((listener) => listener.message(...args)),
      tick: (...args) => all.forEach((listener) => listener.tick(...args)),
      checks: (...args) => all.forEach((listener) => listener.checks(...args)),
      terminal: (...args) => all.forEach((listener) => listener.terminal(...args)),
      rejoin: (...args) => all.forEach((listener) => listener.rejoin(...args)),
      removed: (...args) => all.forEach((listener) => listener.removed(...args)),
    };
  }
}

const NO_SUCH_DRILL = refuse('drill/not-found', 'There is no such drill.', 'Look at the list of drills.');

/** After a restart nobody is connected, and a clock that ran stands. */
async function settleIn(live: LiveDrill): Promise<void> {
  const { session } = live;
  await live.inTurn(async () => {
    const away = [...session.seats.values()].filter(({ state, bot }) => state === 'here' && !bot);
    const drafts = away.map(({ id }) => draftAt(session, 'seat.present', { here: false }, { seat: id, command: null }));
    if (session.clock.state === 'running') drafts.unshift(draftAt(session, 'drill.paused', { reason: RESTARTED }));
    if (drafts.length > 0) await live.input(drafts);
    return { ok: true, result: undefined };
  });
}

function no(refusal: Refusal): Reply<never> {
  return { ok: false, refusal };
}

import { advance, type Applied } from '../drill/advance.ts';
import { attend } from '../drill/attend/attend.ts';
import { draftAt } from '../drill/decide/decision.ts';
import { healthChanged } from '../drill/measure.ts';
import type { Session } from '../drill/session.ts';
import type { TickMessage } from '../protocol/events.ts';
import type { Reply } from '../protocol/wire.ts';
import { StoreUnavailable } from '../store/log-store.ts';
import { chartValues } from './charts.ts';
import type { Following } from './following.ts';
import type { Intake } from './intake.ts';
import { landing, takeOff, type LeapBy } from './leap.ts';
import { Pace } from './pace.ts';
import { storeDown } from './refusals.ts';
import type { Ticker } from './ticker.ts';
import type { Turns } from './turns.ts';

/** Simulated seconds after which the clock is logged when nothing else was: what a crash may cost. */
const CLOCK_EVERY_S = 10;

/** Simulated seconds of a leap after which it is stored as far as it has come. */
const FLUSH_EVERY_S = 60;

interface ClockAround {
  session: Session;
  intake: Intake;
  turns: Turns;
  following: Following;
  ticker: Ticker;
  /** Everybody hears which second it is. */
  tell: (tick: TickMessage) => void;
}

/** Lets a drill's world run: second by second with the clock on the wall, or at once. */
export class DrillClock {
  readonly #around: ClockAround;
  readonly #pace = new Pace();
  #stopBeats: (() => void) | null = null;
  #beatWaits = false;

  constructor(around: ClockAround) {
    this.#around = around;
  }

  /** Runs as the session says; call after loading, and when that has changed. */
  wind(): void {
    this.stop();
    const { session, turns, ticker } = this.#around;
    if (session.clock.state !== 'running' || turns.isBroken) return;
    const { drill, clock } = session;
    const firstMs = this.#pace.from(ticker.now(), clock.atS, clock.speed, phaseOf(drill));
    this.#stopBeats = ticker.every(this.#pace.periodMs, firstMs, () => this.#beat());
  }

  stop(): void {
    this.#stopBeats?.();
    this.#stopBeats = null;
  }

  /**
   * Lets simulated time reach what is due by now. Returns a refusal while the store cannot be written; the world then
   * stands still. In turn only.
   */
  async catchUp(): Promise<Reply<never> | null> {
    const { session, intake, ticker } = this.#around;
    if (!(await intake.flush())) return storeDown();
    if (session.clock.state !== 'running') return null;
    const now = ticker.now();
    const gapMs = this.#pace.awake(now);
    if (gapMs > 0) {
      await this.#pauseForGap(gapMs);
      return null;
    }
    this.#advance(this.#pace.dueS(now));
    return (await intake.flush()) ? null : storeDown();
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
    const { session, intake, following } = this.#around;
    const paused = session.clock.state === 'paused';
    const first = takeOff(session, by);
    if (first.length > 0) await intake.input(first);
    for (let s = 1; session.clock.state === 'running' && session.clock.atS < toS; s++) {
      if (isThere(this.#second())) break;
      if (s % FLUSH_EVERY_S === 0 && !(await this.#onTheWay())) break;
    }
    intake.bringUp(landing(session, by, { paused, told: told?.() ?? null }));
    this.#tick({ sampleAtS: session.sim.sampledAtS(), values: chartValues(session) });
    following.reach(session.clock.atS);
    this.wind();
    if (!(await intake.flush())) throw new StoreUnavailable('the jump is not stored yet');
  }

  /** In the middle of a leap: false when nothing can be stored. */
  async #onTheWay(): Promise<boolean> {
    this.#tick({});
    await new Promise((goOn) => setImmediate(goOn));
    return this.#around.intake.flush();
  }

  #beat(): void {
    const { session, turns, ticker } = this.#around;
    const gapMs = this.#pace.awake(ticker.now());
    if (this.#beatWaits) return;
    this.#beatWaits = true;
    void turns.take(async () => {
      this.#beatWaits = false;
      if (gapMs > 0 && session.clock.state === 'running') await this.#pauseForGap(gapMs);
      else await this.catchUp();
      return { ok: true, result: undefined };
    });
  }

  #advance(dueS: number): void {
    const { session, following } = this.#around;
    const { clock, sim } = session;
    const reached = clock.atS;
    while (session.clock.state === 'running' && session.clock.atS < dueS) {
      this.#second();
      if (sim.sampledAtS() === session.clock.atS)
        this.#tick({ sampleAtS: session.clock.atS, values: chartValues(session) });
    }
    if (session.clock.atS === reached) return;
    if (sim.sampledAtS() !== session.clock.atS) this.#tick({});
    following.reach(session.clock.atS);
  }

  /** One simulated second, and what the drill itself brings up at it. */
  #second(): Applied[] {
    const { session, intake } = this.#around;
    const applied = advance(session, session.clock.atS + 1);
    intake.put(applied);
    applied.push(...intake.bringUp(attend(session)));
    if (this.#isToBeLogged()) intake.reach();
    return applied;
  }

  /** The map is logged with the clock when a component's health has turned: everybody must see it. */
  #isToBeLogged(): boolean {
    const { session, intake } = this.#around;
    const { clock, sim } = session;
    const sampled = sim.sampledAtS() === clock.atS;
    return clock.atS - intake.loggedS >= CLOCK_EVERY_S || (sampled && healthChanged(session));
  }

  #tick(sample: Partial<TickMessage>): void {
    const { session, tell } = this.#around;
    tell({ drill: session.drill, atS: session.clock.atS, ...sample });
  }

  async #pauseForGap(gapMs: number): Promise<void> {
    const { session, intake } = this.#around;
    const seconds = Math.round(gapMs / 1000);
    const reason = `The clock stood still for ${seconds} s (laptop asleep?). Paused; nothing was missed.`;
    await intake.input([draftAt(session, 'drill.paused', { reason })]);
  }
}

/** Drills beat at different moments of the second: a hundred rooms at once would make each other wait. 0..1. */
function phaseOf(drill: string): number {
  let sum = 0;
  for (const letter of drill) sum = (sum * 31 + letter.charCodeAt(0)) % 9973;
  return sum / 9973;
}

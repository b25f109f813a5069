import { DESK_COMMANDS, isDeskCommand } from '../desk/desk-commands.ts';
import { landing, takeOff, type LeapBy } from '../desk/leap.ts';
import type { LineDrill } from '../desk/terminal-line.ts';
import type { DeskShell } from '../desk/parts.ts';
import { advance, type Applied } from '../drill/advance.ts';
import { applyInput } from '../drill/apply.ts';
import { admit, decide } from '../drill/decide/decide.ts';
import { draftAt } from '../drill/decide/decision.ts';
import { engineSimulation, type EngineSimulation } from '../drill/engine-simulation.ts';
import type { AnyDraft, AnyEntry, Entry, EntryKind, EntryPayloads } from '../drill/entry.ts';
import { EMPTY_LOG, seal, type LogHead } from '../drill/hash.ts';
import { isRefusal } from '../drill/refuse.ts';
import { createSession, type Session } from '../drill/session.ts';
import { versionOf } from '../drill/upcast.ts';
import { ENGINE_VERSION } from '../engine/version.ts';
import type { CommandName, Commands } from '../protocol/commands.ts';
import type { Reply } from '../protocol/wire.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { rolledWorld } from './rolled-world.ts';

/** The seat that bots respond from. */
export const BOT_SEAT = 'bot';

/** What of a drill's beginning is another than its scenario alone would have it. */
export type AskedOtherwise = Partial<Pick<EntryPayloads['drill.created'], 'mode' | 'injects' | 'stops' | 'timeboxS'>>;

/** Wall clock of a drill that nobody watched: it is no argument of the simulation, and the same log is made again byte for byte. */
const NO_WALL_MS = 0;

/**
 * A drill played without a server: the same session, the same doors, the same log, in memory and as fast as it goes.
 * Bots, golden drills and `drillbook check` play in it.
 */
export class HeadlessDrill implements LineDrill {
  readonly session: Session;
  readonly sim: EngineSimulation;
  readonly entries: AnyEntry[] = [];
  readonly parts: { shell: DeskShell };
  readonly #id: string;
  #head: LogHead = EMPTY_LOG;
  #commands = 0;

  /**
   * A drill at second 0, started, with one fixer in it who holds every role that a lone responder holds. A tabletop is in
   * its lobby, with its facilitator.
   */
  constructor(
    scenario: Scenario,
    seed: string,
    shell: DeskShell,
    sim = engineSimulation(scenario, seed, rolledWorld(scenario, seed)),
    asked: AskedOtherwise = {},
  ) {
    this.#id = `headless-${seed}`;
    this.sim = sim;
    this.parts = { shell };
    const first = this.#seal({
      kind: 'drill.created',
      v: versionOf('drill.created'),
      simMs: 0,
      seat: null,
      command: null,
      payload: { ...createdPayload(scenario, seed), ...asked },
    });
    this.session = createSession(scenario, sim, first as Entry<'drill.created'>);
    const table = asked.mode === 'tabletop';
    this.enter('seat.joined', { seat: BOT_SEAT, kind: table ? 'facilitator' : 'fixer', approved: true });
    if (table) return;
    this.enter('role.taken', { seat: BOT_SEAT, role: 'ic' });
    this.enter('drill.started', { speed: 1 });
  }

  get atS(): number {
    return this.session.clock.atS;
  }

  /** Lets simulated time pass. */
  advanceTo(toS: number): void {
    for (const { draft } of advance(this.session, toS)) this.#seal(draft);
  }

  /** An input that no command asked for. */
  enter<K extends EntryKind>(kind: K, payload: EntryPayloads[K], seat: string | null = null): void {
    this.#apply([draftAt(this.session, kind, payload, { seat, command: null })]);
  }

  input(drafts: readonly AnyDraft[]): Promise<AnyEntry[]> {
    return Promise.resolve(this.#apply(drafts));
  }

  async leap(
    toS: number,
    isThere: (applied: readonly Applied[]) => boolean,
    by: LeapBy,
    told?: () => string,
  ): Promise<void> {
    const { session } = this;
    const paused = session.clock.state === 'paused';
    this.#apply(takeOff(session, by));
    while (session.clock.state === 'running' && session.clock.atS < toS) {
      const applied = advance(session, session.clock.atS + 1);
      for (const { draft } of applied) this.#seal(draft);
      if (isThere(applied)) break;
    }
    this.#apply(landing(session, by, { paused, told: told?.() ?? null }));
  }

  /** The bot's seat asks for something, through the same door as a person. */
  async send<N extends CommandName>(name: N, payload: Commands[N]['in']): Promise<Reply<unknown>> {
    const admitted = admit(this.session, { seat: BOT_SEAT, id: this.#commandId(), name, payload });
    if (isRefusal(admitted)) return { ok: false, refusal: admitted };
    if (isDeskCommand(admitted.name))
      return (DESK_COMMANDS[admitted.name] as (drill: LineDrill, what: typeof admitted) => Promise<Reply<unknown>>)(
        this,
        admitted,
      );
    const decision = decide(this.session, admitted);
    if (isRefusal(decision)) return { ok: false, refusal: decision };
    this.#apply(decision);
    return { ok: true, result: undefined };
  }

  type(line: string): Promise<Reply<unknown>> {
    return this.send('terminal.run', { terminal: '1', line });
  }

  /** Ends the drill and forgets its shell. */
  end(): void {
    this.enter('drill.ended', { reason: 'The time was up.' });
    this.parts.shell.forget(`${this.#id}/${BOT_SEAT}/1`);
  }

  #apply(drafts: readonly AnyDraft[]): AnyEntry[] {
    return drafts.map((draft) => {
      const [own, ...outcomes] = applyInput(this.session, draft);
      const entry = this.#seal(own?.draft ?? draft);
      for (const outcome of outcomes) this.#seal(outcome.draft);
      return entry;
    });
  }

  #seal(draft: AnyDraft): AnyEntry {
    const entry = seal(this.#head, this.#id, NO_WALL_MS, draft);
    this.#head = entry;
    this.entries.push(entry);
    return entry;
  }

  /** Counted, not drawn: a headless drill's log is the same every time. */
  #commandId(): string {
    return `00000000-0000-4000-8000-${String(++this.#commands).padStart(12, '0')}`;
  }
}

function createdPayload(scenario: Scenario, seed: string): EntryPayloads['drill.created'] {
  return {
    scenario: scenario.id,
    scenarioHash: scenario.hash,
    engine: ENGINE_VERSION,
    rng: 'alea',
    seed,
    variant: scenario.variant.id,
    runbooks: Object.fromEntries(scenario.runbooks.map(({ id, hash }) => [id, hash])),
    mode: 'game-day',
    timeboxS: scenario.minutes * 60,
    hypothesis: scenario.hypothesis.public,
    budget: scenario.breakers.budget,
    joinCode: 'none',
    speed: 1,
  };
}

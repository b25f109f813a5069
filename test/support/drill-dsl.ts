import { expect } from 'vitest';
import { advance, type Applied } from '../../server/drill/advance.ts';
import { answerOf } from '../../server/drill/answer.ts';
import { applyInput } from '../../server/drill/apply.ts';
import { attend } from '../../server/drill/attend/attend.ts';
import { admit, decide } from '../../server/drill/decide/decide.ts';
import { draftAt } from '../../server/drill/decide/decision.ts';
import { engineSimulation } from '../../server/drill/engine-simulation.ts';
import type { AnyDraft, AnyEntry, Entry, EntryKind, EntryPayloads } from '../../server/drill/entry.ts';
import { settingsOf, togetherWith } from '../../server/drill/fault-clearance.ts';
import { EMPTY_LOG, seal } from '../../server/drill/hash.ts';
import { snapshot } from '../../server/drill/project/snapshot.ts';
import { isRefusal } from '../../server/drill/refuse.ts';
import { createSession, type Session } from '../../server/drill/session.ts';
import type { Simulation } from '../../server/drill/simulation.ts';
import { stepOfLine } from '../../server/drill/steps.ts';
import type { CommandName, Commands } from '../../server/protocol/commands.ts';
import type { FaultCheck } from '../../server/protocol/breaking.ts';
import type { RoomEvent } from '../../server/protocol/events.ts';
import { fold } from '../../server/protocol/fold.ts';
import type { Refusal } from '../../server/protocol/refusal.ts';
import { AUDIENCES, type Audience, type SeatKind } from '../../server/protocol/roles.ts';
import type { AlertView, RoomView } from '../../server/protocol/room.ts';
import type { Reply } from '../../server/protocol/wire.ts';
import { loadScenario } from '../../server/scenario/load.ts';
import type { Scenario } from '../../server/scenario/scenario.ts';
import { ENGINE_VERSION } from '../../server/engine/version.ts';
import { pickVariant } from '../../server/scenario/variant.ts';
import { shellWords } from './shell-words.ts';

/** Who is in a told drill; `as('bob')` lets another seat act. Fixer Ann acts unless the tale says otherwise. */
export const CAST: Record<string, SeatKind> = {
  fay: 'facilitator',
  bea: 'breaker',
  ann: 'fixer',
  bob: 'fixer',
  olu: 'observer',
};

/** A drill on one of our scenarios: `drill('connection-pool-exhaustion', { variant: 'report', seed: 'a' })`. */
export function drill(
  id: string,
  { variant, seed = 'a', mode }: { variant?: string; seed?: string; mode?: 'game-day' | 'onboarding' } = {},
): Tale {
  const scenario = ourScenario(id, variant ?? pickVariant(seed, ourScenario(id, null).variants).id);
  return new Tale(scenario, engineSimulation(scenario, seed), seed, mode);
}

/** A drill on a scenario and world made up for a test. */
export function drillOn(scenario: Scenario, sim: Simulation, seed = 'a', mode?: 'game-day' | 'onboarding'): Tale {
  return new Tale(scenario, sim, seed, mode);
}

export function ourScenario(id: string, variant: string | null): Scenario {
  const loaded = loadScenario(`scenarios/${id}`, variant);
  if (!loaded.ok)
    throw new Error(loaded.problems.map(({ file, line, message }) => `${file}:${line} ${message}`).join('\n'));
  return loaded.scenario;
}

/** A drill told as a story, over the session alone: no desk, no store, no clock. Each verb returns the tale. */
export class Tale {
  readonly session: Session;
  readonly log: AnyEntry[] = [];
  /** What each audience was sent, message by message. */
  readonly sent: Record<Audience, RoomEvent[][]> = { fixers: [], observers: [], breakers: [], facilitator: [] };
  readonly opening: Record<Audience, RoomView>;
  lastReply: Reply<unknown> = { ok: true, result: undefined };
  #actor = 'ann';
  #commands = 0;

  constructor(scenario: Scenario, sim: Simulation, seed: string, mode: 'game-day' | 'onboarding' = 'game-day') {
    const first = seal(EMPTY_LOG, 'd-tale', 0, createdDraft(scenario, seed, mode)) as Entry<'drill.created'>;
    this.log.push(first as AnyEntry);
    this.session = createSession(scenario, sim, first);
    this.opening = {
      fixers: snapshot(this.session, 'fixers'),
      observers: snapshot(this.session, 'observers'),
      breakers: snapshot(this.session, 'breakers'),
      facilitator: snapshot(this.session, 'facilitator'),
    };
    for (const [seat, kind] of Object.entries(CAST)) {
      this.session.names.set(seat, seat);
      this.enters('seat.joined', { seat, kind, approved: true });
    }
  }

  // ── who and when ──
  as(seat: string): this {
    this.#actor = seat;
    return this;
  }

  /** Simulated time passes: '90s', '2m'. */
  after(duration: string): this {
    const seconds = Number.parseInt(duration) * (duration.endsWith('m') ? 60 : 1);
    this.#take(advance(this.session, this.session.clock.atS + seconds));
    return this;
  }

  /** Simulated time passes as on a live server: each second the drill brings up what it has to say itself. */
  attended(duration: string): this {
    const seconds = Number.parseInt(duration) * (duration.endsWith('m') ? 60 : 1);
    for (let second = 0; second < seconds; second++) {
      this.#take(advance(this.session, this.session.clock.atS + 1));
      for (const draft of attend(this.session)) this.#take(applyInput(this.session, draft));
    }
    return this;
  }

  /** An input that no command makes. */
  enters<K extends EntryKind>(kind: K, payload: EntryPayloads[K], seat: string | null = null): this {
    this.#take(applyInput(this.session, draftAt(this.session, kind, payload, { seat, command: null })));
    return this;
  }

  // ── deeds ──
  /** Sends a command and expects it to be carried out. */
  does<N extends CommandName>(name: N, payload: Commands[N]['in']): this {
    const reply = this.tries(name, payload);
    expect(reply, `${this.#actor} ${name}`).toMatchObject({ ok: true });
    return this;
  }

  /** Sends a command and expects a refusal with this code. */
  isRefused<N extends CommandName>(name: N, payload: Commands[N]['in'], code: Refusal['code']): this {
    expect(this.tries(name, payload)).toMatchObject({ ok: false, refusal: { code } });
    return this;
  }

  /** Sends a command as this seat, whatever comes of it. */
  tries(name: string, payload: unknown, id = this.#nextId()): Reply<unknown> {
    const admitted = admit(this.session, { seat: this.#actor, id, name, payload });
    if (isRefusal(admitted)) return (this.lastReply = { ok: false, refusal: admitted });
    const decision = decide(this.session, admitted);
    if (isRefusal(decision)) return (this.lastReply = { ok: false, refusal: decision });
    for (const draft of decision) this.#take(applyInput(this.session, draft));
    return (this.lastReply = answerOf(
      this.session,
      admitted.name,
      admitted.payload,
      (decision[0] as AnyEntry) ?? null,
    ));
  }

  start(): this {
    return this.by('fay', () => this.does('drill.start', {}));
  }

  ends(): this {
    return this.by('fay', () => this.does('drill.end', {}));
  }

  /** A bot has tried what would be at work, and brought it back unless the tale says otherwise. */
  checks(fault: string, found: Partial<FaultCheck> = {}): this {
    const check: FaultCheck = {
      fault,
      parameters: settingsOf(this.session, fault),
      together: togetherWith(this.session, fault),
      recoverable: true,
      reason: 'A bot brought it back.',
      backAfterS: 240,
      pageAfterS: 90,
      checkedAtS: this.session.clock.atS,
      ...found,
    };
    return this.enters('fault.checked', { check }, 'bea');
  }

  /** Breaker Bea fires a fault that a bot has tried before. */
  breaks(fault: string): this {
    return this.checks(fault).by('bea', () => this.does('fault.fire', { fault }));
  }

  /** Acknowledges every alert that fires. */
  ack(): this {
    const fingerprints = this.#alerts((alert) => alert.state === 'firing').map(({ fingerprint }) => fingerprint);
    return this.does('alert.ack', { fingerprints });
  }

  says(text: string): this {
    return this.does('chat.say', { channel: 'team', text });
  }

  opens(runbook: string): this {
    return this.does('runbook.open', { runbook });
  }

  /** Types one command (no pipes: the shell has its own tests) and runs its tool. */
  types(line: string): this {
    const step = stepOfLine(this.session, line);
    return this.#runs(line, step && { ...step, how: 'terminal' });
  }

  /** Presses Run at a step's command. */
  runsStep(runbook: string, step: number, command = 0): this {
    const page = this.session.scenario.runbooks.find(({ id }) => id === runbook);
    const line = page?.steps.find(({ number }) => number === step)?.commands[command]?.text;
    if (line === undefined) throw new Error(`${runbook} has no command ${command} in step ${step}`);
    return this.#runs(line, { runbook, step, command, how: 'button' });
  }

  by(seat: string, deed: () => void): this {
    const before = this.#actor;
    this.#actor = seat;
    deed();
    this.#actor = before;
    return this;
  }

  // ── what must be ──
  expectsAlert(rule: string, state: AlertView['state'] = 'firing'): this {
    expect(
      this.#alerts((alert) => alert.rule === rule).map((alert) => alert.state),
      rule,
    ).toContain(state);
    return this;
  }

  expectsNoAlert(rule: string): this {
    expect(this.#alerts((alert) => alert.rule === rule && alert.state === 'firing')).toEqual([]);
    return this;
  }

  expectsObjective(id: string, state: 'open' | 'met' | 'missed'): this {
    expect(this.session.objectives.get(id)?.state, id).toBe(state);
    return this;
  }

  expects(check: (session: Session) => void): this {
    check(this.session);
    return this;
  }

  // ── what was seen ──
  /** The opening view with everything folded in that this audience was sent. */
  view(audience: Audience): RoomView {
    return this.sent[audience].flat().reduce(fold, this.opening[audience]);
  }

  snapshot(audience: Audience): RoomView {
    return snapshot(this.session, audience);
  }

  entries<K extends EntryKind>(kind: K): Entry<K>[] {
    return this.log.filter((entry): entry is AnyEntry & Entry<K> => entry.kind === kind);
  }

  #runs(line: string, step: EntryPayloads['command.ran']['step']): this {
    const { session } = this;
    const [tool = '', ...argv] = shellWords(line);
    const context = {
      seat: this.#actor,
      access: session.scenario.access,
      env: {},
      nowMs: session.scenario.world.startsAtMs + session.clock.atS * 1000,
    };
    const { actions, ...result } = session.sim.runTool(context, tool, argv, '');
    if (actions.length > 0) this.enters('tool.acted', { line, tool, actions }, this.#actor);
    const ran = { line, terminal: 't1', ...result, cwd: '/home/oncall', tools: [tool], step };
    return this.enters('command.ran', ran, this.#actor);
  }

  #alerts(which: (alert: AlertView) => boolean): AlertView[] {
    return [...this.session.alerts.values()].filter(which);
  }

  #take(applied: readonly Applied[]): void {
    for (const { draft, events } of applied) {
      this.log.push(seal(this.log.at(-1)!, 'd-tale', draft.simMs, draft));
      for (const audience of AUDIENCES) {
        if (events[audience].length > 0) this.sent[audience].push(structuredClone(events[audience]));
      }
    }
  }

  #nextId(): string {
    return `00000000-0000-4000-8000-${String(++this.#commands).padStart(12, '0')}`;
  }
}

function createdDraft(scenario: Scenario, seed: string, mode: 'game-day' | 'onboarding'): AnyDraft {
  const payload: EntryPayloads['drill.created'] = {
    scenario: scenario.id,
    scenarioHash: scenario.hash,
    engine: ENGINE_VERSION,
    rng: 'alea',
    seed,
    variant: scenario.variant.id,
    runbooks: {},
    mode,
    timeboxS: 2400,
    hypothesis: scenario.hypothesis.public,
    budget: scenario.breakers.budget,
    joinCode: 'copper-kettle-42',
  };
  return { kind: 'drill.created', v: 1, simMs: 0, seat: null, command: null, payload };
}

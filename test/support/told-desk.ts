import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { Desk } from '../../server/desk/desk.ts';
import type { DeskParts, DeskShell } from '../../server/desk/parts.ts';
import type { LoggedTrouble } from '../../server/desk/trouble.ts';
import type { Simulation } from '../../server/drill/simulation.ts';
import type { CheckUnderWay } from '../../server/protocol/breaking.ts';
import type { CommandName, Commands } from '../../server/protocol/commands.ts';
import type { RoomMessage, TickMessage } from '../../server/protocol/events.ts';
import type { Audience, SeatKind } from '../../server/protocol/roles.ts';
import type { RoomView } from '../../server/protocol/room.ts';
import type { Reply, TerminalMessage } from '../../server/protocol/wire.ts';
import type { Scenario } from '../../server/scenario/scenario.ts';
import { memoryStore } from '../../server/store/memory.ts';
import type { LogStore } from '../../server/store/log-store.ts';
import { FakeTicker } from './fake-ticker.ts';
import { scripted } from './scripted-simulation.ts';
import { shellWords } from './shell-words.ts';
import { stage } from './stage.ts';

/** A desk with a clock that tests move, everything it says written down, and a shell that knows only plain commands. */
export class ToldDesk {
  readonly store: LogStore;
  readonly ticker: FakeTicker;
  readonly parts: DeskParts;
  readonly messages: Record<Audience, RoomMessage[]> = { fixers: [], observers: [], breakers: [], facilitator: [] };
  readonly ticks: TickMessage[] = [];
  /** What audiences were told about checks under way, oldest first. */
  readonly checks: { audiences: readonly Audience[]; checks: CheckUnderWay[] }[] = [];
  readonly terminal: (TerminalMessage & { seat: string })[] = [];
  readonly notices: string[] = [];
  readonly trouble: LoggedTrouble[] = [];
  desk: Desk;
  drill = '';
  /** Seats by the name they were given. */
  seats: Record<string, string> = {};

  constructor({
    scenario = stage(),
    simulate = () => scripted(),
    store = memoryStore(),
    shell = plainShell,
    bots = noBots,
  }: {
    scenario?: Scenario;
    simulate?: (() => Simulation) | ((scenario: Scenario, seed: string) => Simulation);
    store?: LogStore;
    shell?: DeskShell;
    bots?: DeskParts['bots'];
  } = {}) {
    this.store = store;
    this.ticker = new FakeTicker(() => this.#idle());
    let drawn = 0;
    this.parts = {
      store,
      shell,
      simulate,
      scenarios: { scenario: async (id) => (id === scenario.id ? scenario : null) },
      engine: '1',
      ticker: this.ticker,
      draw: (below) => (drawn = (drawn * 31 + 7) % 9973) % below,
      logError: (trouble) => void this.trouble.push(trouble),
      bots,
    };
    this.desk = this.#newDesk();
  }

  /** A drill with facilitator Fay, breaker Bea and fixers Ann and Bob, in its lobby. */
  async opens(): Promise<this> {
    const request = {
      scenario: 'stage',
      variant: null,
      seed: 'a',
      mode: 'game-day',
      speed: 1,
      timeboxMin: 40,
      hypothesis: null,
    } as const;
    const created = ok(await this.desk.createDrill(request, { id: 'p-fay', name: 'Fay' }));
    this.drill = created.drill;
    this.seats.fay = created.seat;
    await this.joins('bea', 'breaker');
    await this.joins('ann', 'fixer');
    await this.joins('bob', 'fixer');
    return this;
  }

  async joins(name: string, kind: SeatKind, approved = true): Promise<string> {
    const { seat } = ok(await this.desk.addSeat(this.drill, kind, name, approved));
    return (this.seats[name] = seat);
  }

  async starts(): Promise<this> {
    await this.opens();
    await this.does('fay', 'drill.start', {});
    return this;
  }

  async does<N extends CommandName>(
    who: string,
    name: N,
    payload: Commands[N]['in'],
    id: string = randomUUID(),
  ): Promise<unknown> {
    const reply = await this.tries(who, name, payload, id);
    expect(reply, `${who} ${name}`).toMatchObject({ ok: true });
    return reply.ok ? reply.result : undefined;
  }

  tries(who: string, name: string, payload: unknown, id: string = randomUUID()): Promise<Reply<unknown>> {
    return this.desk.submit(this.drill, this.seats[who] ?? who, { id, name, payload });
  }

  /** The server dies (nothing is closed in order) and another one starts on the same store. */
  async restarts(): Promise<number> {
    await this.#idle();
    return this.dies();
  }

  /** The same, without waiting for what is under way. */
  dies(): Promise<number> {
    this.desk = this.#newDesk();
    return this.desk.recover();
  }

  /** What somebody sees who opens the page now. */
  async view(who: string): Promise<RoomView> {
    const joined = ok(await this.desk.join(this.drill, this.seats[who] ?? who, 0));
    if (joined.kind !== 'snapshot') throw new Error('a snapshot was expected');
    return joined.view;
  }

  async log() {
    return this.store.read(this.drill);
  }

  async kinds(): Promise<string[]> {
    return (await this.log()).map(({ kind }) => kind);
  }

  #newDesk(): Desk {
    const desk = new Desk(this.parts);
    desk.listen({
      message: (_drill, audience, message) => void this.messages[audience].push(message),
      tick: (_drill, message) => void this.ticks.push(message),
      checks: (_drill, audiences, { checks }) => void this.checks.push({ audiences, checks }),
      terminal: (_drill, seat, message) => void this.terminal.push({ seat, ...message }),
      rejoin: (_drill, seat, reason) => void this.notices.push(`rejoin ${seat}: ${reason}`),
      removed: (_drill, seat, reason) => void this.notices.push(`removed ${seat}: ${reason}`),
    });
    return desk;
  }

  async #idle(): Promise<void> {
    // A status goes through the desk, and whatever the beats queued has its turn before a join is answered.
    if (this.drill !== '') await this.desk.join(this.drill, this.seats.fay ?? '', 0);
  }
}

export function ok<T>(reply: Reply<T>): T {
  if (!reply.ok) throw new Error(`${reply.refusal.code}: ${reply.refusal.message}`);
  return reply.result;
}

const noBots: DeskParts['bots'] = { run: () => Promise.reject(new Error('There are no bots here.')) };

/** One command a line, no pipes; real bash has its own tests. */
export const plainShell: DeskShell = {
  async run(seat, line, setting) {
    const [tool = '', ...argv] = shellWords(line);
    const known = setting.tools.includes(tool);
    const reply = known
      ? await setting.onTool({ seat, lineId: 1, tool, argv, stdin: '', cwd: '/home/oncall' })
      : { stdout: '', stderr: `bash: ${tool}: command not found\n`, exitCode: 127 };
    return { ...reply, cwd: '/home/oncall' };
  },
  complete: async () => ({ from: 0, candidates: ['psql'] }),
  forget: () => undefined,
};

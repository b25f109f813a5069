import type { CheckUnderWay } from '../../server/protocol/breaking.ts';
import type { CommandName, Commands } from '../../server/protocol/commands.ts';
import type { RoomEvent } from '../../server/protocol/events.ts';
import { fold } from '../../server/protocol/fold.ts';
import type { Refusal } from '../../server/protocol/refusal.ts';
import type { RoomView, SeatView } from '../../server/protocol/room.ts';
import type { JoinReply, Reply, TerminalMessage } from '../../server/protocol/wire.ts';
import { Connection, type ConnectionListener, type LinkState } from '../connection.ts';
import { seatName } from './seat-name.ts';
import { Telemetry } from './telemetry.svelte.ts';

/** What changes nothing: allowed while one looks over somebody's shoulder. */
const LOOKS: ReadonlySet<CommandName> = new Set([
  'runbook.open',
  'telemetry.history',
  'terminal.history',
  'logs.search',
  'traces.find',
  'trace.open',
  'metrics.query',
  'metrics.names',
  'dashboard.open',
  'catalogue.list',
  'events.list',
  'map.flow',
  'shop.visit',
  'customers.heard',
  'status.page',
]);

const ONLY_LOOKING: Refusal = {
  code: 'role/not-allowed',
  message: 'You look over somebody’s shoulder: nothing can be done from here.',
  hint: 'Go back to the panel to act.',
};

/** One drill as this browser sees it. Everything on a drill's pages derives from `view`. */
export class DrillState {
  view = $state.raw<RoomView | null>(null);
  seatId = $state('');
  link = $state<LinkState>('connecting');
  linkReason = $state<string | null>(null);
  /** Why the server would not let us in. */
  refused = $state.raw<Refusal | null>(null);
  /** Drill second of the last tick; the clock on screen. */
  atS = $state(0);
  /** Hears the terminals of this seat; the room's desk sets it. */
  onTerminal: (message: TerminalMessage) => void = () => undefined;
  /** Checks of faults that bots are at, or come to; for breakers and facilitators. */
  checks = $state.raw<readonly CheckUnderWay[]>([]);
  readonly telemetry = new Telemetry();
  /** Looks over somebody's shoulder: nothing can be done from here. */
  readonly readOnly: boolean;
  readonly #connection: Connection;
  #asking = false;

  /** @param as a seat to see as; null: one's own */
  constructor(id: string, as: string | null = null) {
    this.readOnly = as !== null;
    const listener: ConnectionListener = {
      onLink: (state, reason) => {
        this.link = state;
        this.linkReason = reason;
      },
      onRefused: (refusal) => (this.refused = refusal),
      onJoined: (reply) => this.#joined(reply),
      onTerminal: (message) => this.onTerminal(message),
      onChecks: (checks) => (this.checks = checks),
      onRoom: (message) => this.#apply(message.events),
      onTick: (tick) => {
        this.atS = tick.atS;
        this.telemetry.take(tick);
        if (this.telemetry.hasHole) void this.#loadHistory();
      },
    };
    this.#connection = new Connection(id, listener, as);
  }

  get seat(): SeatView | null {
    return this.view?.seats.find((seat) => seat.id === this.seatId) ?? null;
  }

  get isFixer(): boolean {
    return this.seat?.kind === 'fixer';
  }

  /** Only fixers act on the world, until it ends: nobody else gets a control that the server would refuse. */
  get responds(): boolean {
    return this.isFixer && !this.readOnly && this.view?.clock.state !== 'ended';
  }

  nameOf(seat: string): string {
    const known = this.view?.seats.find((other) => other.id === seat);
    return known ? seatName(known) : 'someone who left';
  }

  send<N extends CommandName>(name: N, payload: Commands[N]['in']): Promise<Reply<Commands[N]['out']>> {
    return this.readOnly && !LOOKS.has(name)
      ? Promise.resolve({ ok: false, refusal: ONLY_LOOKING })
      : this.#connection.send(name, payload);
  }

  /** Asks again after a refusal that time may lift, such as a seat that waits for approval. */
  joinAgain(): void {
    this.#connection.join();
  }

  close(): void {
    this.#connection.close();
  }

  #joined(reply: JoinReply): void {
    this.refused = null;
    this.seatId = reply.seat;
    this.checks = reply.checks ?? [];
    if (reply.kind === 'snapshot') {
      this.view = reply.view;
      this.atS = reply.view.clock.atS;
    } else {
      this.#apply(reply.messages.flatMap((message) => message.events));
    }
    void this.#loadHistory();
  }

  #apply(events: readonly RoomEvent[]): void {
    if (!this.view) return;
    this.view = events.reduce(fold, this.view);
    if (events.some((event) => event.type === 'clock')) this.atS = this.view.clock.atS;
    // A world that leapt and stands still again sends no tick that would show the hole, or its only one was lost.
    if (events.some(({ type }) => type === 'round' || type === 'clock') && this.#isBehind()) void this.#loadHistory();
  }

  /** The clock, or the newest round, stands later than the last sample. */
  #isBehind(): boolean {
    const { times } = this.telemetry;
    const stepS = times.length > 1 ? times[1]! - times[0]! : 0;
    const standsS = Math.max(this.atS, this.view?.tabletop?.rounds.at(-1)?.atS ?? 0);
    return standsS > (times.at(-1) ?? 0) + stepS;
  }

  async #loadHistory(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    const reply = await this.send('telemetry.history', { fromS: -3600 });
    this.#asking = false;
    if (reply.ok) this.telemetry.load(reply.result);
  }
}

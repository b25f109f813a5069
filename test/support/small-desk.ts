import { randomUUID } from 'node:crypto';
import type { RoomEvent, RoomMessage } from '../../server/protocol/events.ts';
import { audienceOf, type Audience, type SeatKind } from '../../server/protocol/roles.ts';
import type { RoomView } from '../../server/protocol/room.ts';
import type { JoinReply, Reply } from '../../server/protocol/wire.ts';
import type { DeskForHttp, DrillSeat, DrillStatus } from '../../server/http/parts.ts';
import type { DeskForSocket } from '../../server/socket/parts.ts';
import type { Store } from '../../server/store/store.ts';

/**
 * A desk without a simulation: seats come and go, `note.add` says something to every audience. It shows what the
 * transports do with a desk; what a desk does with a drill is tested elsewhere.
 */
export class SmallDesk implements DeskForHttp, DeskForSocket {
  readonly presences: { seat: string; here: boolean }[] = [];
  readonly submitted: { seat: string; name: string }[] = [];
  readonly said = new Map<Audience, RoomMessage[]>([
    ['fixers', []],
    ['breakers', []],
    ['facilitator', []],
  ]);
  /** Runs before a join is answered: for tests that change something meanwhile. */
  beforeJoin: () => Promise<void> | void = () => undefined;
  state: DrillStatus['state'] = 'lobby';
  /** Drills that were rewound: they have ended, and people go on in another one. */
  readonly continuedAs = new Map<string, string>();
  onRoom: (drill: string, audience: Audience, message: RoomMessage) => void = () => undefined;
  readonly #store: Store;
  readonly #seats = new Map<string, DrillSeat>();

  constructor(store: Store) {
    this.#store = store;
  }

  async createDrill(_request: unknown, person: { id: string }): Promise<Reply<{ drill: string; seat: string }>> {
    const drill = `d${this.#seats.size}`;
    await this.#store.createDrill(
      {
        id: drill,
        scenario: 'pool',
        cover: 'Thursday',
        joinCode: `copper-kettle-${10 + this.#seats.size}`,
        createdBy: person.id,
        createdMs: 1,
      },
      [],
    );
    const seat = this.#add(drill, 'facilitator', true);
    return { ok: true, result: { drill, seat } };
  }

  async addSeat(drill: string, kind: SeatKind, _name: string, approved: boolean): Promise<Reply<{ seat: string }>> {
    return { ok: true, result: { seat: this.#add(drill, kind, approved) } };
  }

  async seat(drill: string, seat: string): Promise<DrillSeat | null> {
    return this.#seats.get(`${drill}/${seat}`) ?? null;
  }

  change(drill: string, seat: string, change: Partial<DrillSeat>): void {
    Object.assign(this.#seats.get(`${drill}/${seat}`)!, change);
  }

  async status(drill: string): Promise<DrillStatus> {
    const continuedAs = this.continuedAs.get(drill) ?? null;
    const state = continuedAs === null ? this.state : 'ended';
    return { mode: 'game-day', state, atS: 0, seats: this.#seats.size, title: 'Pool exhaustion', continuedAs };
  }

  async exposed(): ReturnType<DeskForHttp['exposed']> {
    const samples = [{ name: 'up', labels: { job: 'shop' }, value: 1 }];
    return { ok: true, result: { families: [{ name: 'up', type: 'gauge', help: 'Up.', samples }], simulatedMs: 0 } };
  }

  async join(drill: string, seat: string, lastSeq: number): Promise<Reply<JoinReply>> {
    const { kind } = this.#seats.get(`${drill}/${seat}`)!;
    const said = this.said.get(audienceOf(kind))!;
    const seq = said.length;
    await this.beforeJoin();
    if (lastSeq > 0) return { ok: true, result: { kind: 'tail', seat, messages: said.slice(lastSeq) } };
    const view = { head: { id: drill }, notices: [] } as unknown as RoomView;
    return { ok: true, result: { kind: 'snapshot', seat, seq, view } };
  }

  async submit(drill: string, seat: string, { name }: { name: string }): Promise<Reply<unknown>> {
    this.submitted.push({ seat, name });
    if (name === 'test.throw') throw new Error('a secret reason');
    if (name === 'note.add') this.say(drill, 'hello');
    return { ok: true, result: null };
  }

  say(drill: string, text: string): void {
    const events: RoomEvent[] = [{ type: 'notice', notice: { id: text, atS: 0, level: 'info', text } }];
    for (const [audience, said] of this.said) {
      const message = { drill, seq: said.length + 1, events };
      said.push(message);
      this.onRoom(drill, audience, message);
    }
  }

  async present(_drill: string, seat: string, here: boolean): Promise<void> {
    this.presences.push({ seat, here });
  }

  #add(drill: string, kind: SeatKind, approved: boolean): string {
    const seat = randomUUID().slice(0, 8);
    this.#seats.set(`${drill}/${seat}`, { kind, state: approved ? 'here' : 'waiting' });
    return seat;
  }
}

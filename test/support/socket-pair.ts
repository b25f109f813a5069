import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { io, type Socket } from 'socket.io-client';
import { Accounts } from '../../server/account/accounts.ts';
import { createApp } from '../../server/http/app.ts';
import type { HttpParts } from '../../server/http/parts.ts';
import { WebClient } from '../../server/http/web-client.ts';
import { BookletDesk } from '../../server/library/booklet-desk.ts';
import { GapDesk } from '../../server/library/gap-desk.ts';
import { RunbookDesk } from '../../server/library/runbook-desk.ts';
import { RunbookHistory } from '../../server/library/runbook-history.ts';
import { RunbookLibrary } from '../../server/library/runbook-library.ts';
import type { Joined } from '../../server/protocol/http.ts';
import { PROTOCOL_VERSION } from '../../server/protocol/refusal.ts';
import type { SeatKind } from '../../server/protocol/roles.ts';
import type { ClientToServer, JoinReply, Reply, ServerToClient } from '../../server/protocol/wire.ts';
import type { SocketParts } from '../../server/socket/parts.ts';
import { DryRuns } from '../../server/set-up/dry-runs.ts';
import { isolationOf } from '../../server/set-up/isolation.ts';
import { SetUpDesk } from '../../server/set-up/set-up-desk.ts';
import { serveSockets, type Sockets } from '../../server/socket/serve.ts';
import { memoryStore } from '../../server/store/memory.ts';
import type { Store } from '../../server/store/store.ts';
import { SmallDesk } from './small-desk.ts';

export type Client = Socket<ServerToClient, ClientToServer>;

/** A cookie jar of one browser. */
export class Browser {
  cookie: string | null = null;
  readonly #base: string;

  constructor(base: string) {
    this.#base = base;
  }

  async ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${this.#base}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.cookie === null ? {} : { cookie: this.cookie }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const set = response.headers.getSetCookie()[0];
    if (set) this.cookie = set.split(';')[0]!;
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : null };
  }
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // Tests look into many shapes; what they expect of them is what they assert.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  json: any;
}

/** The real transports over loopback, with a memory store, a small desk, and a clock that tests move. */
export class Transports {
  readonly store: Store = memoryStore();
  readonly desk = new SmallDesk(this.store);
  readonly errors: unknown[] = [];
  nowMs = 1_700_000_000_000;
  readonly accounts = new Accounts(this.store, () => this.nowMs);
  readonly pages = new RunbookLibrary(this.store, () => this.nowMs);
  readonly #server: Server;
  readonly #clients: Client[] = [];
  #sockets: Sockets | null = null;
  base = '';
  #templates = 0;

  constructor(overrides: Partial<HttpParts> & Partial<Pick<SocketParts, 'messagesPer10S'>> = {}) {
    const parts: HttpParts = {
      store: this.store,
      accounts: this.accounts,
      desk: this.desk,
      library: {
        scenarios: async () => [{ id: 'pool', cover: 'Thursday', difficulty: 3, minutes: 40, focus: ['detection'] }],
        home: async () => ({ proposed: null, runbooks: [] }),
      },
      debriefs: {
        debrief: () => Promise.reject(new Error('no debriefs here')),
        branch: async () => null,
      },
      runbooks: new RunbookDesk({
        bots: { run: () => Promise.reject(new Error('no bots here')) },
        library: this.pages,
        history: new RunbookHistory({
          store: this.store,
          debriefs: { ownPart: async () => null },
          hasEnded: async () => false,
        }),
        store: this.store,
        scenarios: async () => [],
        tree: async () => null,
        now: () => this.nowMs,
      }),
      gaps: new GapDesk({
        store: this.store,
        library: this.pages,
        scenarios: { scenario: async () => null },
        debriefs: { debrief: async () => null },
        bots: { run: () => Promise.reject(new Error('no bots here')) },
        tree: null,
        now: () => this.nowMs,
      }),
      booklets: new BookletDesk({
        store: this.store,
        scenarios: { scenario: async () => null },
        bots: { run: () => Promise.reject(new Error('no bots here')) },
      }),
      setUp: new SetUpDesk({
        store: this.store,
        library: { firstVariants: async () => [], problems: () => null },
        scenarios: { scenario: async () => null },
        pages: this.pages,
        history: { drills: async () => [] },
        dryRuns: new DryRuns({ run: () => Promise.reject(new Error('no bots here')) }),
        isolation: isolationOf({ databaseUrl: null, runbooksDir: null }),
        now: () => this.nowMs,
        newId: () => `t${++this.#templates}`,
      }),
      trials: { tryInject: () => Promise.reject(new Error('no bots here')) },
      web: new WebClient('/no/such/folder'),
      version: '0.0.0',
      engine: 'test',
      publicUrl: null,
      now: () => this.nowMs,
      limits: { api: 10_000, guesses: 10_000 },
      logError: (error) => this.errors.push(error),
      ...overrides,
    };
    this.#server = createServer(createApp(parts));
    this.#sockets = serveSockets(this.#server, {
      accounts: this.accounts,
      store: this.store,
      desk: this.desk,
      publicUrl: parts.publicUrl,
      messagesPer10S: overrides.messagesPer10S ?? 1000,
      logError: (error) => this.errors.push(error),
    });
    const { hub } = this.#sockets;
    this.desk.onRoom = (drill, audience, message) => hub.room(drill, audience, message);
  }

  get hub(): Sockets['hub'] {
    return this.#sockets!.hub;
  }

  isConnected(id: string): boolean {
    return this.#sockets!.isConnected(id);
  }

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.base = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.disconnect();
    await this.#sockets?.close();
  }

  browser(): Browser {
    return new Browser(this.base);
  }

  /** A browser signed in as the facilitator. */
  async facilitator(): Promise<Browser> {
    const browser = this.browser();
    await browser.ask('GET', `/enter/${await this.accounts.facilitatorLink()}`);
    return browser;
  }

  async drill(facilitator: Browser): Promise<string> {
    const body = { scenario: 'pool', variant: null, seed: null, mode: 'game-day', speed: 1, timeboxMin: 40 };
    return (await facilitator.ask('POST', '/api/drills', { ...body, hypothesis: null })).json.drill;
  }

  /** Somebody who came by invite link, with their seat. */
  async guest(
    facilitator: Browser,
    drill: string,
    kind: SeatKind = 'fixer',
  ): Promise<{ browser: Browser; seat: string }> {
    const { token } = (await facilitator.ask('POST', `/api/drills/${drill}/invites`, { kind })).json;
    const browser = this.browser();
    const joined: Joined = (await browser.ask('POST', `/api/invites/${token}`, { name: 'Anna' })).json;
    return { browser, seat: joined.seat };
  }

  /** One tab: a connection with the browser's cookie. */
  tab(browser: Browser, headers: Record<string, string> = {}): Client {
    const client: Client = io(this.base, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      extraHeaders: { ...(browser.cookie === null ? {} : { cookie: browser.cookie }), ...headers },
    });
    this.#clients.push(client);
    return client;
  }

  join(client: Client, drill: string, lastSeq = 0, protocol = PROTOCOL_VERSION): Promise<Reply<JoinReply>> {
    return client.timeout(5000).emitWithAck('join', { drill, protocol, lastSeq });
  }
}

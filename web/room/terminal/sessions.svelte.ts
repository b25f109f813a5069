import type { TerminalResult } from '../../../server/protocol/commands.ts';
import type { Reply, TerminalMessage } from '../../../server/protocol/wire.ts';
import { act } from '../../state/act.ts';
import type { DrillState } from '../../state/drill.svelte.ts';
import { linesSince } from './lines-since.ts';
import { TerminalSession } from './session.svelte.ts';

/** Sessions that one page opens; the server has a limit of its own. */
const MAX_SESSIONS = 8;
/** Shells that the server keeps for a seat, closed tabs among them. */
const MOST_NUMBERS = 12;

interface Kept {
  /** Session → the name that somebody gave it. */
  names: Record<string, string>;
  closed: string[];
  active: string;
}

/** All shells of this seat, as tabs. What they are called and which is in front is remembered for this browser tab. */
export class TerminalSessions {
  all = $state.raw<TerminalSession[]>([new TerminalSession('1')]);
  activeId = $state('1');
  readonly #drill: DrillState;
  #closed: string[] = [];
  /** The newest line that is on the screen; for who looks over this seat's shoulder. */
  #last: TerminalResult | null = null;

  constructor(drill: DrillState) {
    this.#drill = drill;
    drill.onTerminal = (message) => this.#hear(message);
  }

  get active(): TerminalSession {
    return this.all.find(({ id }) => id === this.activeId) ?? this.all[0]!;
  }

  get isFull(): boolean {
    return this.all.length >= MAX_SESSIONS;
  }

  /** Brings back what this seat's terminals showed before a refresh. */
  async restore(): Promise<void> {
    const reply = await this.#drill.send('terminal.history', {});
    if (!reply.ok) return;
    const kept = this.#kept();
    this.#closed = kept.closed;
    const known = ['1', ...reply.result.lines.map(({ terminal }) => terminal), ...Object.keys(kept.names)];
    const used = known.filter((id, at) => known.indexOf(id) === at);
    const open = used.filter((id) => !kept.closed.includes(id));
    this.all = (open.length === 0 ? ['1'] : open).map((id) => {
      const session = this.all.find((one) => one.id === id) ?? new TerminalSession(id);
      session.name = kept.names[id] ?? id;
      session.restore(reply.result.lines.filter(({ terminal }) => terminal === id));
      return session;
    });
    this.activeId = this.all.some(({ id }) => id === kept.active) ? kept.active : this.all[0]!.id;
    this.#last = reply.result.lines.at(-1) ?? null;
  }

  /** What the seat has typed since, at its own desk: answers go to it alone, so that a looker has to ask. */
  async catchUp(): Promise<void> {
    const reply = await this.#drill.send('terminal.history', {});
    if (!reply.ok) return;
    for (const line of linesSince(this.#last, reply.result.lines)) {
      let session = this.all.find(({ id }) => id === line.terminal);
      if (!session) {
        session = new TerminalSession(line.terminal);
        this.all = [...this.all, session];
      }
      session.restore([line]);
      this.activeId = session.id;
      this.#last = line;
    }
  }

  /** A new shell, in front. A number is used once, as an old one brings its old lines back; then the one closed first again. */
  open(): TerminalSession {
    const numbers = Array.from({ length: MOST_NUMBERS }, (_, index) => String(index + 1));
    const open = this.all.map(({ id }) => id);
    const id = numbers.find((one) => !open.includes(one) && !this.#closed.includes(one)) ?? this.#closed.shift() ?? '1';
    const session = new TerminalSession(id);
    this.all = [...this.all, session];
    this.show(session.id);
    session.focus();
    return session;
  }

  /** Closes a tab; a line that goes on in it is ended. The last one stays. */
  close(id: string): void {
    const session = this.all.find((one) => one.id === id);
    if (!session || this.all.length === 1) return;
    if (session.busy === 'following') void this.interrupt(session);
    const at = this.all.indexOf(session);
    this.all = this.all.filter((one) => one !== session);
    this.#closed = [...this.#closed, id];
    this.show(this.activeId === id ? (this.all[at] ?? this.all.at(-1))!.id : this.activeId);
  }

  rename(id: string, name: string): void {
    const session = this.all.find((one) => one.id === id);
    if (session) session.name = name.trim().slice(0, 24) || id;
    this.#keep();
  }

  show(id: string): void {
    this.activeId = id;
    this.#keep();
  }

  /** The session that a Run button uses: the one in front, or another one while that is busy. */
  get free(): TerminalSession | null {
    if (this.active.busy === null) return this.active;
    return this.all.find(({ busy }) => busy === null) ?? null;
  }

  async run(session: TerminalSession, line: string): Promise<void> {
    if (line.trim() === 'clear') return session.clear();
    await this.#carry(session, line, this.#drill.send('terminal.run', { terminal: session.id, line }));
  }

  /** Runs a command of a runbook step, where its output stands below the step. */
  async runStep(runbook: string, step: number, command: number, line: string): Promise<void> {
    const session = this.free ?? (this.isFull ? null : this.open());
    if (!session) return;
    this.show(session.id);
    session.editor.remember(line);
    const sent = act(this.#drill, 'step.run', { runbook, step, command, terminal: session.id });
    await this.#carry(session, line, sent);
  }

  async interrupt(session: TerminalSession): Promise<void> {
    await act(this.#drill, 'terminal.interrupt', { terminal: session.id });
  }

  async complete(session: TerminalSession, line: string, cursor: number): Promise<{ from: number; options: string[] }> {
    const reply = await this.#drill.send('terminal.complete', { terminal: session.id, line, cursor });
    return reply.ok ? reply.result : { from: cursor, options: [] };
  }

  async #carry(session: TerminalSession, line: string, sent: Promise<Reply<TerminalResult>>): Promise<void> {
    session.begin(line);
    const reply = await sent;
    if (reply.ok) session.end(reply.result);
    else session.refuse(`${reply.refusal.message} ${reply.refusal.hint}`);
  }

  #hear(message: TerminalMessage): void {
    this.all.find(({ id }) => id === message.terminal)?.hear(message);
  }

  get #key(): string {
    return `drillbook.terminals.${this.#drill.view?.head.id ?? ''}`;
  }

  #keep(): void {
    const names = Object.fromEntries(this.all.map(({ id, name }) => [id, name]));
    const kept: Kept = { names, closed: this.#closed, active: this.activeId };
    sessionStorage.setItem(this.#key, JSON.stringify(kept));
  }

  #kept(): Kept {
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.#key) ?? '{}') as Partial<Kept>;
      return { names: kept.names ?? {}, closed: kept.closed ?? [], active: kept.active ?? '1' };
    } catch {
      // Somebody else's text under our key: the sessions that the server knows are enough.
      return { names: {}, closed: [], active: '1' };
    }
  }
}

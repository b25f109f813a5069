import { advance } from '../drill/advance.ts';
import { applyInput } from '../drill/apply.ts';
import { draftAt } from '../drill/decide/decision.ts';
import type { AnyDraft, AnyEntry, EntryKind, EntryPayloads } from '../drill/entry.ts';
import type { Session } from '../drill/session.ts';
import { stepAmong } from '../drill/steps.ts';
import type { DeskShell } from '../desk/parts.ts';
import { runLine, type LineDrill } from '../desk/terminal-line.ts';
import type { Admitted } from '../drill/decide/decide.ts';
import type { CheckTold } from './check-told.ts';
import type { StandingDrill } from './standing-drill.ts';

/** Nobody else in the drill has this seat: it exists in the bot's copy alone. */
const SEAT = 'remedy-bot';
const TERMINAL = 'remedy';

/** What a bot plays with, and who hears of it. */
export interface Players {
  shell: DeskShell;
  told: CheckTold;
}

/** A fixer's hands in a copy of somebody's drill: lets its time pass and types lines. Nothing is stored. */
export class BotHands implements LineDrill {
  readonly session: Session;
  readonly parts: { shell: DeskShell };
  readonly #told: CheckTold;
  #entries = 0;

  constructor({ session }: StandingDrill, { shell, told }: Players) {
    this.session = session;
    this.#told = told;
    this.parts = { shell };
    this.enter('seat.joined', { seat: SEAT, kind: 'fixer', approved: true });
    if (session.clock.state === 'paused') this.enter('drill.resumed', {});
  }

  get atS(): number {
    return this.session.clock.atS;
  }

  advanceTo(toS: number): void {
    advance(this.session, toS);
    this.#told.reached(this.atS);
  }

  enter<K extends EntryKind>(kind: K, payload: EntryPayloads[K]): void {
    applyInput(this.session, draftAt(this.session, kind, payload));
  }

  input(drafts: readonly AnyDraft[]): Promise<AnyEntry[]> {
    const { drill } = this.session;
    const entries = drafts.map((draft): AnyEntry => {
      applyInput(this.session, draft);
      return { ...draft, drill, seq: ++this.#entries, wallMs: 0, hash: '' };
    });
    return Promise.resolve(entries);
  }

  /** Types a line in a shell of its own and waits for its answer. */
  async type(line: string): Promise<void> {
    const step = this.stepOf(line);
    this.#told.does(`types ${line}${step === null ? '' : ` (${step})`}`);
    const admitted: Admitted<'terminal.run'> = {
      name: 'terminal.run',
      payload: { terminal: TERMINAL, line },
      seat: this.session.seats.get(SEAT)!,
      command: `00000000-0000-4000-8000-${String(++this.#entries).padStart(12, '0')}`,
    };
    await runLine(this, admitted, { line, terminal: TERMINAL, step: null });
    this.#told.does('watches whether the promises hold');
  }

  /** "RUN-014, step 3": where a runbook of this drill says so; null when none does. */
  stepOf(line: string): string | null {
    const found = stepAmong(this.session.scenario.runbooks, line);
    return found && `${found.runbook}, step ${found.step}`;
  }

  /** Forgets its shell: another copy of the same drill begins with a new one. */
  leave(): void {
    this.parts.shell.forget(`${this.session.drill}/${SEAT}/${TERMINAL}`);
  }
}

import type { RunbookStepView, RunbookView, StepEvidenceView } from '../../server/protocol/room.ts';
import { act } from '../state/act.ts';
import type { DrillState } from '../state/drill.svelte.ts';
import { Look } from '../state/signals/look.svelte.ts';
import type { PanelId } from '../state/signals/place.ts';
import { outcomeSign, type OutcomeSign } from '../state/step-outcome.ts';
import { TerminalSessions } from './terminal/sessions.svelte.ts';

export type WorkTab = 'sheet' | 'runbook' | 'terminal' | 'find';
export type Form = 'can' | 'decide' | 'incident' | 'page' | 'allclear' | 'handover';

/** One person's desk in the room: what is open and in front of them. The drill itself is in `DrillState`. */
export class Desk {
  readonly drill: DrillState;
  work = $state<WorkTab>('runbook');
  /** The watch column: which signal is looked at, and what of it. */
  readonly look: Look;
  form = $state<Form | null>(null);
  runbook = $state.raw<RunbookView | null>(null);
  /** The step in front, 1-based. */
  step = $state(1);
  /** Shells of this seat. */
  readonly terminals: TerminalSessions;
  /** Words for the channel's field, taken over from a signal. */
  quoted = $state<string | null>(null);
  /** Words of the channel that the form in front takes over. */
  words = $state<string | null>(null);
  /** What the form that pages someone begins with. */
  paging = $state.raw<{ team: string; about: string } | null>(null);

  constructor(drill: DrillState) {
    this.drill = drill;
    this.terminals = new TerminalSessions(drill);
    this.look = new Look(drill, {
      openRunbook: (id, step) => void this.open(id, step),
      pageTeam: (team, about) => this.#page(team, about),
      quote: (text) => (this.quoted = text),
    });
  }

  /** Brings back what this seat had before a refresh: its terminal and its runbook. */
  async restore(): Promise<void> {
    if (this.drill.isFixer) await this.terminals.restore();
    // An observer's sheet stays in front; a runbook is a tab away.
    if (this.work === 'sheet') return;
    const last = sessionStorage.getItem(this.#key);
    if (last && this.runbook === null) {
      const [runbook = '', step = '1'] = last.split('#');
      await this.open(runbook, Number(step));
    }
  }

  async open(id: string, step?: number): Promise<void> {
    const reply = await act(this.drill, 'runbook.open', { runbook: id });
    if (!reply.ok) return;
    this.runbook = reply.result;
    this.work = 'runbook';
    this.goTo(step ?? this.#nextStep());
  }

  goTo(step: number): void {
    const count = this.runbook?.procedure.length ?? 1;
    this.step = Math.min(Math.max(1, step), count);
    if (this.runbook) sessionStorage.setItem(this.#key, `${this.runbook.id}#${this.step}`);
  }

  get current(): RunbookStepView | null {
    return this.runbook?.procedure.find((step) => step.number === this.step) ?? null;
  }

  evidenceOf(step: number): StepEvidenceView | null {
    return this.drill.view?.evidence.find((item) => item.runbook === this.runbook?.id && item.step === step) ?? null;
  }

  /** What became of a step of the runbook in front; null while it is under way or nothing has happened. */
  outcomeOf(step: number): OutcomeSign | null {
    const later = (this.runbook?.procedure ?? []).find(
      ({ number }) => number > step && (this.evidenceOf(number)?.ran.length ?? 0) > 0,
    );
    return outcomeSign(this.evidenceOf(step), later?.number ?? null);
  }

  /** The first check of the step in front that a person judges and nobody has; −1 when there is none. */
  get firstUnjudged(): number {
    const seen = this.evidenceOf(this.step)?.checks ?? [];
    return (this.current?.checks ?? []).findIndex(
      (item, index) => !item.machine && !seen.some(({ check }) => check === index),
    );
  }

  /** The session in front works on a line: a second press of Run is a slip. One that goes on is no reason to wait. */
  get running(): boolean {
    return this.terminals.active.busy === 'running';
  }

  /** Runs the nth command of the step in front. */
  async runStep(command = 0): Promise<void> {
    const line = this.current?.commands[command]?.text;
    if (!this.runbook || this.running || line === undefined) return;
    await this.terminals.runStep(this.runbook.id, this.step, command, line);
  }

  /** Runs a line that the person did not type, where they see its output. */
  async runInTerminal(line: string): Promise<void> {
    if (this.work === 'find') this.work = 'terminal';
    if (this.running) return;
    const session = this.terminals.free ?? this.terminals.open();
    this.terminals.show(session.id);
    session.editor.remember(line);
    await this.terminals.run(session, line);
  }

  get watch(): PanelId {
    return this.look.place.panel;
  }

  set watch(panel: PanelId) {
    this.look.show(panel);
  }

  showChart(id: string): void {
    this.look.go({ panel: 'charts', item: id });
  }

  openDashboard(of: string): void {
    this.look.openDashboard(of);
  }

  openLogs(of: Parameters<Look['openLogs']>[0]): void {
    this.look.openLogs(of);
  }

  openTrace(id: string): void {
    this.look.openTrace(id);
  }

  openCatalogue(of: string): void {
    this.look.openCatalogue(of);
  }

  #page(team: string, about: string): void {
    this.paging = { team, about };
    this.form = 'page';
  }

  get #key(): string {
    return `drillbook.runbook.${this.drill.view?.head.id ?? ''}`;
  }

  /** The first step that nobody ran, judged or skipped yet. */
  #nextStep(): number {
    const open = this.runbook?.procedure.find((step) => {
      const evidence = this.evidenceOf(step.number);
      return !evidence || (evidence.ran.length === 0 && evidence.checks.length === 0 && !evidence.skipped);
    });
    return open?.number ?? 1;
  }
}

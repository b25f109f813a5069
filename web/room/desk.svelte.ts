import type { TerminalResult } from '../../server/protocol/commands.ts';
import type { RunbookStepView, RunbookView, StepEvidenceView } from '../../server/protocol/room.ts';
import { act } from '../state/act.ts';
import type { DrillState } from '../state/drill.svelte.ts';

export type WorkTab = 'runbook' | 'terminal' | 'find';
export type WatchTab = 'charts' | 'map' | 'changes';
export type Form = 'can' | 'decide' | 'incident' | 'page' | 'allclear';

/** Which terminal a Run button uses: the one below the runbook, so that its output stands beside the step. */
export const FIRST_TERMINAL = '1';

/** One person's desk in the room: what is open and in front of them. The drill itself is in `DrillState`. */
export class Desk {
  readonly drill: DrillState;
  work = $state<WorkTab>('runbook');
  watch = $state<WatchTab>('charts');
  form = $state<Form | null>(null);
  runbook = $state.raw<RunbookView | null>(null);
  /** The step in front, 1-based. */
  step = $state(1);
  lines = $state.raw<TerminalResult[]>([]);
  prompt = $state('$ ');
  running = $state(false);
  /** Chart to bring into view: set by an alert's link. */
  chart = $state<string | null>(null);

  constructor(drill: DrillState) {
    this.drill = drill;
  }

  /** Brings back what this seat had before a refresh: its terminal and its runbook. */
  async restore(): Promise<void> {
    if (this.drill.isFixer) await this.#restoreTerminal();
    const last = sessionStorage.getItem(this.#key);
    if (last && this.runbook === null) {
      const [runbook = '', step = '1'] = last.split('#');
      await this.open(runbook, Number(step));
    }
  }

  async #restoreTerminal(): Promise<void> {
    const history = await this.drill.send('terminal.history', {});
    if (history.ok) {
      this.lines = history.result.lines;
      this.prompt = this.lines.at(-1)?.nextPrompt ?? this.prompt;
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

  /** The first check of the step in front that a person judges and nobody has; −1 when there is none. */
  get firstUnjudged(): number {
    const seen = this.evidenceOf(this.step)?.checks ?? [];
    return (this.current?.checks ?? []).findIndex(
      (item, index) => !item.machine && !seen.some(({ check }) => check === index),
    );
  }

  /** Runs the nth command of the step in front. */
  async runStep(command = 0): Promise<void> {
    if (!this.runbook || this.running || !this.current?.commands[command]) return;
    this.running = true;
    const reply = await act(this.drill, 'step.run', {
      runbook: this.runbook.id,
      step: this.step,
      command,
      terminal: FIRST_TERMINAL,
    });
    this.running = false;
    if (reply.ok) this.#print(reply.result);
  }

  async type(line: string): Promise<void> {
    if (this.running) return;
    this.running = true;
    const reply = await act(this.drill, 'terminal.run', { terminal: FIRST_TERMINAL, line });
    this.running = false;
    if (reply.ok) this.#print(reply.result);
  }

  /** Runs a line that the person did not type, where they see its output. */
  async runInTerminal(line: string): Promise<void> {
    if (this.work === 'find') this.work = 'terminal';
    await this.type(line);
  }

  /** An empty screen; the prompt stays what it was. */
  clearScreen(): void {
    this.lines = [];
  }

  showChart(id: string): void {
    this.watch = 'charts';
    this.chart = id;
  }

  #print(result: TerminalResult): void {
    this.lines = [...this.lines, result];
    this.prompt = result.nextPrompt;
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

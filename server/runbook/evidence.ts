import type { Entry } from '../drill/entry.ts';
import type { DrillLog } from '../scoring/drill-log.ts';
import type { Runbook, RunbookStep } from './runbook.ts';

/** Everything that happened at one step of one runbook, oldest first. */
export interface StepEvidence {
  runbook: Runbook;
  step: RunbookStep;
  runs: Entry<'command.ran'>[];
  /** Last word of the machine on each check. */
  observed: Map<number, Entry<'evidence.observed'>>;
  /** Entries in which the machine saw a check false. */
  seenFalse: number[];
  /** Last word of a person on each check. */
  judged: Map<number, Entry<'step.judged'>>;
  checked: Entry<'step.checked'>[];
  flags: Entry<'step.flagged'>[];
  skipped: Entry<'step.skipped'> | null;
}

/** How one runbook was used. `opened` is null when nobody of the response side opened it. */
export interface RunbookUse {
  runbook: Runbook;
  opened: Entry<'runbook.opened'> | null;
  openings: number;
  steps: StepEvidence[];
}

/** The use of every runbook of the scenario, in their order. Running a step counts as opening its runbook. */
export function runbookUses(log: DrillLog, runbooks: readonly Runbook[]): RunbookUse[] {
  const opened = log.of('runbook.opened').filter(log.byResponder);
  return runbooks.map((runbook) => {
    const openings = opened.filter(({ payload }) => payload.runbook === runbook.id);
    return {
      runbook,
      opened: openings[0] ?? null,
      openings: openings.length,
      steps: runbook.steps.map((step) => evidenceOf(log, runbook, step)),
    };
  });
}

function evidenceOf(log: DrillLog, runbook: Runbook, step: RunbookStep): StepEvidence {
  const here = (at: { runbook: string; step: number } | null) => at?.runbook === runbook.id && at.step === step.number;
  const observed = log.of('evidence.observed').filter(({ payload }) => here(payload));
  const judged = log.of('step.judged').filter((entry) => here(entry.payload) && log.byResponder(entry));
  return {
    runbook,
    step,
    runs: log.of('command.ran').filter((entry) => here(entry.payload.step) && log.byResponder(entry)),
    observed: new Map(observed.map((entry) => [entry.payload.check, entry])),
    seenFalse: observed.filter(({ payload }) => !payload.value).map(({ seq }) => seq),
    judged: new Map(judged.map((entry) => [entry.payload.check, entry])),
    checked: log.of('step.checked').filter((entry) => here(entry.payload) && log.byResponder(entry)),
    flags: log.of('step.flagged').filter((entry) => here(entry.payload) && log.byResponder(entry)),
    skipped: log.of('step.skipped').find((entry) => here(entry.payload) && log.byResponder(entry)) ?? null,
  };
}

/** A step was executed when a command of it ran or one of its checks was looked at. */
export function wasExecuted(evidence: StepEvidence): boolean {
  return evidence.runs.length > 0 || evidence.judged.size > 0 || evidence.checked.length > 0;
}

/** First entry that shows the step being executed. */
export function executedAt(evidence: StepEvidence): number | null {
  const entries = [...evidence.runs, ...evidence.judged.values(), ...evidence.checked];
  return entries.length === 0 ? null : Math.min(...entries.map(({ seq }) => seq));
}

/** Checks that ended true: by the machine's last word, else by the last person who judged. */
export function checksTrue(evidence: StepEvidence): number {
  return evidence.step.checks.filter((_, i) => {
    const value = evidence.observed.get(i)?.payload.value ?? evidence.judged.get(i)?.payload.value;
    return value === true;
  }).length;
}

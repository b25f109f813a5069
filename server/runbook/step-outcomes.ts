import type { Debrief } from '../protocol/http.ts';
import type { DrillLog } from '../scoring/drill-log.ts';
import type { TakenAction } from '../scoring/mitigation.ts';
import { executedAt, wasExecuted, type RunbookUse, type StepEvidence } from './evidence.ts';
import { oneLine } from './gap-scene.ts';
import { outcomeOf, type StepFacts } from './outcomes.ts';

/**
 * What became of each step of a runbook, from the log; a check that was still being watched at the end was never seen to
 * hold. `effective`: what brought the service back, empty when nothing did.
 */
export function stepOutcomes(
  log: DrillLog,
  { steps }: RunbookUse,
  effective: readonly TakenAction[],
): Debrief['runbooks'][number]['outcomes'] {
  return steps.map((evidence, i) => {
    const word = outcomeOf(factsOf(log, evidence, steps.slice(i + 1), effective));
    const { number: step, title } = evidence.step;
    return { step, title, ...(word ?? { outcome: 'not reached' as const, note: '' }) };
  });
}

function factsOf(
  log: DrillLog,
  evidence: StepEvidence,
  later: readonly StepEvidence[],
  effective: readonly TakenAction[],
): StepFacts {
  const { step, runs, flags } = evidence;
  const done = executedAt(evidence);
  const doable = step.commands.length > 0 || step.checks.length > 0;
  const next = later.find(wasExecuted);
  const before = later.find((other) => (executedAt(other) ?? Infinity) < (done ?? 0));
  return {
    flags: flags.map(({ payload }) => payload),
    skipped: evidence.skipped !== null,
    runs: runs.map(({ payload }) => {
      const command = payload.step?.command ?? 0;
      return { ...payload, command, written: step.commands[command]?.text ?? payload.line };
    }),
    looked: evidence.judged.size > 0 || evidence.checked.length > 0,
    checks: step.checks.map((_, i) => {
      const value = evidence.observed.get(i)?.payload.value ?? evidence.judged.get(i)?.payload.value;
      return value === undefined ? null : value ? 'true' : 'false';
    }),
    passedFor: doable ? (next?.step.number ?? null) : null,
    doneAfter: before?.step.number ?? null,
    insteadOf: insteadOf(log, evidence, effective),
  };
}

/** OUTCOME-7: it changed the system, and none of what brought the service back was its doing. */
function insteadOf(log: DrillLog, { runs }: StepEvidence, effective: readonly TakenAction[]): string | null {
  const lines = new Set(runs.map(({ payload }) => payload.line));
  const acted = log.of('tool.acted').some(({ payload }) => lines.has(payload.line));
  const other = effective[0];
  if (!acted || !other || effective.some(({ line }) => lines.has(line))) return null;
  return `what brought the service back was "${oneLine(other.line)}"`;
}

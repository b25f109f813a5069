import type { RunbookStepView, StepEvidenceView } from '../../server/protocol/room.ts';

export interface StepState {
  kind: 'open' | 'ran' | 'true' | 'false' | 'skipped';
  /** "true 2 of 2", "needs 1 check", … */
  word: string;
}

/** One line about a step: its evidence so far, or what it needs. */
export function stepState(step: RunbookStepView, evidence: StepEvidenceView | null): StepState {
  if (evidence?.skipped && evidence.ran.length === 0) return { kind: 'skipped', word: 'skipped' };
  const settled = evidence?.checks.filter((check) => check.value !== 'watching') ?? [];
  const isTrue = settled.filter((check) => check.value === 'true').length;
  if (settled.some((check) => check.value === 'false'))
    return { kind: 'false', word: `true ${isTrue} of ${step.checks.length}` };
  if (step.checks.length > 0 && isTrue === step.checks.length)
    return { kind: 'true', word: `true ${isTrue} of ${step.checks.length}` };
  const failed = evidence?.ran.at(-1)?.exitCode;
  if (failed !== undefined && failed !== 0) return { kind: 'false', word: `exit ${failed}` };
  if (evidence && evidence.ran.length > 0)
    return {
      kind: 'ran',
      word: step.checks.length > 0 ? `ran, true ${isTrue} of ${step.checks.length}` : 'ran, nothing to check',
    };
  const parts = [
    step.commands.length > 0 ? `${step.commands.length} command${step.commands.length === 1 ? '' : 's'}` : '',
    step.checks.length > 0 ? `${step.checks.length} check${step.checks.length === 1 ? '' : 's'}` : '',
  ];
  return { kind: 'open', word: parts.filter(Boolean).join(', ') };
}

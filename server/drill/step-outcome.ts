import type { StepEvidenceView } from '../protocol/room.ts';
import { outcomeOf, type OutcomeWord } from '../runbook/outcomes.ts';
import type { Session } from './session.ts';
import { findRunbook, findStep } from './steps.ts';

/**
 * What became of a step so far, for the room. It knows what the room knows: whether the step was what brought the service
 * back is said in the debrief alone. Null while its checks are being watched, and where nothing has happened.
 */
export function outcomeNow(session: Session, evidence: StepEvidenceView): OutcomeWord | null {
  const step = findStep(session.scenario, evidence.runbook, evidence.step);
  if (!step) return null;
  const doneAt = firstDone(evidence);
  const later = (findRunbook(session.scenario, evidence.runbook)?.steps ?? [])
    .filter(({ number }) => number > evidence.step)
    .flatMap(({ number }) => session.evidence.get(`${evidence.runbook}#${number}`) ?? []);
  const before = later.find((other) => (firstDone(other) ?? Infinity) < (doneAt ?? 0));
  const word = outcomeOf({
    flags: evidence.flags,
    skipped: evidence.skipped !== null,
    runs: evidence.ran.map(({ exitCode, output, command }) => ({
      exitCode,
      stdout: '',
      stderr: output,
      command,
      written: step.commands[command]?.text ?? '',
    })),
    looked: evidence.checks.some(({ value, seat }) => seat !== null && value !== 'watching'),
    checks: step.checks.map((_, i) => evidence.checks.find(({ check }) => check === i)?.value ?? null),
    passedFor: null,
    doneAfter: before?.step ?? null,
    insteadOf: null,
  });
  return word?.outcome === 'not reached' ? null : word;
}

function firstDone({ ran, checks }: StepEvidenceView): number | null {
  const times = [...ran, ...checks.filter(({ seat }) => seat !== null)].map(({ atS }) => atS);
  return times.length === 0 ? null : Math.min(...times);
}

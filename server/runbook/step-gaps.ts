import { secondOf } from '../scoring/drill-log.ts';
import { executedAt, wasExecuted, type RunbookUse, type StepEvidence } from './evidence.ts';
import { placeOf, promiseOf, type FoundGap, type GapScene } from './gap-scene.ts';
import { refusedRight } from './refusal-words.ts';
import { seenToTurnTrue } from './seen-true.ts';
import { staleRuns, workingLine } from './stale-step.ts';
import { proposeCheck, proposeCommand, proposeNote } from './step-edits.ts';

/**
 * GAP-2 ineffective step: it ran, and the machine's last word on one of its checks is false. A check that is answered at
 * once after a command that only looked is a question, not a promise: its answer may well be no.
 */
export function ineffectiveStep(scene: GapScene, evidence: StepEvidence): FoundGap | null {
  const { runbook, step, runs } = evidence;
  if (runs.length === 0 || staleRuns(evidence).length > 0 || wantedRight(evidence)) return null;
  const acted = scene.log.of('tool.acted').some(({ payload }) => runs.some((run) => run.payload.line === payload.line));
  const failed = [...evidence.observed.values()].find(({ payload }) => {
    const promises = acted || (step.checks[payload.check]?.condition?.withinS ?? 1) > 0;
    return promises && !payload.value;
  });
  if (!failed) return null;
  const check = step.checks[failed.payload.check];
  const run = runs.findLast(({ seq }) => seq < failed.seq) ?? runs[0]!;
  const command = run.payload.step?.command ?? 0;
  const better = workingLine(scene, run, step.commands[command]?.text ?? run.payload.line);
  return {
    ...placeOf(runbook, step.number, check?.line ?? step.line),
    kind: 'ineffective step',
    sentence: `Step ${step.number} of ${runbook.id} ran at ${scene.clock(secondOf(run))}; its check "${check?.text ?? 'verification'}" was false at ${scene.clock(secondOf(failed))}; observed: ${failed.payload.observed}.`,
    entries: [run.seq, failed.seq, ...(better ? [better.entry] : [])],
    proposal: better && proposeCommand(runbook, step, command, better.line),
    costS: { fromS: secondOf(run), toS: secondOf(failed) },
    ...(better ? { answer: better.line } : {}),
  };
}

/** GAP-3 skipped step: passed over on the way to a later step, or skipped aloud. */
export function skippedSteps(scene: GapScene, { runbook, steps }: RunbookUse): FoundGap[] {
  const lastDone = steps.findLastIndex(wasExecuted);
  return steps.flatMap((evidence, i) => {
    const { step, skipped } = evidence;
    if (wasExecuted(evidence)) return [];
    const doable = step.commands.length > 0 || step.checks.length > 0;
    const passed = i < lastDone && doable && evidence.flags.length === 0;
    if (!skipped && !passed) return [];
    const later = steps.slice(i + 1).find(wasExecuted);
    const laterSeq = later ? executedAt(later) : null;
    const how = skipped
      ? `was skipped at ${scene.clock(secondOf(skipped))}`
      : `was passed over; step ${later!.step.number} ran without it`;
    return [{
      ...placeOf(runbook, step.number, step.line),
      kind: 'skipped step' as const,
      sentence: `Step ${step.number} of ${runbook.id}, "${step.title}", ${how}.`,
      entries: [...(skipped ? [skipped.seq] : []), ...(!skipped && laterSeq !== null ? [laterSeq] : [])],
      proposal: null,
      costS: null,
    }];
  });
} // prettier-ignore

/** GAP-4 no verification: a step that ran and does not say how one sees that it worked. */
export function noVerification(scene: GapScene, evidence: StepEvidence): FoundGap | null {
  const { runbook, step, runs } = evidence;
  const run = runs[0];
  if (!run || step.checks.length > 0 || staleRuns(evidence).length > 0 || wantedRight(evidence)) return null;
  const changed = scene.log.of('tool.acted').some((entry) => entry.payload.line === run.payload.line);
  const seen = changed ? seenToTurnTrue(scene, secondOf(run)) : null;
  const plain = changed
    ? `${promiseOf(scene)}: back within bound 5 minutes after this step`
    : 'The output shows the cause, or rules it out: say which in the channel';
  return {
    ...placeOf(runbook, step.number, step.line),
    kind: 'no verification',
    sentence: `Step ${step.number} of ${runbook.id} ran at ${scene.clock(secondOf(run))}, and the page does not say how one sees that it worked.`,
    entries: [run.seq],
    proposal: proposeCheck(runbook, step, seen?.text ?? plain, seen?.comment ?? null),
    costS: null,
  };
}

/** GAP-5 flagged: a responder called the step unclear, wrong or missing something. */
export function flaggedStep(scene: GapScene, { runbook, step, flags }: StepEvidence): FoundGap | null {
  if (flags.length === 0) return null;
  const words = flags.map(({ payload }) => (payload.text ? `${payload.flag} ("${payload.text}")` : payload.flag));
  const said = flags.flatMap(({ payload }) =>
    payload.text === '' ? [] : [`${payload.flag}, ${payload.text.replace(/\s+/g, ' ')}`],
  );
  const who = flags.length === 1 ? scene.log.whoDid(flags[0]!) : `${flags.length} times`;
  return {
    ...placeOf(runbook, step.number, step.line),
    kind: 'flagged',
    sentence: `Step ${step.number} of ${runbook.id}, "${step.title}", was flagged ${flags.length === 1 ? `by ${who}` : who}: ${words.join('; ')}.`,
    entries: flags.map(({ seq }) => seq),
    proposal: said.length === 0 ? null : proposeNote(runbook, step, `${scene.today}, in a drill: ${said.join('; ')}`),
    costS: null,
  };
}

/** Refused for want of a right: what its checks would have said is not known. */
function wantedRight({ runs }: StepEvidence): boolean {
  const last = runs.at(-1);
  return last !== undefined && refusedRight(last.payload);
}

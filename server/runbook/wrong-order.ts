import { secondOf } from '../scoring/drill-log.ts';
import { executedAt, type RunbookUse, type StepEvidence } from './evidence.ts';
import { placeOf, type FoundGap, type GapScene } from './gap-scene.ts';
import { proposeMove } from './step-edits.ts';

/**
 * GAP-12 wrong order: a step did not work in its place and did after a later one (it was refused or a check of it was
 * false; then the later one ran; then it ran again and nothing spoke against it); or a later one was done before it, both
 * worked and both changed the system: to look ahead is no other order.
 */
export function wrongOrder(scene: GapScene, { runbook, steps }: RunbookUse): FoundGap[] {
  return steps.flatMap((evidence, i) => {
    const later = steps.slice(i + 1).flatMap((other) => doneInstead(scene, evidence, other) ?? []).at(-1);
    if (!later) return [];
    const { step } = evidence;
    const { other, seq, tried } = later;
    const at = scene.clock(secondOf(scene.log.entries.find((entry) => entry.seq === seq)!));
    const how = tried === null
      ? `was done at ${at}, after step ${other.step.number}, which stands below it`
      : `did not work in its place; it did at ${at}, after step ${other.step.number}`;
    return [{
      ...placeOf(runbook, step.number, step.line),
      kind: 'wrong order' as const,
      sentence: `Step ${step.number} of ${runbook.id}, "${step.title}", ${how}.`,
      entries: [...(tried === null ? [] : [tried]), executedAt(other)!, seq],
      proposal: proposeMove(runbook, step.number, other.step.number),
      costS: null,
    }];
  });
} // prettier-ignore

interface DoneLater {
  other: StepEvidence;
  /** Entry of the run that worked, after the other step. */
  seq: number;
  /** Entry of the try that did not work, before it. */
  tried: number | null;
}

function doneInstead(scene: GapScene, evidence: StepEvidence, other: StepEvidence): DoneLater | null {
  const between = executedAt(other);
  if (between === null || !worked(evidence) || !worked(other) || evidence.flags.length > 0) return null;
  const first = executedAt(evidence);
  if (first === null) return null;
  if (first > between)
    return changed(scene, evidence) && changed(scene, other) ? { other, seq: first, tried: null } : null;
  const again = evidence.runs.find(({ seq }) => seq > between);
  const tried = evidence.runs.find(({ seq }) => seq < between);
  const failed = tried !== undefined && (tried.payload.exitCode !== 0 || spokeAgainst(evidence, tried.seq, between));
  return again && failed ? { other, seq: again.seq, tried: tried.seq } : null;
}

function changed({ log }: GapScene, { runs }: StepEvidence): boolean {
  return log.of('tool.acted').some((acted) => runs.some(({ payload }) => payload.line === acted.payload.line));
}

/** A check of it was seen false between two entries. */
function spokeAgainst({ seenFalse, judged }: StepEvidence, from: number, to: number): boolean {
  const people = [...judged.values()].filter(({ payload }) => !payload.value).map(({ seq }) => seq);
  return [...seenFalse, ...people].some((seq) => seq > from && seq < to);
}

/** Its last run went well, and the last word on no check was false. */
function worked({ runs, observed, judged }: StepEvidence): boolean {
  const last = runs.at(-1);
  const words = [...observed.values(), ...judged.values()];
  return (last === undefined || last.payload.exitCode === 0) && words.every(({ payload }) => payload.value);
}

import { actionTarget } from '../engine/input.ts';
import { lengthWords } from '../scoring/clock-words.ts';
import type { TakenAction } from '../scoring/mitigation.ts';
import { executedAt, type RunbookUse, type StepEvidence } from './evidence.ts';
import { oneLine, placeOf, promiseOf, type FoundGap, type GapScene } from './gap-scene.ts';
import { claims, concerned, names, wasOpen } from './right-page.ts';
import { seenToTurnTrue } from './seen-true.ts';
import { staleStep } from './stale-step.ts';
import { proposeStep } from './step-edits.ts';
import { ineffectiveStep } from './step-gaps.ts';

/**
 * GAP-6 missing step: what brought the service back is named by no command of any runbook that concerns the drill; where
 * the one that claims what happened was open, by none that was open.
 */
export function missingSteps(scene: GapScene): FoundGap[] {
  const open = scene.uses.filter(wasOpen);
  const asked = open.some((use) => claims(scene, use)) ? open : concerned(scene);
  const stepLines = new Set(open.flatMap(({ steps }) => steps.flatMap(({ runs }) => runs.map(({ payload }) => payload.line))));
  const answers = new Set(open.flatMap(({ steps }) => steps.map((evidence) => answerTo(scene, evidence))));
  const seen = new Set<string>();
  return scene.effective.flatMap((taken) => {
    if (stepLines.has(taken.line) || answers.has(taken.line) || seen.has(taken.name) || asked.some((use) => names(use, taken))) return [];
    seen.add(taken.name);
    return [missingStep(scene, taken, mostUsed(open))];
  });
} // prettier-ignore

/** The line that takes the place of a stale or ineffective step: it is proposed there. */
function answerTo(scene: GapScene, evidence: StepEvidence): string | undefined {
  return (staleStep(scene, evidence) ?? ineffectiveStep(scene, evidence))?.answer;
}

function missingStep(scene: GapScene, taken: TakenAction, use: RunbookUse | null): FoundGap {
  const { mit, end } = scene.stamps;
  const afterS = mit && mit.atS >= taken.atS ? mit.atS - taken.atS : null;
  const follow = afterS === null ? 'it keeps the fault from coming back' : `${promiseOf(scene)} came back within bound ${lengthWords(afterS)} after it`;
  const others = scene.uses.filter((other) => other !== use && names(other, taken)).map(({ runbook }) => runbook.id);
  const elsewhere = others.length > 0 ? `; ${others.join(' and ')} does` : '';
  const where = use ? `${use.runbook.id} names no such step${elsewhere}` : 'no runbook was open, and none names such a step';
  const runbook = use?.runbook ?? null;
  const before = use ? lastStepBefore(use, taken) : 0;
  const line = runbook && (runbook.steps.find(({ number }) => number === before)?.endLine ?? runbook.steps.at(-1)?.endLine ?? null);
  const seen = seenToTurnTrue(scene, taken.atS);
  return {
    ...placeOf(runbook, null, line),
    kind: 'missing step',
    sentence: `"${oneLine(taken.line)}" (${taken.name}) at ${scene.clock(taken.atS)} was part of the mitigation: ${follow}. ${where[0]!.toUpperCase()}${where.slice(1)}.`,
    entries: [taken.acted, taken.entry],
    proposal: runbook && proposeStep(runbook, before, {
      title: titleOf(taken),
      why: `in a drill on ${scene.today} ${follow}.`,
      command: taken.line,
      check: seen ?? { text: `${promiseOf(scene)}: back within bound 5 minutes after this step`, condition: null },
    }),
    costS: { fromS: scene.stamps.detection?.atS ?? 0, toS: Math.min(taken.atS, end.atS) },
  };
} // prettier-ignore

/** The step of the page that was done last before the action: where the missing one was done. The last one when none was. */
function lastStepBefore({ runbook, steps }: RunbookUse, taken: TakenAction): number {
  const done = steps.flatMap((evidence) => {
    const seq = executedAt(evidence);
    return seq !== null && seq < taken.acted ? [{ seq, number: evidence.step.number }] : [];
  });
  const last = done.sort((a, b) => a.seq - b.seq).at(-1);
  return last?.number ?? runbook.steps.at(-1)?.number ?? 0;
}

/** "db.terminate orders" → "Terminate: orders"; a person words it better. */
function titleOf({ action }: TakenAction): string {
  const [thing = '', verb = ''] = action.do.split('.');
  const nouns: Record<string, string> = { db: 'sessions of', deploy: 'the deploy of', job: 'the job', flag: 'the flag', config: 'the configuration of', service: 'the service', autoscaler: 'the autoscaler of', certificate: 'the certificate', edge: 'the edge' }; // prettier-ignore
  const words: Record<string, string> = {
    rollback: 'Roll back',
    terminate: 'End',
    cancel: 'Cancel',
    set: 'Change',
    halt: 'Halt',
  };
  return `${words[verb] ?? `${verb[0]?.toUpperCase() ?? ''}${verb.slice(1)}`} ${nouns[thing] ?? thing} ${actionTarget(action)}`;
}

/** The runbook whose steps were run most; the first opened of equals. */
function mostUsed(open: readonly RunbookUse[]): RunbookUse | null {
  const runs = (use: RunbookUse) => use.steps.reduce((sum, step) => sum + step.runs.length, 0);
  return [...open].sort((a, b) => runs(b) - runs(a) || (a.opened?.seq ?? 0) - (b.opened?.seq ?? 0))[0] ?? null;
}

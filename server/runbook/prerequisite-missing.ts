import { secondOf } from '../scoring/drill-log.ts';
import type { StepEvidence } from './evidence.ts';
import { delayAfter, oneLine, placeOf, type FoundGap, type GapScene } from './gap-scene.ts';
import { grants, permissionFor } from './prerequisites.ts';
import { firstWords, refusedRight } from './refusal-words.ts';
import { proposePrerequisite } from './section-edits.ts';

/**
 * GAP-13 prerequisite missing: a command of the step was refused for want of a right, and the page does not ask for that
 * right among its prerequisites.
 */
export function prerequisiteMissing(scene: GapScene, { runbook, step, runs }: StepEvidence): FoundGap | null {
  const run = runs.find(({ payload }) => refusedRight(payload));
  if (!run) return null;
  const command = step.commands[run.payload.step?.command ?? 0];
  const right = permissionFor(run.payload.line, run.payload.stderr);
  const asked = runbook.prerequisites.some(({ access }) => access !== null && right !== null && grants([access], right));
  if (asked) return null;
  return {
    ...placeOf(runbook, step.number, command?.line ?? step.line),
    kind: 'prerequisite missing',
    sentence: `Step ${step.number} of ${runbook.id} ran "${oneLine(run.payload.line)}" at ${scene.clock(secondOf(run))} and was refused: "${firstWords(run.payload.stderr)}". The page does not ask for that right.`,
    entries: [run.seq],
    proposal: right === null ? null : proposePrerequisite(runbook, `the right for step ${step.number}, ${lowered(step.title)}; whoever lacks it goes to Escalation at once`, right),
    costS: delayAfter(scene, run.seq),
  };
} // prettier-ignore

function lowered(title: string): string {
  return `${title[0]?.toLowerCase() ?? ''}${title.slice(1)}`;
}

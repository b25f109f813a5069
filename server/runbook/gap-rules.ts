import { ambiguousSteps } from './ambiguous-step.ts';
import type { RunbookUse, StepEvidence } from './evidence.ts';
import type { FoundGap, GapScene } from './gap-scene.ts';
import { harmfulStep } from './harmful-step.ts';
import { missingSteps } from './missing-step.ts';
import { noEscalation, tooLong, unowned } from './page-gaps.ts';
import { prerequisiteMissing } from './prerequisite-missing.ts';
import { notFindable, scopeLies, wrongRunbookLinked } from './scope-gaps.ts';
import { staleStep } from './stale-step.ts';
import { flaggedStep, ineffectiveStep, noVerification, skippedSteps } from './step-gaps.ts';
import { alertsWithoutRunbook, untested } from './coverage-gaps.ts';
import { wrongOrder } from './wrong-order.ts';

type GapRule = (scene: GapScene) => FoundGap[];

/** Every rule, in the order of docs/scoring.md. */
export const GAP_RULES: readonly GapRule[] = [
  (scene) => eachStep(scene, staleStep),
  (scene) => eachStep(scene, ineffectiveStep),
  (scene) => eachPage(scene, skippedSteps),
  (scene) => eachStep(scene, noVerification),
  (scene) => eachStep(scene, flaggedStep),
  missingSteps,
  (scene) => eachPage(scene, untested),
  alertsWithoutRunbook,
  (scene) => eachStep(scene, harmfulStep),
  (scene) => eachPage(scene, ambiguousSteps),
  (scene) => eachPage(scene, wrongOrder),
  (scene) => eachStep(scene, prerequisiteMissing),
  (scene) => eachPage(scene, scopeLies),
  (scene) => eachPage(scene, noEscalation),
  wrongRunbookLinked,
  notFindable,
  (scene) => eachPage(scene, unowned),
  (scene) => eachPage(scene, tooLong),
];

function eachPage(
  scene: GapScene,
  rule: (scene: GapScene, use: RunbookUse) => FoundGap[] | FoundGap | null,
): FoundGap[] {
  return scene.uses.flatMap((use) => rule(scene, use) ?? []);
}

function eachStep(scene: GapScene, rule: (scene: GapScene, evidence: StepEvidence) => FoundGap | null): FoundGap[] {
  return scene.uses.flatMap(({ steps }) => steps.flatMap((evidence) => rule(scene, evidence) ?? []));
}

import type { StepEvidence } from './evidence.ts';
import type { FoundGap, GapScene } from './gap-scene.ts';
import { missingSteps } from './missing-step.ts';
import { staleStep } from './stale-step.ts';
import { flaggedStep, ineffectiveStep, noVerification, skippedSteps } from './step-gaps.ts';
import { alertsWithoutRunbook, untested } from './coverage-gaps.ts';

type GapRule = (scene: GapScene) => FoundGap[];

/** Every rule, in the order of docs/scoring.md. */
export const GAP_RULES: readonly GapRule[] = [
  (scene) => eachStep(scene, staleStep),
  (scene) => eachStep(scene, ineffectiveStep),
  (scene) => scene.uses.flatMap((use) => skippedSteps(scene, use)),
  (scene) => eachStep(scene, noVerification),
  (scene) => eachStep(scene, flaggedStep),
  missingSteps,
  (scene) => scene.uses.flatMap((use) => untested(scene, use) ?? []),
  alertsWithoutRunbook,
];

function eachStep(scene: GapScene, rule: (scene: GapScene, evidence: StepEvidence) => FoundGap | null): FoundGap[] {
  return scene.uses.flatMap(({ steps }) => steps.flatMap((evidence) => rule(scene, evidence) ?? []));
}

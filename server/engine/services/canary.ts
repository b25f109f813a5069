import { emitChange, emitEvent } from '../announce.ts';
import type { PipelineSpec } from '../spec.ts';
import type { World } from '../world.ts';
import type { Rollout, ServiceState } from './station.ts';
import { STATUS } from './station.ts';

/** The first replicas of a deploy, watched before the others follow. */
export interface CanaryWatch {
  watchS: number;
  /** 0..1. */
  stopAboveErrorShare: number;
  /** When the watch ends; null = they are still starting. */
  untilS: number | null;
  /** What the version had answered when the watch began. */
  answersBefore: number;
  errorsBefore: number;
}

/** A share of fewer answers than this says nothing yet. */
const ENOUGH_ANSWERS = 20;
/** Answers that are not 200. */
const FIRST_ERROR = STATUS.indexOf(500);

export function createWatch({ watchS, stopAboveErrorShare }: NonNullable<PipelineSpec['canary']>): CanaryWatch {
  return { watchS, stopAboveErrorShare, untilS: null, answersBefore: 0, errorsBefore: 0 };
}

/** The watch begins when the canaries run. */
export function beginWatch(world: World, service: ServiceState, rollout: Rollout, watch: CanaryWatch): void {
  const { answers, errors } = answersOf(service, rollout.to);
  watch.untilS = world.nowS + watch.watchS;
  watch.answersBefore = answers;
  watch.errorsBefore = errors;
}

/** `silent`: nobody was answered at all, as when a probe keeps the canaries out. It proves nothing, so it stops the deploy too. */
export type Verdict = 'watching' | 'good' | 'bad' | 'silent';

/** Each second of the watch; bad as soon as the share of errors is above the limit. */
export function judgeCanary(world: World, service: ServiceState, rollout: Rollout, watch: CanaryWatch): Verdict {
  const now = answersOf(service, rollout.to);
  const answers = now.answers - watch.answersBefore;
  const share = answers > 0 ? (now.errors - watch.errorsBefore) / answers : 0;
  const over = watch.untilS !== null && world.nowS >= watch.untilS;
  if ((over || answers >= ENOUGH_ANSWERS) && share > watch.stopAboveErrorShare) return 'bad';
  if (!over) return 'watching';
  return answers > 0 ? 'good' : 'silent';
}

/** What the pipeline says when it stops by itself. */
export function announceStop(world: World, service: ServiceState, rollout: Rollout, why: string): void {
  const summary = `deploy of ${rollout.to} stopped by its canary: ${why}`;
  emitChange(world, { kind: 'deploy', target: service.id, summary, author: 'pipeline' });
  emitEvent(world, service.id, 'Warning', 'CanaryFailed', `${service.id} ${summary}`);
}

function answersOf(service: ServiceState, version: string): { answers: number; errors: number } {
  const first = service.versions.indexOf(version) * STATUS.length;
  let answers = 0;
  let errors = 0;
  for (let s = 0; s < STATUS.length; s++) {
    answers += service.answers[first + s]!;
    if (s >= FIRST_ERROR) errors += service.answers[first + s]!;
  }
  return { answers, errors };
}

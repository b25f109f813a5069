import { lengthWords } from '../scoring/clock-words.ts';
import { secondOf } from '../scoring/drill-log.ts';
import { actionsTaken, type TakenAction } from '../scoring/mitigation.ts';
import { isMove } from '../scenario/tempting-move.ts';
import type { StepEvidence } from './evidence.ts';
import { delayAfter, oneLine, placeOf, promiseOf, type FoundGap, type GapScene } from './gap-scene.ts';
import { proposeStop } from './section-edits.ts';

/** How long before and after an action failures are compared, seconds; the time after ends with the next action. */
const WINDOW_S = 180;
/** A shorter time than this says nothing. */
const LEAST_S = 60;
/** Before the action failures were steady: the halves of the time before differ by no more than this share. */
const STEADY = 0.25;
/** Failures per minute rose to this many times what they were, and by at least so many. */
const TIMES_MORE = 1.5;
const MORE_PER_MIN = 30;

/**
 * GAP-10 harmful step: more users failed because of it. Known by the scenario (a tempting action, which was not what
 * helped); or seen: the SLO was kept and broke within three minutes; or failures were steady and then rose by half and
 * more. What is only seen counts when no fault moved and nobody else changed the system in that time.
 */
export function harmfulStep(scene: GapScene, { runbook, step, runs }: StepEvidence): FoundGap | null {
  for (const run of runs) {
    const taken = takenBy(scene, run.payload.line, run.seq);
    const harm = taken && (knownHarm(scene, taken) ?? broke(scene, taken) ?? rose(scene, taken));
    if (!taken || !harm) continue;
    const command = run.payload.step?.command ?? 0;
    const line = step.commands[command]?.line ?? step.line;
    const words = `Do not run \`${oneLine(step.commands[command]?.text ?? run.payload.line)}\` here: ${harm.warning} (drill of ${scene.today}).`;
    return {
      ...placeOf(runbook, step.number, line),
      kind: 'harmful step',
      sentence: `Step ${step.number} of ${runbook.id} ran "${oneLine(run.payload.line)}" at ${scene.clock(taken.atS)}: ${harm.sentence}.`,
      entries: [run.seq, taken.entry, ...harm.entries],
      proposal: proposeStop(runbook, step, command, words),
      costS: delayAfter(scene, run.seq),
    };
  }
  return null;
} // prettier-ignore

interface Harm {
  sentence: string;
  warning: string;
  entries: number[];
}

/** What the run's line did, when it did something. */
function takenBy({ log }: GapScene, line: string, ranSeq: number): TakenAction | null {
  return actionsTaken(log).findLast((taken) => taken.line === line && taken.ok && taken.entry < ranSeq) ?? null;
}

function knownHarm(scene: GapScene, taken: TakenAction): Harm | null {
  const { fault, mit } = scene.stamps;
  const known = scene.scenario.tempting.find((move) => isMove(move, taken.action));
  const inTime = fault !== null && taken.atS >= fault.atS && (mit === null || taken.atS < mit.atS);
  if (!known || !inTime || scene.effective.some(({ entry }) => entry === taken.entry)) return null;
  const hurts = known.hurts.replace(/[.\s]+$/, '');
  return { sentence: `${hurts}`, warning: hurts, entries: [] };
}

function broke(scene: GapScene, taken: TakenAction): Harm | null {
  const changes = scene.log.of('slo.changed').filter(({ payload }) => payload.slo === scene.scenario.slo);
  const before = changes.findLast((entry) => entry.seq < taken.entry);
  const after = changes.find((entry) => entry.seq > taken.entry);
  if (before?.payload.breached === true || after?.payload.breached !== true) return null;
  const tookS = secondOf(after) - taken.atS;
  if (tookS > WINDOW_S || disturbed(scene, taken, taken.atS - WINDOW_S, secondOf(after))) return null;
  const words = `${promiseOf(scene)} left its bound ${lengthWords(tookS)} after it`;
  return { sentence: `${words}, and nothing else had changed`, warning: words, entries: [after.seq] };
}

function rose(scene: GapScene, taken: TakenAction): Harm | null {
  const { atS } = taken;
  const untilS = Math.min(atS + WINDOW_S, scene.stamps.end.atS);
  if (untilS - atS < LEAST_S || disturbed(scene, taken, atS - WINDOW_S, untilS)) return null;
  const early = scene.failedPerMin(atS - WINDOW_S, atS - WINDOW_S / 2);
  const late = scene.failedPerMin(atS - WINDOW_S / 2, atS);
  const after = scene.failedPerMin(atS, untilS);
  if (early === null || late === null || after === null) return null;
  const steady = Math.abs(early - late) <= STEADY * Math.max(early, late);
  const before = (early + late) / 2;
  if (!steady || after < TIMES_MORE * before || after - before < MORE_PER_MIN) return null;
  const words = `${Math.round(after)} attempts failed per minute after it, ${Math.round(before)} before`;
  return { sentence: `${words}, and nothing else had changed`, warning: words, entries: [] };
}

/** A fault moved, or somebody else changed the system. */
function disturbed({ log }: GapScene, taken: TakenAction, fromS: number, toS: number): boolean {
  const inside = (atS: number) => atS >= fromS && atS <= toS;
  return (
    log.of('fault.moved').some((entry) => entry.payload.from !== null && inside(secondOf(entry))) ||
    log.of('action.happened').some((entry) => entry.seq !== taken.entry && entry.payload.ok && inside(secondOf(entry)))
  );
}

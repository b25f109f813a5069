import type { AnyEntry, EntryKind } from '../drill/entry.ts';
import { lengthWords } from '../scoring/clock-words.ts';
import { secondOf } from '../scoring/drill-log.ts';
import { executedAt, wasExecuted, type RunbookUse } from './evidence.ts';
import { placeOf, type FoundGap, type GapScene } from './gap-scene.ts';
import { wasOpen } from './right-page.ts';
import { proposeNote } from './step-edits.ts';

/** A step in front for longer than this, with nobody doing anything, is one that people could not read at once. */
const DWELL_S = 300;

/** What people do that is not reading the step. */
const BUSY: readonly EntryKind[] = [
  'command.ran',
  'chat.said',
  'can.sent',
  'decision.made',
  'hypothesis.stated',
  'incident.declared',
  'staff.paged',
  'runbook.opened',
];

/**
 * GAP-11 ambiguous: more than five minutes out of bound between the step before (or the opening of the page) with all its
 * checks and this one, in which nobody of the response side ran, said or opened anything. A flagged step is that already.
 */
export function ambiguousSteps(scene: GapScene, use: RunbookUse): FoundGap[] {
  const { runbook, opened, steps } = use;
  const { impact, mit, end } = scene.stamps;
  if (!impact || !wasOpen(use)) return [];
  const deeds = BUSY.flatMap((kind) => scene.log.of(kind)).filter((entry) => scene.log.byResponder(entry as AnyEntry));
  return steps.flatMap((evidence, i) => {
    const { step, flags } = evidence;
    const doneSeq = executedAt(evidence);
    const done = scene.log.entries.find(({ seq }) => seq === doneSeq);
    const before = steps.slice(0, i).findLast(wasExecuted);
    const marks = before ? [...before.runs, ...before.judged.values(), ...before.observed.values(), ...before.checked] : [opened];
    const since = marks.filter((entry) => entry !== null && entry.seq < (doneSeq ?? 0)).sort((a, b) => a!.seq - b!.seq).at(-1);
    if (!done || !since || flags.length > 0) return [];
    const fromS = Math.max(secondOf(since), impact.atS);
    const toS = Math.min(secondOf(done), mit?.atS ?? end.atS);
    const busy = deeds.some(({ seq }) => seq > since.seq && seq < done.seq);
    if (busy || toS - fromS <= DWELL_S) return [];
    return [{
      ...placeOf(runbook, step.number, step.line),
      kind: 'ambiguous' as const,
      sentence: `Step ${step.number} of ${runbook.id}, "${step.title}", was in front for ${lengthWords(toS - fromS)} before anything was done; nobody ran or said anything in that time.`,
      entries: [since.seq, done.seq],
      proposal: proposeNote(runbook, step, `${scene.today}, in a drill: it took ${lengthWords(toS - fromS)} to see what this step asks for. Say it in one sentence.`),
      costS: null,
    }];
  });
} // prettier-ignore

import { lengthWords } from '../scoring/clock-words.ts';
import { secondOf } from '../scoring/drill-log.ts';
import { wasExecuted, type RunbookUse } from './evidence.ts';
import { placeOf, type FoundGap, type GapScene } from './gap-scene.ts';
import { proposeOwner } from './head-edits.ts';
import { linesOf } from './page-lines.ts';
import { wasOpen } from './right-page.ts';
import { proposeEscalation, proposeShorter } from './section-edits.ts';

/** Out of bound this long after the last step that was done, people need somebody to call, seconds. */
const HELPLESS_S = 300;
/** Whoever was called has this long to answer, seconds. */
const ANSWER_S = 600;
/** What one can read while it burns: steps, and words up to the end of the last step. */
const MANY_STEPS = 20;
const MANY_WORDS = 1_500;

/**
 * GAP-15 no escalation or unanswered: all steps of a page were done, the service was out of bound five minutes later, and
 * the page does not say whom to call; or somebody whom it names was called while it was open and did not answer within
 * ten minutes.
 */
export function noEscalation(scene: GapScene, use: RunbookUse): FoundGap | null {
  return use.runbook.escalation === null ? noWayOut(scene, use) : unanswered(scene, use);
}

function noWayOut(scene: GapScene, { runbook, steps }: RunbookUse): FoundGap | null {
  const { impact, mit, end } = scene.stamps;
  const doable = steps.filter(({ step }) => step.commands.length > 0);
  if (!impact || doable.length === 0 || !doable.every(wasExecuted)) return null;
  const last = doable.flatMap(({ runs }) => runs).sort((a, b) => a.seq - b.seq).at(-1);
  if (!last || (mit?.atS ?? end.atS) < secondOf(last) + HELPLESS_S) return null;
  const staff = scene.scenario.staff ?? [];
  const whom = staff.map(({ id, team }) => `the ${team} team (\`${id}\`)`);
  const words = `Not better 5 minutes after the last step: page ${whom.slice(0, 2).join(', then ')} with the outputs of the steps above.`;
  return {
    ...placeOf(runbook, null, runbook.steps.at(-1)?.endLine ?? 1),
    kind: 'no escalation',
    sentence: `All steps of ${runbook.id} were done by ${scene.clock(secondOf(last))} and the service was still out of bound 5 minutes later; the page does not say whom to call.`,
    entries: [last.seq],
    proposal: whom.length === 0 ? null : proposeEscalation(runbook, words),
    costS: { fromS: secondOf(last), toS: mit?.atS ?? end.atS },
  };
} // prettier-ignore

function unanswered(scene: GapScene, use: RunbookUse): FoundGap | null {
  const { runbook, opened } = use;
  if (!opened || !runbook.escalation) return null;
  const called = scene.log.of('staff.paged').filter((entry) => scene.log.byResponder(entry) && entry.seq > opened.seq);
  for (const page of called) {
    const { staff } = page.payload;
    if (!runbook.escalation.markdown.includes(`\`${staff}\``)) continue;
    const answer = scene.log.of('staff.answered').find((entry) => entry.seq > page.seq && entry.payload.staff === staff);
    const waitedS = (answer ? secondOf(answer) : scene.stamps.end.atS) - secondOf(page);
    if (waitedS <= ANSWER_S) continue;
    const second = (scene.scenario.staff ?? []).find(({ id }) => id !== staff && !runbook.escalation!.markdown.includes(`\`${id}\``));
    const words = second && `No answer within 5 minutes: page the ${second.team} team (\`${second.id}\`).`;
    return {
      ...placeOf(runbook, null, runbook.escalation.line),
      kind: 'no escalation',
      sentence: `${runbook.id} says to call \`${staff}\`; called at ${scene.clock(secondOf(page))}, there was no answer ${answer ? `for ${lengthWords(waitedS)}` : 'until the end'}.`,
      entries: [page.seq, ...(answer ? [answer.seq] : [])],
      proposal: words ? proposeEscalation(runbook, words) : null,
      costS: { fromS: secondOf(page), toS: secondOf(page) + waitedS },
    };
  }
  return null;
} // prettier-ignore

/** GAP-18 unowned: a page that was used and that nobody owns. */
export function unowned(_scene: GapScene, use: RunbookUse): FoundGap | null {
  const { runbook, opened, steps } = use;
  if (runbook.owner !== '' || !wasOpen(use)) return null;
  return {
    ...placeOf(runbook, null, 1),
    kind: 'unowned',
    sentence: `${runbook.id} was used and names no owner: nobody is asked to put right what the drill showed.`,
    entries: [opened?.seq ?? steps.flatMap(({ runs }) => runs)[0]!.seq],
    proposal: proposeOwner(runbook),
    costS: null,
  };
}

/** GAP-19 too long to read: a page that was used, with more than 20 steps or 1,500 words before the last step ends. */
export function tooLong(scene: GapScene, use: RunbookUse): FoundGap | null {
  const { runbook, opened, steps } = use;
  if (!wasOpen(use) || steps.length === 0) return null;
  const words = wordsUntil(use, runbook.steps.at(-1)?.endLine ?? 0);
  if (steps.length <= MANY_STEPS && words <= MANY_WORDS) return null;
  const used = steps.filter(wasExecuted).map(({ step }) => step.number);
  const note = `Split off after a drill on ${scene.today}, which needed none of this.`;
  return {
    ...placeOf(runbook, null, 1),
    kind: 'too long',
    sentence: `${runbook.id} has ${steps.length} steps and ${words} words up to the end of the last one; this drill used ${used.length} of the steps.`,
    entries: [opened?.seq ?? steps.flatMap(({ runs }) => runs)[0]!.seq],
    proposal: proposeShorter(runbook, used, note),
    costS: null,
  };
}

function wordsUntil({ runbook }: RunbookUse, line: number): number {
  const text = linesOf(runbook).slice(0, line).join('\n');
  return text.match(/\S+/g)?.length ?? 0;
}

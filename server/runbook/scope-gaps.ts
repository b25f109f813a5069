import { secondOf } from '../scoring/drill-log.ts';
import { executedAt, wasExecuted, type RunbookUse } from './evidence.ts';
import { placeOf, type FoundGap, type GapScene } from './gap-scene.ts';
import { hasNoRunbook } from './coverage-gaps.ts';
import { proposeTrigger } from './head-edits.ts';
import { refusedRight } from './refusal-words.ts';
import { claims, helpOf, names, rightPages, wasOpen } from './right-page.ts';
import { proposeSendOn } from './section-edits.ts';
import { staleRuns } from './stale-step.ts';
import { lengthWords } from '../scoring/clock-words.ts';

/** A page that was done to its end has this long to bring the service back, seconds. */
const TAKES_EFFECT_S = 300;
/** Longer from the page to the right runbook than this, and it was not to be found. */
const FIND_S = 300;

/**
 * GAP-14 scope lies: the page claims an alert that fired, all of it was run as written, and the service did not come back
 * by it: another page names what helped, or nothing helped for five minutes.
 */
export function scopeLies(scene: GapScene, use: RunbookUse): FoundGap | null {
  const { runbook, steps } = use;
  const alert = scene.alerts.find(({ rule }) => runbook.alerts.includes(rule));
  const end = endOfPage(scene, use);
  if (!alert || end === null || scene.effective.some((taken) => names(use, taken) || ranBy(use, taken.line))) return null;
  const { mit } = scene.stamps;
  if (mit && mit.atS <= end.atS + TAKES_EFFECT_S && scene.effective.length === 0) return null;
  if (!mit && scene.stamps.end.atS < end.atS + TAKES_EFFECT_S) return null;
  const right = rightPages(scene).find(({ runbook: other }) => other.id !== runbook.id);
  if (!right && (mit !== null || !keptPromises(use))) return null;
  if (right && claims(scene, use)) return null;
  if (sendsOn(use, right?.runbook.id ?? alert.rule) || sendsOn(use, alert.rule)) return null;
  const claim = falseClaim(scene, use, alert.summary);
  const to = right ? right.runbook.id : null;
  const helped = right ? `what helped stands in ${to}` : 'the service was out of bound until the end';
  return {
    ...placeOf(runbook, null, runbook.scope.line || 1),
    kind: 'scope lies',
    sentence: `${runbook.id} claims ${alert.rule}; all of its ${steps.length} steps were done by ${scene.clock(end.atS)}, and they did not bring the service back: ${helped}.`,
    entries: [alert.entry, end.seq, ...scene.effective.slice(0, 1).map(({ acted }) => acted)],
    proposal: proposeSendOn(runbook, `${alert.rule} when these steps do not help`, to ?? 'Escalation', claim),
    costS: { fromS: scene.stamps.detection?.atS ?? 0, toS: end.atS },
  };
} // prettier-ignore

/**
 * GAP-16 wrong runbook linked: the first page leads to a runbook that names nothing of what helped, and another does. A
 * runbook that claims the alert and was done to its end is GAP-14's.
 */
export function wrongRunbookLinked(scene: GapScene): FoundGap[] {
  const { alert } = scene.stamps;
  const fired = alert && scene.alerts.find(({ entry, tier }) => tier === 'page' && entry === alert.entry);
  const linked = scene.uses.find(({ runbook }) => runbook.id === fired?.linked);
  const right = rightPages(scene)[0];
  if (!fired || !linked || !right || helpOf(scene, linked) > 0 || sendsOn(linked, right.runbook.id)) return [];
  if (scene.effective.some(({ line }) => ranBy(linked, line)) || claims(scene, linked) || scopeLies(scene, linked)) return [];
  const { runbook } = linked;
  return [{
    ...placeOf(runbook, null, runbook.scope.line || 1),
    kind: 'wrong runbook linked' as const,
    sentence: `${fired.rule} fired at ${scene.clock(fired.atS)} and leads to ${runbook.id}; what helped stands in ${right.runbook.id}. The rule's annotation "runbook: ${runbook.id}" should say ${right.runbook.id}; until it does, the page can send people on.`,
    entries: [fired.entry, ...(linked.opened ? [linked.opened.seq] : []), scene.effective[0]!.acted],
    proposal: proposeSendOn(runbook, `${fired.rule}, "${fired.summary}"`, right.runbook.id, null),
    costS: { fromS: fired.atS, toS: right.opened && secondOf(right.opened) > fired.atS ? secondOf(right.opened) : scene.effective[0]!.atS },
  }];
} // prettier-ignore

/**
 * GAP-17 not findable: no alert leads to the runbook that names what helped, it claims one that fired, and it was opened
 * more than five minutes after the page, or never while others were.
 */
export function notFindable(scene: GapScene): FoundGap[] {
  const page = scene.alerts.find(({ tier, entry }) => tier === 'page' && entry === scene.stamps.alert?.entry);
  const pages = rightPages(scene);
  const right = pages[0];
  if (!page || !right || page.linked !== null || hasNoRunbook(scene, page)) return [];
  if (pages.some(({ runbook }) => scene.alerts.some(({ linked }) => linked === runbook.id))) return [];
  const first = pages.flatMap(({ opened }) => opened ?? []).sort((a, b) => a.seq - b.seq)[0] ?? null;
  const tookS = first ? secondOf(first) - page.atS : null;
  if (tookS !== null ? tookS <= FIND_S : !scene.uses.some(wasOpen)) return [];
  const { runbook } = right;
  const when = tookS === null ? 'nobody opened it' : `it was opened ${lengthWords(tookS)} later`;
  const words = `"${page.summary}" (${page.rule})`;
  return [{
    ...placeOf(runbook, null, 1),
    kind: 'not findable' as const,
    sentence: `${page.rule} fired at ${scene.clock(page.atS)} and leads to no page; what helped stands in ${runbook.id}, and ${when}.`,
    entries: [page.entry, ...(first ? [first.seq] : [])],
    proposal: runbook.trigger.includes(page.summary) ? null : proposeTrigger(runbook, words),
    costS: { fromS: page.atS, toS: first ? secondOf(first) : scene.stamps.end.atS },
  }];
} // prettier-ignore

/** Where the page ends: the last word on its last step, when all that can be run of it was, and was understood. */
function endOfPage({ log, stamps }: GapScene, use: RunbookUse): { atS: number; seq: number } | null {
  const doable = use.steps.filter(({ step }) => step.commands.length > 0);
  if (doable.length === 0 || !doable.every(wasExecuted) || !stamps.impact) return null;
  const understood = doable.every((evidence) => staleRuns(evidence).length === 0 && !evidence.runs.some(({ payload }) => refusedRight(payload)));
  if (!understood) return null;
  const last = Math.max(...use.steps.flatMap((evidence) => [executedAt(evidence) ?? 0, ...evidence.runs.map(({ seq }) => seq)]));
  const entry = log.entries.find(({ seq }) => seq === last);
  return entry && secondOf(entry) >= stamps.impact.atS ? { atS: secondOf(entry), seq: last } : null;
} // prettier-ignore

function ranBy({ steps }: RunbookUse, line: string): boolean {
  return steps.some(({ runs }) => runs.some(({ payload }) => payload.line === line));
}

/** No check of it was false at last: where one was, that says more than the scope. */
function keptPromises({ steps }: RunbookUse): boolean {
  return steps.every(({ observed, judged }) =>
    [...observed.values(), ...judged.values()].every(({ payload }) => payload.value),
  );
}

/** The page says itself that this is not for it. */
function sendsOn({ runbook }: RunbookUse, word: string): boolean {
  return runbook.scope.doesNotHandle.some((text) => text.includes(word));
}

/** The one thing it says it handles that sounds like the alert; the last of its claims stays, and a person words it. */
function falseClaim(scene: GapScene, { runbook }: RunbookUse, summary: string): string | null {
  const { handles } = runbook.scope;
  if (handles.length < 2) return null;
  const heard = wordsOf(`${summary} ${scene.scenario.title} ${scene.scenario.variant.cause}`);
  const scored = handles.map((text) => ({ text, shared: wordsOf(text).filter((word) => heard.includes(word)).length }));
  const best = scored.sort((a, b) => b.shared - a.shared)[0];
  return best && best.shared >= 2 ? best.text : null;
}

function wordsOf(text: string): string[] {
  return [...new Set(text.toLowerCase().match(/[a-z]{4,}/g) ?? [])];
}

import type { GapView } from '../protocol/http.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { lengthWords, wallClock } from '../scoring/clock-words.ts';
import type { TakenAction } from '../scoring/mitigation.ts';
import type { PageEpisode } from '../scoring/pages.ts';
import type { Stamps } from '../scoring/stamps.ts';

interface LedeFacts {
  scenario: Scenario;
  stamps: Stamps;
  pages: readonly PageEpisode[];
  /** The action that the mitigation began with. */
  began: TakenAction | null;
  gaps: readonly GapView[];
  /** A tabletop: the world ran only between its rounds. */
  rounds?: number;
  /** Cost of each hint that was given, seconds. */
  hints?: readonly { costS: number }[];
}

/** What happened, in a few neutral sentences, each made from the log's own facts. */
export function ledeOf(facts: LedeFacts): string[] {
  return [table(facts), cause(facts), felt(facts), noticed(facts), ended(facts), helped(facts), runbooks(facts)].filter(
    (sentence) => sentence !== '',
  );
}

/** Times of a table are the world's: nobody could have answered in the minutes that were jumped over. */
function table({ rounds = 0 }: LedeFacts): string {
  if (rounds === 0) return '';
  return `This was a tabletop of ${rounds} ${rounds === 1 ? 'round' : 'rounds'}: the world stood still while people talked and its clock was jumped in between, so all times are the world’s and none says how fast anybody was.`;
}

function cause({ scenario, stamps }: LedeFacts): string {
  if (!stamps.fault && !scenario.nothingWrong) return 'No fault was fired in this drill.';
  const text = scenario.variant.cause.trim();
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function felt({ scenario, stamps }: LedeFacts): string {
  if (!stamps.fault && !scenario.nothingWrong) return '';
  const promise = promiseOf(scenario);
  if (!stamps.impact) return `“${promise}” held throughout.`;
  const from = wallClock(scenario.world.startsAtMs, stamps.impact.atS);
  if (!stamps.mit) return `“${promise}” broke at ${from} and was not back for two minutes before the drill ended at ${wallClock(scenario.world.startsAtMs, stamps.end.atS)}.`;
  return `“${promise}” broke at ${from} and held again from ${wallClock(scenario.world.startsAtMs, stamps.mit.atS)}, ${lengthWords(stamps.mit.atS - stamps.impact.atS)} later.`;
} // prettier-ignore

function noticed({ stamps, pages, scenario }: LedeFacts): string {
  if (!stamps.fault) return scenario.nothingWrong ? paged(pages) : '';
  const page = pages.find(({ firedAtS }) => firedAtS >= stamps.fault!.atS);
  if (!page) return stamps.detection ? 'It was declared before any page fired.' : 'No page fired, and nobody declared an incident.';
  const came = `The first page, ${page.rule}, came ${lengthWords(page.firedAtS - stamps.fault.atS)} after the fault`;
  return page.ack ? `${came} and was acknowledged ${lengthWords(page.ack.atS - page.firedAtS)} later.` : `${came} and was not acknowledged.`;
} // prettier-ignore

function paged([page]: readonly PageEpisode[]): string {
  if (!page) return 'Nobody was paged.';
  const came = `${page.rule} paged although no promise was broken`;
  return page.ack ? `${came}, and was acknowledged ${lengthWords(page.ack.atS - page.firedAtS)} later.` : `${came}, and was not acknowledged.`;
} // prettier-ignore

function ended({ scenario, stamps, began }: LedeFacts): string {
  if (!stamps.impact) return '';
  const resolved = stamps.resolve ? `the all-clear came at ${wallClock(scenario.world.startsAtMs, stamps.resolve.atS)}` : 'it was not resolved with an all-clear before the end';
  if (!began) return `${resolved[0]!.toUpperCase()}${resolved.slice(1)}.`;
  return `The mitigation began at ${wallClock(scenario.world.startsAtMs, began.atS)} with “${shorten(began.line)}”; ${resolved}.`;
} // prettier-ignore

/** HINT-1 */
function helped({ hints = [] }: LedeFacts): string {
  if (hints.length === 0) return '';
  const cost = hints.reduce((sum, { costS }) => sum + costS, 0);
  const given = hints.length === 1 ? 'One hint was given' : `${hints.length} hints were given`;
  return cost > 0 ? `${given}; held against par, times after ${hints.length === 1 ? 'it' : 'them'} are ${lengthWords(cost)} longer.` : `${given}.`;
} // prettier-ignore

const GAP_WORDS: Record<GapView['kind'], string> = {
  'missing step': 'a step that no page names',
  'stale step': 'a stale step',
  'ineffective step': 'a step that did not do what it promises',
  'skipped step': 'a skipped step',
  'no verification': 'a step without verification',
  flagged: 'a flagged step',
  untested: 'a page that was not tested',
  'alert without runbook': 'an alert without runbook',
  'harmful step': 'a step that made it worse',
  ambiguous: 'a step that took long to read',
  'wrong order': 'steps in an order that does not work',
  'prerequisite missing': 'a right that the page does not ask for',
  'scope lies': 'a page that does not help with what it claims',
  'no escalation': 'a page without a way out',
  'wrong runbook linked': 'an alert that leads to another page',
  'not findable': 'a page that was hard to find',
  unowned: 'a page without an owner',
  'too long': 'a page that is long to read',
};

function runbooks({ gaps, scenario }: LedeFacts): string {
  if (scenario.runbooks.length === 0) return '';
  const worst = gaps[0];
  if (!worst) return 'The runbooks held: the log shows no gap.';
  const place = worst.runbook ? ` (${worst.runbook}${worst.step === null ? '' : `, step ${worst.step}`})` : '';
  const first = `${GAP_WORDS[worst.kind]}${place}`;
  return gaps.length === 1 ? `Runbooks and drill parted once: ${first}.` : `Runbooks and drill parted ${gaps.length} times, first of all over ${first}.`;
} // prettier-ignore

function promiseOf(scenario: Scenario): string {
  return scenario.world.slos.find(({ id }) => id === scenario.slo)?.title ?? scenario.slo;
}

function shorten(line: string): string {
  const flat = line.replace(/\s+/g, ' ').trim();
  return flat.length <= 90 ? flat : `${flat.slice(0, 89)}…`;
}

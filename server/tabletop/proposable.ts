import type { Session } from '../drill/session.ts';
import type { Action } from '../engine/input.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { applicationOf } from './moves.ts';

/** Shorter words are in every command line and name nothing. */
const LEAST_LETTERS = 4;

interface Proposal {
  line: string;
  /** What it would do now. */
  actions: readonly Action[];
}

/**
 * Whether somebody at the table could come up with this by now: each line is what anybody tries first, or has no name in
 * it that nobody there has read or heard.
 */
export function isProposable(proposals: readonly Proposal[], heard: ReadonlySet<string>): boolean {
  return proposals.every(
    ({ line, actions }) =>
      (actions.length > 0 && actions.every((action) => isFirstMove(action, line, heard))) ||
      namesIn(line).every((name) => heard.has(name)),
  );
}

/** Pages that lie open: of the alerts that fired so far, pages before tickets, the oldest first; then those looked into. */
export function pagesOnTable({ scenario, alerts, opened }: Session): Runbook[] {
  const named = [...alerts.values()]
    .filter(({ firedAtS, tier }) => firedAtS !== null && tier !== 'fyi')
    .sort((a, b) => Number(b.tier === 'page') - Number(a.tier === 'page') || (a.firedAtS ?? 0) - (b.firedAtS ?? 0))
    .flatMap(({ payload }) => payload.firstStep?.runbook ?? []);
  const ids = [...new Set([...named, ...opened.keys()])];
  return ids.flatMap((id) => scenario.runbooks.find((one) => one.id === id) ?? []);
}

/** Restarting, scaling, going back: needs no runbook and no evidence, whether it helps or not. */
function isFirstMove(action: Action, line: string, heard: ReadonlySet<string>): boolean {
  switch (action.do) {
    case 'service.restart':
    case 'service.scale':
    case 'autoscaler.set':
    case 'edge.restart':
    case 'db.restart':
    case 'cache.restart':
    case 'cache.flush':
      return true;
    case 'deploy.rollback':
      return action.force !== true;
    case 'db.terminate':
    case 'db.cancel':
      return heard.has(applicationOf(line));
    case 'config.set':
      // A team knows the settings of its own services, by the name of what they are about.
      return heard.has(action.key.split('_')[0]!.toLowerCase());
    default:
      return false;
  }
}

/** All that was said, shown, typed or printed so far, and the parts of the system that the briefing gives everybody. */
export function heardNames(session: Session): Set<string> {
  const { scenario, messages, hints, terminal, rounds, alerts, sim } = session;
  const { services, databases } = scenario.world;
  const texts = [
    scenario.briefing,
    ...sim.toolNames(),
    ...[...services, ...databases].map(({ id }) => id),
    ...pagesOnTable(session).map(({ source }) => source),
    ...messages.flatMap(({ body }) => (body.kind === 'text' ? body.text : [])),
    ...hints.map(({ text }) => text),
    ...[...terminal.values()].flat().flatMap(({ line, stdout, stderr }) => [line, stdout, stderr]),
    ...[...alerts.values()].flatMap(({ firedAtS, summary, payload }) =>
      firedAtS === null ? [] : [summary, payload.impact, payload.diagnostic ?? ''],
    ),
    ...rounds.flatMap(({ view }) => [
      ...view.evidence.logs.map(({ text }) => text),
      ...view.options.filter(({ by }) => by === 'table').flatMap(({ text, lines }) => [text, ...lines]),
      view.decision?.text ?? '',
    ]),
  ];
  return new Set(texts.flatMap(wordsIn));
}

function namesIn(line: string): string[] {
  return wordsIn(line).filter((word) => word.length >= LEAST_LETTERS);
}

/** With what holds a name together: "reports-export", "SEARCH_BREAKER". */
function wordsIn(text: string): string[] {
  return text.toLowerCase().match(/[a-z][\w-]*\w/g) ?? [];
}

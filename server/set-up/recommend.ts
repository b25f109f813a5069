import type { DuePerson, Recommendation } from '../protocol/set-up.ts';

const DAY_MS = 86_400_000;

export interface RecommendInput {
  scenarios: RecommendedScenario[];
  runbooks: TestedRunbook[];
  /** Scenario → Unix milliseconds of its last drill. */
  lastRunMs: ReadonlyMap<string, number>;
  due: DuePerson[];
  nowMs: number;
}

export interface RecommendedScenario {
  id: string;
  cover: string;
  difficulty: number;
  minutes: number;
  /** Nothing fails in it: a control, to be chosen knowingly. */
  control: boolean;
  variants: { id: string; runbook: string }[];
}

export interface TestedRunbook {
  id: string;
  daysSinceTested: number | null;
  openGaps: number;
}

type Found = Recommendation | null;

/**
 * What to practise next, the best reason first; each kind of reason and each scenario once. Before the first drill the easiest scenario
 * leads: a team that never drilled has no stale habit yet, and every runbook is untested.
 */
export function recommend(input: RecommendInput): Recommendation[] {
  const wanted = { ...input, scenarios: easiestFirst(input.scenarios.filter(({ control }) => !control)) };
  const first = input.lastRunMs.size === 0;
  const found = [
    first ? neverRun(wanted) : null,
    leastTested(wanted),
    dueTogether(wanted),
    first ? null : neverRun(wanted),
    openGap(wanted),
    longestAgo(wanted),
  ];
  const reasons = found.filter((one) => one !== null);
  // A second reason for the same scenario is no second choice; but who is due is told in any case.
  return reasons.filter(
    (one, index) =>
      one.kind === 'due people' || reasons.findIndex(({ scenario }) => scenario === one.scenario) === index,
  );
}

function leastTested({ runbooks, scenarios, lastRunMs }: RecommendInput): Found {
  const age = ({ daysSinceTested }: TestedRunbook) => daysSinceTested ?? Infinity;
  const tested = runbooks.flatMap((runbook) => {
    const place = testing(scenarios, runbook.id);
    return place ? [{ runbook, ...place, ranMs: lastRunMs.get(place.scenario.id) ?? 0 }] : [];
  });
  // Of many that were never tested, the one whose scenario the team knows least; then the easiest.
  const [best] = tested.sort(
    (a, b) =>
      Number(age(b.runbook) > age(a.runbook)) - Number(age(b.runbook) < age(a.runbook)) ||
      a.ranMs - b.ranMs ||
      scenarios.indexOf(a.scenario) - scenarios.indexOf(b.scenario),
  );
  if (!best) return null;
  const { runbook, scenario, variant } = best;
  const days = runbook.daysSinceTested;
  const reason =
    days === null ? `${runbook.id} was never tested in a drill.` : `${runbook.id} was last tested ${ago(days)}.`;
  return { ...card('least tested runbook', scenario, reason), variant, runbook: runbook.id };
}

function dueTogether({ due, scenarios, lastRunMs }: RecommendInput): Found {
  const scenario = oldestOf(scenarios, lastRunMs);
  if (due.length === 0 || !scenario) return null;
  const names = due.map(({ name }) => name);
  const shown = names.slice(0, 3);
  const more = names.length - shown.length;
  const who = more > 0 ? `${shown.join(', ')} and ${more} more` : joined(shown);
  const reason = `${who} ${names.length === 1 ? 'has' : 'have'} not drilled for a quarter.`;
  return { ...card('due people', scenario, reason), people: due };
}

function neverRun({ scenarios, lastRunMs }: RecommendInput): Found {
  const scenario = scenarios.find(({ id }) => !lastRunMs.has(id));
  return scenario ? card('never run', scenario, `Never drilled here. About ${scenario.minutes} minutes.`) : null;
}

function openGap({ runbooks, scenarios }: RecommendInput): Found {
  const most = [...runbooks].filter(({ openGaps }) => openGaps > 0).sort((a, b) => b.openGaps - a.openGaps);
  for (const runbook of most) {
    const place = testing(scenarios, runbook.id);
    if (!place) continue;
    const gaps = runbook.openGaps === 1 ? 'a gap' : `${runbook.openGaps} gaps`;
    const reason = `${runbook.id} has ${gaps} open from a drill: edit the page and play it again.`;
    return { ...card('open gap', place.scenario, reason), variant: place.variant, runbook: runbook.id };
  }
  return null;
}

function longestAgo({ scenarios, lastRunMs, nowMs }: RecommendInput): Found {
  const run = scenarios.filter(({ id }) => lastRunMs.has(id));
  const scenario = oldestOf(run, lastRunMs);
  if (!scenario || run.length < 2) return null;
  const days = Math.floor((nowMs - (lastRunMs.get(scenario.id) ?? nowMs)) / DAY_MS);
  return days === 0 ? null : card('longest ago', scenario, `Last drilled ${ago(days)}, longer ago than any other.`);
}

/** The scenario and variant that a runbook is written for. */
function testing(scenarios: readonly RecommendedScenario[], runbook: string) {
  for (const scenario of scenarios) {
    const variant = scenario.variants.find((one) => one.runbook === runbook);
    if (variant) return { scenario, variant: variant.id };
  }
  return null;
}

function card(kind: Recommendation['kind'], { id, cover }: RecommendedScenario, reason: string): Recommendation {
  return { kind, scenario: id, variant: null, cover, reason, runbook: null, people: [] };
}

function easiestFirst(scenarios: readonly RecommendedScenario[]): RecommendedScenario[] {
  return [...scenarios].sort((a, b) => a.difficulty - b.difficulty || (a.id < b.id ? -1 : 1));
}

/** Never run counts as the oldest of all. */
function oldestOf(
  scenarios: readonly RecommendedScenario[],
  lastRunMs: ReadonlyMap<string, number>,
): RecommendedScenario | null {
  return [...scenarios].sort((a, b) => (lastRunMs.get(a.id) ?? 0) - (lastRunMs.get(b.id) ?? 0))[0] ?? null;
}

function ago(days: number): string {
  return days === 0 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`;
}

function joined(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

import type { AnyEntry } from '../drill/entry.ts';
import { firstBreak } from '../drill/hash.ts';
import type { Debrief, GapView } from '../protocol/http.ts';
import type { ActionItemView } from '../protocol/room.ts';
import { checksTrue, runbookUses, type RunbookUse } from '../runbook/evidence.ts';
import { findingOf } from '../runbook/finding.ts';
import { isoDate } from '../runbook/freshness.ts';
import { gapsOf } from '../runbook/gaps.ts';
import { stepOutcomes } from '../runbook/step-outcomes.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { readLog, type DrillLog } from '../scoring/drill-log.ts';
import { breachIntervals, budgetBurned, hypothesisVerdict, objectivesOf, severityCalled } from '../scoring/impact.ts';
import { actionsTaken, effectiveActions, type TakenAction } from '../scoring/mitigation.ts';
import { pagesOf } from '../scoring/pages.ts';
import type { ParBands } from '../scoring/par.ts';
import { patternsOf } from '../scoring/patterns.ts';
import { stampsOf, type Stamps } from '../scoring/stamps.ts';
import { timesOf } from '../scoring/times.ts';
import { pagingChart } from './chart.ts';
import { lanesOf } from './lanes.ts';
import { assessmentOf, hintsOf } from './assessment.ts';
import { completionsOf } from './completion.ts';
import { roundsOf } from './rounds.ts';
import { sidesOf } from './sides.ts';
import { ledeOf } from './lede.ts';
import { withoutNames, type Alias } from './no-names.ts';
import { promptsOf } from './prompts.ts';
import type { WorldReadings } from './world-readings.ts';

export interface DebriefInput {
  entries: readonly AnyEntry[];
  /** The drill's scenario with its variant applied. */
  scenario: Scenario;
  /** The world where the drill ended: a live session's simulation or a replayed one. */
  readings: WorldReadings;
  /** Bands of this scenario and variant, from `par.json`. */
  par?: ParBands;
  /** Names to take out of what people typed. They are used for nothing else and never appear. */
  people?: readonly { seat: string; name: string }[];
  /** `readings` were kept when the drill ended, because this server's engine would simulate another world. */
  fromRecord?: boolean;
}

/**
 * The debrief of a drill, from its log, its scenario and the world it ended in: the same for a live session and a
 * replayed file. Roles, never names; every figure says its convention (docs/scoring.md).
 */
export function buildDebrief(input: DebriefInput): Debrief {
  const { entries, scenario, readings, par, people = [], fromRecord = false } = input;
  const log = readLog(entries);
  const stamps = stampsOf(log, scenario);
  const pages = pagesOf(log);
  const taken = actionsTaken(log);
  const impact = readings.impact();
  const breaches = breachIntervals(log, scenario.slo, stamps.end.atS);
  const today = isoDate(scenario.world.startsAtMs);
  const gaps = gapsOf({
    log,
    scenario,
    stamps,
    today,
    impact: { userMinutesLost: impact.userMinutesLost, breaches },
    failedPerMin: failuresOf(scenario, readings),
  });
  const patterns = patternsOf(log, scenario, stamps);
  const began = taken.find(({ entry }) => entry === stamps.mitStart?.entry) ?? null;
  const drill = drillFacts(entries, log, scenario, stamps);
  const rounds = roundsOf(log);
  const lede = ledeOf({ scenario, stamps, pages, began, gaps, rounds: rounds.length, hints: hintsOf(log) });
  const [onboarding = null, ...onboardingOthers] = completionsOf(log, scenario, stamps);
  const debrief: Debrief = {
    drill,
    lede: fromRecord ? [...lede, notRerun(drill.engine)] : lede,
    severity: { called: severityCalled(log), truth: scenario.severity },
    times: timesOf(log, scenario, stamps, par),
    impact: { ...impact, budgetBurned: burned(scenario, readings, stamps) },
    chart: pagingChart(scenario, pages, readings, stamps.end.atS),
    lanes: lanesOf(log, scenario, stamps),
    gaps: gaps.map(namedFromShelf),
    objectives: objectivesOf(log, scenario, stamps),
    patterns,
    hypothesis: {
      text: log.of('drill.created')[0]?.payload.hypothesis || scenario.hypothesis.public,
      verdict: hypothesisVerdict(stamps),
    },
    cause: scenario.variant.cause,
    prompts: promptsOf(scenario, stamps, taken, patterns, rightMoves(log, scenario, stamps)),
    actions: actionItems(log),
    runbooks: runbookFigures(log, scenario, stamps),
    finding: findingOf(log, scenario, stamps),
    hints: hintsOf(log),
    assessment: assessmentOf(log, scenario, stamps),
    branches: [],
    branchChart: null,
    sides: sidesOf(log, scenario, stamps),
    rounds,
    onboarding,
    ...(onboardingOthers.length > 0 ? { onboardingOthers } : {}),
  };
  return withoutNames(debrief, aliases(log, people));
}

/** Files as a repository names them, `scenarios/<id>/runbooks/…`: where they lie on the server is nobody's business. */
function namedFromShelf(gap: GapView): GapView {
  if (gap.file === null) return gap;
  const file = gap.file.split('/').slice(-4).join('/');
  return { ...gap, file, proposal: gap.proposal?.replaceAll(gap.file, file) ?? null };
}

function drillFacts(entries: readonly AnyEntry[], log: DrillLog, scenario: Scenario, stamps: Stamps): Debrief['drill'] {
  const created = log.of('drill.created')[0];
  const started = log.of('drill.started')[0] ?? entries[0];
  const seats = new Set([
    ...log.of('seat.joined').flatMap(({ payload }) => (payload.approved && !payload.bot ? [payload.seat] : [])),
    ...log.of('seat.approved').map(({ payload }) => payload.seat),
  ]);
  return {
    id: created?.drill ?? entries[0]?.drill ?? '',
    incident: log.of('incident.declared')[0]?.payload.id ?? null,
    cover: scenario.cover,
    title: scenario.title,
    mode: created?.payload.mode ?? 'game-day',
    scenario: scenario.id,
    variant: scenario.variant.id,
    seed: created?.payload.seed ?? '',
    engine: created?.payload.engine ?? '',
    startsAtMs: scenario.world.startsAtMs,
    ranOnMs: started?.wallMs ?? 0,
    lastedS: stamps.end.atS,
    seats: seats.size,
    entries: entries.length,
    verified: entries.length > 0 && firstBreak(entries) === null,
  };
}

/** Whoever reads figures must know that nobody can check them here by replay. */
function notRerun(engine: string): string {
  return `This drill was recorded with engine ${engine}: all figures are read from that record, it was not run again here.`;
}

/** BUDGET-1, from the attempts that the drill's own counters saw. */
function burned(scenario: Scenario, readings: WorldReadings, stamps: Stamps): number {
  const slo = scenario.world.slos.find(({ id }) => id === scenario.slo);
  if (!slo) return 0;
  const counter = (outcome: string) => `sum(journey_requests_total{journey="${slo.journey}"${outcome}})`;
  const all = rise(readings, counter(''));
  const good = rise(readings, counter(',outcome="ok"'));
  return budgetBurned({ all, bad: all - good }, slo.objective, stamps.end.atS);
}

/** Failed attempts of the deciding journey per minute, over any stretch; two samples at least. */
function failuresOf(scenario: Scenario, readings: WorldReadings): (fromS: number, toS: number) => number | null {
  const slo = scenario.world.slos.find(({ id }) => id === scenario.slo);
  const counter = (outcome: string) =>
    readings.queryRange(`sum(journey_requests_total{journey="${slo?.journey}"${outcome}})`, 0);
  const [all, good] = [counter(''), counter(',outcome="ok"')];
  const failedAt = (i: number) => (all.rows[i]?.[0]?.value ?? NaN) - (good.rows[i]?.[0]?.value ?? 0);
  return (fromS, toS) => {
    const first = all.times.findIndex((atS) => atS >= fromS);
    const last = all.times.findLastIndex((atS) => atS <= toS);
    if (first < 0 || last <= first) return null;
    const perMin = ((failedAt(last) - failedAt(first)) / (all.times[last]! - all.times[first]!)) * 60;
    return Number.isFinite(perMin) ? perMin : null;
  };
}

/** How far a counter rose from drill second 0 to the end. */
function rise(readings: WorldReadings, expression: string): number {
  const values = readings.queryRange(expression, 0).rows.flatMap((row) => row[0]?.value ?? []);
  return values.length < 2 ? 0 : Math.max(0, values.at(-1)! - values[0]!);
}

function actionItems(log: DrillLog): ActionItemView[] {
  return log.of('action.added').map(({ payload: { id, text, owner, due, gap } }) => {
    const state = log.of('action.state').findLast(({ payload }) => payload.id === id)?.payload.state ?? 'open';
    return { id, text, owner, due, state, gap };
  });
}

/** Entries of the actions that are credited with the recovery. */
function rightMoves(log: DrillLog, scenario: Scenario, { impact, mit }: Stamps): Set<number> {
  if (!impact || !mit) return new Set();
  return new Set(effectiveActions(log, scenario, { impactS: impact.atS, mitS: mit.atS }).map(({ entry }) => entry));
}

export function runbookFigures(log: DrillLog, scenario: Scenario, { impact, mit }: Stamps): Debrief['runbooks'] {
  const effective = impact && mit ? effectiveActions(log, scenario, { impactS: impact.atS, mitS: mit.atS }) : [];
  return runbookUses(log, scenario.runbooks).map((use) => figuresOf(log, use, effective));
}

function figuresOf(log: DrillLog, use: RunbookUse, effective: TakenAction[]): Debrief['runbooks'][number] {
  const { runbook, openings, steps } = use;
  return {
    id: runbook.id,
    title: runbook.title,
    opened: openings,
    stepsRun: steps.filter(({ runs, judged }) => runs.length > 0 || judged.size > 0).length,
    steps: steps.length,
    checksTrue: steps.reduce((sum, evidence) => sum + checksTrue(evidence), 0),
    checks: runbook.steps.reduce((sum, step) => sum + step.checks.length, 0),
    outcomes: stepOutcomes(log, use, effective),
  };
}

/** Each name with the role that its seat last wore. */
export function aliases(log: DrillLog, people: NonNullable<DebriefInput['people']>): Alias[] {
  const last = log.entries.at(-1);
  if (!last) return [];
  return people.map(({ seat, name }) => ({ name, role: log.whoIs(seat, last.seq) }));
}

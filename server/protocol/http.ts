import type { SeatKind, Severity } from './roles.ts';
import type { GapState, StepOutcome } from './library.ts';
import type { BothSides } from './breaking.ts';
import type { AssessmentView, BranchPoint, ComparedChart } from './control.ts';
import type { CompletionRecord } from './onboarding.ts';
import type { ActionItemView, ObjectiveView, RunbookCard } from './room.ts';
import type { RoundReport } from './tabletop.ts';

/**
 * HTTP bodies. Errors are `{ refusal: Refusal }` with 4xx/5xx.
 *
 * GET  /api/health                         → Health
 * GET  /api/me                             → Me
 * GET  /enter/:token                       facilitator's one-time link: sets the cookie, goes to /
 * POST /api/logout
 * GET  /api/home                           → Home                     (facilitator; others see only their drills)
 * GET  /api/scenarios                      → ScenarioCard[]           (facilitator)
 * POST /api/drills            NewDrill     → { drill: string }        (facilitator)
 * GET  /api/drills/:id                     → DrillCard
 * POST /api/join              JoinByCode   → Joined                   (spoken code: waits for approval)
 * GET  /api/invites/:token                 → { drill, cover, kind }   POST { name } → Joined (approved at once)
 * POST /api/drills/:id/invites { kind }    → { url, token, kind }     (facilitator)
 * GET  /api/drills/:id/export              → application/x-ndjson, the drill file (facilitator; others after the end)
 * GET  /api/drills/:id/debrief             → Debrief                  (after the end)
 * GET  /api/drills/:id/debrief.md          → text/markdown
 * GET  /api/drills/:id/commands            → DrillCommand[]           (what responders typed; after the end)
 *
 * Setting up (`set-up.ts`), for facilitators:
 * GET  /api/recommendations                → Recommendation[]
 * GET  /api/setups                         → SavedSetup[]
 * PUT  /api/setups/draft       NewDrill    → SavedSetup               (one draft a person, written as they go)
 * POST /api/setups    { name, setup }      → SavedSetup               a template
 * DELETE /api/setups/:id
 * GET  /api/drills/:id/setup               → NewDrill                 to play it again
 * POST /api/dry-run            NewDrill    → DryRunView, line by line with progress
 * POST /api/try-inject { setup: NewDrill, inject: InjectDraft } → InjectTrial
 * POST /api/preflight          NewDrill    → Preflight
 * GET  /api/isolation                      → Isolation                (everybody)
 * GET  /api/drills/:id/calendar            → text/calendar            (everybody in the drill)
 *
 * Tabletop (`tabletop.ts`), for facilitators but where it says:
 * GET  /api/booklets?scenario&variant&seed → Booklet, line by line with progress
 * GET  /api/booklets/participants?…        → Booklet with `facilitator` and `objectives` null
 * GET  /api/events-list.csv · .xlsx ?scenario&variant&seed   the master events list, or ?drill=… of a drill
 * GET  /api/events-list ?…                 the same                 → EventRow[]
 * POST /api/events-list?scenario&variant   the file as it is      → EventsImport (?drill= reads it against a drill)
 *
 * Onboarding (`onboarding.ts`):
 * GET  /api/path                           → PathView                 (everybody: their own)
 * POST /api/path/:number { speed? }        → { drill }                a drill alone with bots, as fixer
 * GET  /api/drills/:id/record              → CompletionRecord         (the new responder, and facilitators)
 */
export interface Health {
  ok: boolean;
  version: string;
  engine: string;
  store: 'sqlite' | 'postgres';
  drills: number;
}

export interface Me {
  person: { id: string; name: string; facilitator: boolean } | null;
  seats: { drill: string; seat: string; kind: SeatKind; state: 'waiting' | 'approved' }[];
}

export interface Home {
  firstVisit: boolean;
  drills: DrillCard[];
  proposed: { scenario: string; cover: string; reason: string } | null;
  runbooks: (RunbookCard & { daysSinceTested: number | null })[];
  /** The team's habits; for facilitators. */
  cadence?: CadenceView[];
  debriefs: {
    drill: string;
    title: string;
    mode: string;
    dateMs: number;
    minutes: number;
    gaps: number;
    gapsClosed: number;
    actionsOpen: number;
  }[];
}

/** One habit of the team, from ended drills; never of a person. */
export interface CadenceView {
  /** `onboarding`: new responders' first live drill; `quarterly`: a tabletop; `yearly`: a game day. */
  id: 'onboarding' | 'quarterly' | 'yearly';
  /** How long one counts. */
  everyDays: number;
  /** The newest drill that counts; null = there was none. */
  last: { drill: string; dateMs: number } | null;
  /** By when the next is due, Unix milliseconds; null when nothing is. */
  dueMs: number | null;
  /** `due`: soon; `overdue`: since `dueMs`. */
  state: 'never' | 'done' | 'due' | 'overdue';
  /** Onboarding alone: how many names began, have drilled once, are late with it, and are through the path. */
  people?: { began: number; drilled: number; overdue: number; through: number };
}

export interface DrillCard {
  id: string;
  cover: string;
  /** Symptom title: present only when the caller may know, or after the end. */
  title: string | null;
  mode: 'game-day' | 'tabletop' | 'onboarding';
  state: 'lobby' | 'running' | 'paused' | 'ended';
  atS: number;
  createdMs: number;
  seats: number;
  joinCode: string | null;
  mine: SeatKind | null;
  /** It was rewound: people go on in this drill. */
  continuedAs?: string;
  /** When it is to be, Unix milliseconds, where somebody said so; only on the home page, before it starts. */
  scheduledMs?: number;
}

export interface ScenarioCard {
  id: string;
  cover: string;
  difficulty: number;
  minutes: number;
  focus: string[];
  /** Only for a facilitator. */
  full?: {
    title: string;
    summary: string;
    hypothesis: string;
    variants: { id: string; title: string }[];
    objectives: string[];
    runbooks: string[];
    redHerrings: string[];
    lastRunMs: number | null;
    /** Pages of the library that a drill of it would test, the least tested first. */
    pages?: { id: string; title: string; version: number; daysSinceTested: number | null }[];
    /** Promises that stop rules and injects may wait for. */
    slos?: { id: string; title: string }[];
    /** Faults that injects may fire. */
    faults?: { id: string; title: string }[];
  };
}

export interface JoinByCode {
  code: string;
  name: string;
}

export interface Joined {
  drill: string;
  seat: string;
  state: 'waiting' | 'approved';
  kind: SeatKind;
}

/** The debrief: roles, never names. */
export interface Debrief {
  drill: {
    id: string;
    incident: string | null;
    cover: string;
    title: string;
    mode: string;
    scenario: string;
    variant: string;
    seed: string;
    engine: string;
    startsAtMs: number;
    ranOnMs: number;
    lastedS: number;
    seats: number;
    entries: number;
    verified: boolean;
  };
  lede: string[];
  severity: { called: Severity | null; truth: Severity };
  times: TimeRow[];
  /** Messages and committed writes that are gone; absent = none. They are among the failed requests, too. */
  impact: {
    failedRequests: number;
    userMinutesLost: number;
    moneyLost: number;
    budgetBurned: number;
    messagesLost?: number;
    writesLost?: number;
  };
  chart: {
    title: string;
    unit: 'seconds' | 'percent';
    bound: number;
    boundLabel: string;
    times: number[];
    values: (number | null)[];
  };
  lanes: TimelineLane[];
  gaps: GapView[];
  objectives: ObjectiveView[];
  patterns: { name: string; sentence: string; entries: number[] }[];
  hypothesis: { text: string; verdict: 'held' | 'refuted' | 'open' };
  cause: string;
  prompts: string[];
  actions: ActionItemView[];
  runbooks: {
    id: string;
    title: string;
    opened: number;
    stepsRun: number;
    steps: number;
    checksTrue: number;
    checks: number;
    /** What became of each step (rules OUTCOME-1 to OUTCOME-9 of docs/scoring.md). */
    outcomes: { step: number; title?: string; outcome: StepOutcome; note: string }[];
  }[];
  /** How the way from the first page to the right runbook went (FIND-1, FIND-2); null when no page fired. */
  finding: RunbookFinding | null;
  /** Hints that were given, and what they add to the times before these are compared with par (HINT-1). */
  hints: { number: number; text: string; atS: number; costS: number }[];
  assessment: AssessmentView;
  /** A drill that was rewound, or that goes on from one: all branches of it, this one included; else empty. */
  branches: BranchReport[];
  /** Their impact on one axis; null without branches. */
  branchChart: ComparedChart | null;
  /** A game day with breakers in it. */
  sides: BothSides | null;
  rounds: RoundReport[];
  onboarding: CompletionRecord | null;
  /** Of others who learned in the same drill. */
  onboardingOthers?: CompletionRecord[];
}

export interface BranchReport {
  drill: string;
  /** Where it left the drill that it was cut out of; null for the first. */
  from: BranchPoint | null;
  /** Why the drill before was rewound, in the facilitator's words; may be empty. */
  reason: string;
  state: 'lobby' | 'running' | 'paused' | 'ended';
  lastedS: number;
  mitigatedAtS: number | null;
  userMinutesLost: number;
  decisions: { atS: number; text: string }[];
}

export interface RunbookFinding {
  /** The runbook that claims what had happened. */
  right: string;
  /** First page after the fault, drill seconds. */
  pageAtS: number;
  openedAtS: number | null;
  /** Seconds from the page to the right runbook; with `censored` it was never opened and this is a lower bound. */
  seconds: number;
  censored: boolean;
  /** Others that were opened before it, oldest first. */
  wrongFirst: { runbook: string; atS: number }[];
  entries: number[];
}

export interface DrillCommand {
  atS: number;
  line: string;
  exitCode: number;
}

export interface TimeRow {
  id: 'TTD' | 'TTA' | 'TTI' | 'TTM' | 'TTR';
  name: string;
  /** "fault 14:03:00 → first page 14:06:20" */
  convention: string;
  rule: string;
  /** Seconds; with `censored` it is a lower bound, shown as "> 38 min". */
  seconds: number | null;
  censored: boolean;
  targetS: number | null;
  par: { p10: number; p50: number; p90: number; runs: number } | null;
  /** Cost of the hints given before it was reached: added to `seconds` before these are held against par (HINT-1). */
  hintsS?: number;
  parts: { label: string; seconds: number }[];
}

export interface TimelineLane {
  id: 'truth' | 'alerts' | 'commands' | 'decisions' | 'channel' | 'injects';
  label: string;
  /** True lanes are hidden by "Only what fixers could see". */
  secret: boolean;
  marks: { atS: number; toS: number | null; label: string; kind: string; entry: number }[];
}

export const GAP_KINDS = [
  'missing step',
  'stale step',
  'ineffective step',
  'skipped step',
  'no verification',
  'flagged',
  'untested',
  'alert without runbook',
  'harmful step',
  'ambiguous',
  'wrong order',
  'prerequisite missing',
  'scope lies',
  'no escalation',
  'wrong runbook linked',
  'not findable',
  'unowned',
  'too long',
] as const;
export type GapKind = (typeof GAP_KINDS)[number];

export interface GapView {
  id: string;
  kind: GapKind;
  runbook: string | null;
  file: string | null;
  line: number | null;
  step: number | null;
  sentence: string;
  /** Log entries that show it. */
  entries: number[];
  severity: 'high' | 'medium' | 'low';
  /** A first proposal as unified diff lines, or null when only a person can word it. */
  proposal: string | null;
  /** Drill seconds of `entries`; only over HTTP, where the log is at hand. */
  atS?: number[];
  /** What a person decided about it; only over HTTP, where the library is at hand. */
  decision?: GapState;
}

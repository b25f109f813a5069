import type { CheckTry } from './breaking.ts';
import type { GapKind } from './http.ts';
import type { RunbookStepView } from './room.ts';

/**
 * The runbook library over HTTP. Errors are `{ refusal: Refusal }`. Reading is for everybody who is signed in; writing for
 * facilitators. Long work answers as NDJSON, one `Progress` a line, the result last.
 *
 * GET  /api/library                                     → LibraryView
 * GET  /api/library/search?q=                           → SearchAnswer
 * POST /api/library/import      ImportRequest           → ImportAnswer      (batches of at most 50 files)
 * POST /api/library/lint        { path, text }          → LintAnswer        (what the editor shows while one types)
 * GET  /api/library/matrix                              → MatrixView
 * GET  /api/library/gates                               → GatesView
 * GET  /api/library/metrics                             → MetricWord[]      (what a `check:` condition may name)
 * GET  /api/library/runbooks/:id?version=               → RunbookPage
 * GET  /api/library/runbooks/:id/text?version=          → text/markdown, the bytes
 * PUT  /api/library/runbooks/:id    SaveRunbook         → { version: number }   (409 with the newer version otherwise)
 * POST /api/library/runbooks/:id/care    CareChange     → CareView
 * POST /api/library/runbooks/:id/check   { scenario: string | null; seeds: number } → NDJSON Progress … BotCheck
 * POST /api/library/runbooks/:id/retire  { retired: boolean } → { retired: boolean }
 * GET  /api/library/runbooks/:id/scenario               → text/yaml, a scenario skeleton that lints
 * POST /api/drills/:id/gaps/:gap         GapDecision    → GapState
 * POST /api/drills/:id/gaps/:gap/rerun                  → NDJSON Progress … GapState
 * POST /api/drills/:id/gaps/:gap/schedule { dueMs: number } → GapState      (a re-run with people)
 * GET  /api/drills/:id/gaps                             → { gaps: Record<string, GapState> }
 * GET  /api/drills/:id/capture                          → CaptureDraft
 * POST /api/drills/:id/capture           { id: string; text: string } → { runbook: string }   (a draft until signed)
 */
export interface LibraryView {
  runbooks: LibraryCard[];
  owners: string[];
  services: string[];
  categories: string[];
  /** A linked working tree, when there is one: accepted edits are committed there. */
  tree: { path: string; branch: string; head: string; dirty: boolean } | null;
}

export interface LibraryCard {
  id: string;
  title: string;
  category: string;
  owner: string;
  path: string;
  version: number;
  origin: 'shipped' | 'imported' | 'written' | 'captured';
  draft: boolean;
  retired: boolean;
  alerts: string[];
  services: string[];
  tags: string[];
  steps: number;
  lastTested: string | null;
  daysSinceTested: number | null;
  reviewDueMs: number | null;
  findings: { must: number; should: number; may: number };
  openGaps: number;
  /** How the last drill or bot check of the present version ended. */
  lastRun: { kind: 'drill' | 'bots'; id: string; atMs: number; ok: boolean; word: string } | null;
  /** Parts of an imported page that found no place. */
  unplaced: number;
}

/** A metric that conditions may name, for completion while one writes. */
export interface MetricWord {
  name: string;
  help: string;
  labels: string[];
}

export interface SearchAnswer {
  hits: {
    id: string;
    /** Where the words stand: "alerts", "title", "scope", "step 2" … */
    where: string;
    line: number;
    /** The line with the matching stretches as [from, to) pairs. */
    excerpt: string;
    marks: [number, number][];
    /** The words as written, or near to them (typing errors). */
    exact: boolean;
  }[];
  ms: number;
}

export interface ImportRequest {
  files: { path: string; text: string }[];
  /** Only say what would happen. */
  dryRun: boolean;
}

export interface ImportAnswer {
  files: ImportedFile[];
}

export interface ImportedFile {
  path: string;
  /** `refused`: nothing was kept; `problem` says why and what to do. */
  result: 'new' | 'new version' | 'unchanged' | 'refused';
  id: string | null;
  title: string;
  steps: number;
  commands: number;
  unplaced: { line: number; endLine: number; heading: string }[];
  findings: { must: number; should: number; may: number };
  problem: { line: number; message: string; hint: string } | null;
}

export type LintSeverity = 'must' | 'should' | 'may';

export const LINT_CRITERIA = [
  'actionable',
  'complete',
  'verifiable',
  'scoped',
  'escalatable',
  'tested',
  'maintained',
] as const;
export type LintCriterion = (typeof LINT_CRITERIA)[number];

export interface LintFinding {
  rule: string;
  criterion: LintCriterion;
  severity: LintSeverity;
  line: number;
  endLine: number;
  /** Why it matters, in a sentence. */
  message: string;
  /** Wording to take over, or null when only a person knows. */
  suggestion: { at: number; remove: number; insert: string[] } | null;
}

export interface LintAnswer {
  findings: LintFinding[];
  /** What the text was understood as, so that a writer sees it at once. */
  steps: RunbookStepView[];
  unplaced: { line: number; endLine: number; heading: string }[];
}

export interface RunbookPage extends LibraryCard {
  text: string;
  lint: LintFinding[];
  versions: RunbookVersionView[];
  /** Drills and bot checks that used it, newest first, step by step. */
  runs: RunbookRun[];
  gaps: {
    drill: string;
    gap: string;
    kind: GapKind;
    line: number | null;
    step: number | null;
    sentence: string;
    state: GapState['state'];
  }[];
  care: CareView;
  /** Line ranges of the parts, for the margin. */
  outline: { heading: string; line: number; endLine: number; step: number | null }[];
}

export interface RunbookVersionView {
  version: number;
  atMs: number;
  author: string;
  note: string;
  /** Where it came from, when from a drill. */
  drill: string | null;
  gap: string | null;
  commit: string | null;
  /** Unified diff against the version before; null for the first. */
  diff: string | null;
}

export interface RunbookRun {
  kind: 'drill' | 'bots';
  id: string;
  title: string;
  atMs: number;
  version: number | null;
  mitigated: boolean | null;
  steps: { step: number; outcome: StepOutcome; note: string }[];
}

/** What became of a step; the words of docs/scoring.md. */
export const STEP_OUTCOMES = [
  'done and true',
  'done, verification false',
  'true but irrelevant',
  'ran out of order',
  'skipped',
  'not possible in this state',
  'permission missing',
  'flagged',
  'not reached',
] as const;
export type StepOutcome = (typeof STEP_OUTCOMES)[number];

export interface SaveRunbook {
  text: string;
  note: string;
  /** The version that was edited; another head is refused so that nobody's words are lost. */
  base: number;
}

export interface CareView {
  owner: string;
  /** Ownership goes on to the next by then; null = no rotation. */
  ownerUntilMs: number | null;
  rotation: string[];
  reviewedMs: number | null;
  reviewedBy: string | null;
  reviewDueMs: number;
}

export type CareChange =
  | { change: 'owner'; owner: string }
  | { change: 'rotation'; people: string[]; everyDays: number }
  | { change: 'reviewed'; note: string }
  | { change: 'signed' };

export interface MatrixView {
  /** Scenario × alert → runbook; `runbook` null is a hole. */
  rows: {
    scenario: string;
    cover: string;
    variant: string;
    alert: string;
    tier: string;
    runbook: string | null;
    title: string;
    verdict: 'tested' | 'failing' | 'never tested' | 'hole';
    /** Success share of the last bot check. */
    success: number | null;
  }[];
  unclaimedScenarios: string[];
  unusedRunbooks: string[];
}

export interface GatesView {
  atMs: number;
  ok: boolean;
  gates: {
    id: string;
    title: string;
    ok: boolean;
    of: number;
    met: number;
    missing: { what: string; where: string }[];
  }[];
}

export interface Progress {
  done: number;
  of: number;
  what: string;
  /** Of work that takes several tries: how the present one goes about it, and what came of those before. */
  how?: string;
  tried?: CheckTry[];
}

export interface BotCheck {
  runbook: string;
  version: number;
  atMs: number;
  rows: BotCheckRow[];
}

export interface BotCheckRow {
  scenario: string;
  variant: string;
  seeds: number;
  mitigated: number;
  ttmS: { p10: number | null; p50: number | null; p90: number | null };
  /** Steps that no run reached or that the system refused. */
  dead: { step: number; line: number; why: string }[];
  /** Steps after which more users failed than without them. */
  harmful: { step: number; line: number; userMinutes: number }[];
  /** It claims the alert and does not help. */
  falseScope: boolean;
  /** No alert that it claims pages anywhere: its steps were tried once, what it is worth was not judged. */
  stepsOnly?: true;
}

export type GapDecision =
  | { decision: 'accept' }
  /** The proposal as the person changed it: the whole new text. `base`: the version that was edited; another head is refused. */
  | { decision: 'change'; text: string; note: string; base?: number }
  | { decision: 'refuse'; reason: string };

export interface GapState {
  state: 'open' | 'accepted' | 'refused' | 'closed' | 're-run failed';
  /** Version that the decision made. */
  version: number | null;
  commit: string | null;
  by: string | null;
  atMs: number | null;
  reason: string | null;
  rerun: {
    kind: 'bot' | 'people';
    atMs: number;
    dueMs: number | null;
    ok: boolean | null;
    /** "step 2 ran and its check turned true after 41 s". */
    word: string;
    drill: string | null;
  } | null;
}

export interface CaptureDraft {
  id: string;
  text: string;
  /** Which log entries each part was written from. */
  from: { heading: string; entries: number[] }[];
}

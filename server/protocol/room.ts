import type { FaultCheck, FaultParameter, Prediction, SealedPlan } from './breaking.ts';
import type { AssessmentView, CheckpointView, ControlView, InjectWhen, NudgeView, StopRuleView } from './control.ts';
import type { StepOutcome } from './library.ts';
import type { CoachView } from './onboarding.ts';
import type { IncidentRole, SeatKind, Severity } from './roles.ts';
import type { RoundNotesView, TabletopView } from './tabletop.ts';

/**
 * What one audience sees of a drill. The server folds events into it for a snapshot, the client folds the same events
 * as they arrive (`fold.ts`). Times are drill seconds unless the name says otherwise; wall-clock labels come from
 * `head.startsAtMs + atS * 1000`.
 */
export interface RoomView {
  head: DrillHead;
  clock: ClockView;
  seats: SeatView[];
  incident: IncidentView | null;
  alerts: AlertView[];
  messages: MessageView[];
  facts: FactView[];
  decisions: DecisionView[];
  changes: ChangeView[];
  map: MapNodeView[];
  runbooks: RunbookCard[];
  evidence: StepEvidenceView[];
  hints: HintView[];
  actions: ActionItemView[];
  notices: NoticeView[];
  control: ControlView;
  /** In a tabletop. */
  tabletop?: TabletopView;
  /** In an onboarding drill: for fixers and the facilitator. */
  coach?: CoachView;
  /** Observers and facilitator only. */
  assessment?: AssessmentView;
  /** Facilitator only. */
  truth?: TruthView;
  /** Facilitator and breakers only. */
  deck?: DeckView;
}

export interface DrillHead {
  id: string;
  /** The cover title: says nothing about the fault. */
  cover: string;
  mode: 'game-day' | 'tabletop' | 'onboarding';
  /** Simulated wall clock at drill second 0. */
  startsAtMs: number;
  timeboxS: number;
  /** Public hypothesis, shown in the lobby. */
  hypothesis: string;
  briefing: string;
  joinCode: string;
  /** Charts in the order of `TickMessage.values`. */
  charts: ChartSpec[];
}

export interface ClockView {
  state: 'lobby' | 'running' | 'paused' | 'ended';
  atS: number;
  speed: number;
  /** Why it stands still, in a sentence: "The server restarted; nothing was lost." */
  reason: string | null;
}

export interface SeatView {
  id: string;
  kind: SeatKind;
  name: string;
  roles: IncidentRole[];
  state: 'waiting' | 'here' | 'away' | 'left';
  ready: boolean;
  /** Lobby vote: does the hypothesis hold? */
  vote: boolean | null;
  /** Nobody sits here: the drill plays the role. */
  bot?: boolean;
}

export interface IncidentView {
  /** "INC-0042" */
  id: string;
  severity: Severity;
  title: string;
  declaredAtS: number;
  /** Next promised update; null before the first one. */
  nextUpdateAtS: number | null;
  mitigatedSaidAtS: number | null;
  allClearAtS: number | null;
}

/** The payload of an alert: answers what broke, the impact, where to verify, what to try first, whom to call. */
export interface AlertView {
  fingerprint: string;
  rule: string;
  tier: 'page' | 'ticket' | 'fyi';
  severity: Severity;
  state: 'pending' | 'firing' | 'resolved';
  /** A symptom in words: "Checkout answers 503". */
  summary: string;
  /** "6.2 % of checkouts fail" with `normal` "0.1 %". */
  value: string;
  normal: string;
  labels: Record<string, string>;
  sinceS: number;
  firedAtS: number | null;
  resolvedAtS: number | null;
  /** How often it has paged; a re-page raises it. */
  pages: number;
  lastPageAtS: number | null;
  ack: { seat: string; atS: number } | null;
  escalated: { to: string; seat: string; atS: number } | null;
  forS: number;
  payload: {
    impact: string;
    verify: { label: string; chart: string } | null;
    diagnostic: string | null;
    firstStep: { runbook: string; step: number; text: string; command: string | null } | null;
    changed: string[];
    call: string;
    team: string;
  };
}

export interface MessageView {
  id: string;
  atS: number;
  channel: 'team' | 'breakers' | 'control';
  /** A seat, a persona of the scenario, or the system. */
  from: { kind: 'seat'; seat: string } | { kind: 'persona'; name: string } | { kind: 'system' };
  body:
    | { kind: 'text'; text: string }
    | { kind: 'can'; number: number; condition: string; action: string; need: string; nextAtS: number }
    | { kind: 'decision'; decision: string }
    | { kind: 'system'; text: string };
  /** Seats that read an order back, confirmed. */
  readBack: { seat: string; atS: number }[];
}

export interface FactView {
  id: string;
  kind: 'known' | 'guess' | 'unknown';
  text: string;
  seat: string;
  atS: number;
}

export interface DecisionView {
  id: string;
  number: number;
  text: string;
  reason: string;
  seat: string;
  atS: number;
}

export interface ChangeView {
  id: string;
  atS: number;
  kind: 'deploy' | 'config' | 'flag' | 'migration' | 'certificate' | 'scale' | 'job' | 'restart';
  target: string;
  summary: string;
  author: string;
  diff: string | null;
}

export interface MapNodeView {
  id: string;
  kind: 'service' | 'database' | 'edge' | 'job' | 'cache' | 'queue' | 'third party';
  health: 'healthy' | 'degraded' | 'down';
  detail: string;
  dependsOn: string[];
}

export interface RunbookCard {
  id: string;
  title: string;
  category: string;
  owner: string;
  /** ISO date or null when never tested. */
  lastTested: string | null;
  alerts: string[];
  services: string[];
  tags: string[];
  steps: number;
}

export interface RunbookView extends RunbookCard {
  trigger: string;
  /** Markdown of each section, rendered by the one Markdown component. */
  scope: string;
  /** `met`: the drill's fixers have this access, or not; null when the page does not say what it takes. */
  prerequisites: { text: string; met: boolean | null }[];
  procedure: RunbookStepView[];
  escalation: string;
  postIncident: string;
  other: { heading: string; markdown: string }[];
}

export interface RunbookStepView {
  number: number;
  title: string;
  why: string;
  /** Prose of the step besides why, commands and checks. */
  text: string;
  commands: { language: string; text: string }[];
  checks: { text: string; machine: boolean }[];
}

/** What happened at one step of one runbook in this drill, latest state. */
export interface StepEvidenceView {
  runbook: string;
  step: number;
  ran: {
    seat: string;
    atS: number;
    command: number;
    typed: string;
    exitCode: number;
    output: string;
    how: 'button' | 'terminal';
  }[];
  checks: { check: number; value: 'true' | 'false' | 'watching'; observed: string; atS: number; seat: string | null }[];
  flags: { seat: string; atS: number; flag: 'unclear' | 'wrong' | 'missing'; text: string }[];
  skipped: { seat: string; atS: number } | null;
  /** What became of it so far, with a word of why; absent while it is under way or nothing has happened. */
  outcome?: { outcome: StepOutcome; note: string };
}

export interface HintView {
  number: number;
  text: string;
  atS: number;
}

export interface ActionItemView {
  id: string;
  text: string;
  owner: string;
  due: string | null;
  state: 'open' | 'done' | 'verified';
  gap: string | null;
}

export interface NoticeView {
  id: string;
  atS: number;
  level: 'info' | 'warn';
  text: string;
}

export interface ChartSpec {
  id: string;
  title: string;
  unit: 'seconds' | 'percent' | 'rate' | 'count' | 'days';
  /** Value beyond which it is bad; `above` tells which side. */
  bound: { value: number; label: string; bad: 'above' | 'below' } | null;
  stacked: boolean;
  series: { label: string }[];
  about: string[];
}

// ── Facilitator ────────────────────────────────────────────────────────────────────────────────────────────────────
export interface TruthView {
  scenario: {
    id: string;
    title: string;
    variant: string;
    seed: string;
    difficulty: number;
    hypothesis: string;
    cause: string;
  };
  faults: FaultStateView[];
  objectives: ObjectiveView[];
  injects: InjectView[];
  /** `costS`: seconds that are added to the times before they are compared with par (rule HINT-1). */
  hints: { number: number; text: string; givenAtS: number | null; costS: number }[];
  slos: { id: string; title: string; objective: number; good: number; breached: boolean; sinceS: number | null }[];
  /** `line`: how it is typed, or the action in words. */
  tempting: { action: string; line?: string; hurts: string; takenAtS: number | null }[];
  /** Messages and committed writes that are gone; absent = none. They are among the failed requests, too. */
  impact: {
    failedRequests: number;
    userMinutesLost: number;
    moneyLost: number;
    messagesLost?: number;
    writesLost?: number;
  };
  /** The team's stated hypotheses, for the facilitator to confirm. */
  identifications: { id: string; text: string; seat: string; atS: number; confirmed: boolean | null }[];
  runbook: string | null;
  /** The control team's log: private notes of facilitators and observers. `pattern`: a nudge's id, when it is about one. */
  notes: { id: string; text: string; atS: number; seat: string | null; pattern: string | null }[];
  nudges: NudgeView[];
  checkpoints: CheckpointView[];
  stops: StopRuleView[];
  /** In a tabletop: the facilitator's side of each round. */
  rounds: RoundNotesView[];
  /** Another facilitator asks to lead, and whoever leads has not answered. */
  leadAsked?: { seat: string; atS: number } | null;
}

export interface FaultStateView {
  id: string;
  title: string;
  state: string;
  fired: boolean;
  done: boolean;
  /** When it left its initial state; null before. */
  firedAtS: number | null;
  /** When it entered the state it is in. */
  sinceS: number;
  states: { id: string; label: string; final: boolean; initial: boolean; visited: boolean }[];
  edges: { from: string; to: string; label: string; hinge: boolean }[];
  /** Every move so far, oldest first. */
  history: { atS: number; from: string | null; to: string; event: string }[];
}

export interface ObjectiveView {
  id: string;
  text: string;
  state: 'open' | 'met' | 'missed';
  atS: number | null;
  dueAtS: number | null;
}

export interface InjectView {
  id: string;
  lane: 'chat' | 'traffic' | 'fault' | 'staff';
  from: string;
  text: string;
  expects: string;
  state: 'to come' | 'fired' | 'skipped';
  /** When it fires; null when it waits for a condition. */
  atS: number | null;
  when: string;
  /** As a person may write it again; null when its condition is of the scenario alone. */
  trigger: InjectWhen | null;
  fault: string | null;
  /** `scenario` as it came, `edited` over the scenario's, `added` by a facilitator. */
  origin: 'scenario' | 'edited' | 'added';
}

// ── Breakers ───────────────────────────────────────────────────────────────────────────────────────────────────────
export interface DeckView {
  budget: number;
  spent: number;
  cards: DeckCardView[];
  hypothesis: { text: string; verdict: 'open' | 'held' | 'refuted'; atS: number | null };
  plan: SealedPlan | null;
  predictions: Prediction[];
  /** Drill second until which the deck rests; null when it does not. */
  coolingUntilS: number | null;
  /** Alerts that page, by name: what a prediction may name. */
  pages: string[];
  /** Faults of the scenario that only worlds of other variants carry, with the titles of those variants. */
  elsewhere: { title: string; variants: string[] }[];
}

export interface DeckCardView {
  fault: string;
  title: string;
  summary: string;
  blastRadius: number;
  detectable: number;
  cost: number;
  reaches: string[];
  looksLike: string;
  tempts: string;
  state: 'ready' | 'running' | 'cooling' | 'over budget' | 'used';
  readyAtS: number | null;
  firedAtS: number | null;
  /** When it was taken back; null when it was not. */
  stoppedAtS: number | null;
  undo: boolean;
  parameters: FaultParameter[];
  /** The newest check of this fault in the present combination; null before it, or when the combination has changed. */
  check: FaultCheck | null;
  /** The newest check of each setting of its dials in the present combination, newest first. */
  checks: FaultCheck[];
}

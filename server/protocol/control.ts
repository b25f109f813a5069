import type { IncidentRole } from './roles.ts';

/** How the drill itself is run; everybody sees it. */
export interface ControlView {
  /** The facilitator's seat that paces the drill; another facilitator's seat may take over. */
  lead: string | null;
  /** Nobody new comes in. */
  locked: boolean;
  timeboxS: number;
  /** SHA-256 of the breakers' sealed plan, hexadecimal; the text is opened at the debrief. */
  planHash: string | null;
  /** Drill second at which it was sealed, 0 = in the lobby; absent while there is none. */
  planSealedAtS?: number;
  /** Whoever writes it in the channel pauses the drill; absent = there is none. */
  stopWord?: string;
  /** This drill was cut out of another one. */
  branchOf: BranchPoint | null;
  /** This drill was rewound: people go on in another one. */
  continuedAs: BranchPoint | null;
}

export interface BranchPoint {
  drill: string;
  /** Drill second at which the two part. */
  atS: number;
}

/** A moment to which the drill can be rewound. */
export interface CheckpointView {
  id: string;
  atS: number;
  name: string;
  /** Made by a person, or kept by itself at a decision, a declaration, an inject, a jump. */
  kept: 'by hand' | 'by itself';
}

/** A pattern of the response (`docs/scoring.md`) as it shows now, for the facilitator alone. */
export interface NudgeView {
  /** The pattern's id: stable, one nudge a pattern. */
  id: string;
  name: string;
  /** `soon`: will hold at `dueAtS` unless something happens. */
  state: 'now' | 'soon';
  sinceS: number;
  dueAtS: number | null;
  sentence: string;
  /** A persona and words that would bring it up without steering the fix. */
  ask: { persona: string; text: string } | null;
}

/** Pauses the drill by itself. */
export type StopRule =
  | { id: string; kind: 'user-minutes'; above: number }
  | { id: string; kind: 'breached'; slo: string; forS: number }
  | { id: string; kind: 'unacknowledged'; forS: number }
  /** Somebody writes the word in the channel. */
  | { id: string; kind: 'word'; word: string };

export interface StopRuleView {
  rule: StopRule;
  sentence: string;
  metAtS: number | null;
}

/** When an inject fires: at a drill second, or at the first second at which something holds. */
export type InjectWhen =
  | { atS: number }
  | { on: 'breached'; slo: string; forS: number }
  | { on: 'restored'; slo: string; forS: number }
  | { on: 'said'; what: 'declare' | 'can' | 'allclear' | 'decision' | 'hypothesis' }
  | { on: 'acknowledged' }
  | { on: 'unfilled'; role: IncidentRole; afterS: number };

/** An inject as a facilitator writes it. */
export interface InjectDraft {
  /** That of an inject to edit; null = a new one. */
  id: string | null;
  lane: 'chat' | 'staff' | 'traffic' | 'fault';
  from: string;
  text: string;
  expects: string;
  /** A fault of the deck that goes with it. */
  fault: string | null;
  /** Null keeps what an edited inject had. */
  when: InjectWhen | null;
}

/** What an inject would do if it fired now: seen by who asks alone, and nothing happens in the drill. */
export interface InjectTrial {
  inject: string;
  /** As the team would read it; null when it shows through the world alone. */
  message: { from: string; text: string } | null;
  /** With nobody responding, in the minutes that follow. */
  forS: number;
  alerts: { rule: string; summary: string; atS: number }[];
  breaches: { slo: string; title: string; atS: number }[];
  /** The deciding journey: with the inject, and without it. */
  chart: ComparedChart;
}

/** Two or more curves over the same seconds. */
export interface ComparedChart {
  title: string;
  unit: 'seconds' | 'percent' | 'rate' | 'count' | 'days';
  bound: number | null;
  boundLabel: string;
  /** Drill seconds. */
  times: number[];
  lines: { label: string; values: (number | null)[] }[];
}

export const RATINGS = ['performed', 'some challenges', 'major challenges', 'unable'] as const;
export type Rating = (typeof RATINGS)[number];

/** What observers and facilitators write down about each objective; of the team, never of a person. */
export interface AssessmentView {
  objectives: {
    id: string;
    text: string;
    state: 'open' | 'met' | 'missed';
    /** The newest of each observer. */
    ratings: { seat: string; rating: Rating; note: string; atS: number }[];
  }[];
  /** What observers noted during the drill; absent in a debrief, which lists all notes by themselves. */
  notes?: ObserverNote[];
}

/** A private note that somebody wrote as an observer. */
export interface ObserverNote {
  id: string;
  text: string;
  atS: number;
  seat: string | null;
}

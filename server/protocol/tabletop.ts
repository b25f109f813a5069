import type { ComparedChart, InjectDraft } from './control.ts';
import type { MapNodeView } from './room.ts';

/** A tabletop: rounds, the newest last. For everybody in the drill. */
export interface TabletopView {
  rounds: RoundView[];
  /** How many the facilitator may expect when nobody acts; a guess for the progress bar. */
  about: number;
}

export interface RoundView {
  /** From 1. */
  number: number;
  /** Drill second at which the world stands while the round is discussed. */
  atS: number;
  title: string;
  /** What everybody knows by now, in plain words. */
  situation: string;
  /** What has just arrived: an alert, a customer, an executive. */
  inject: { from: string; text: string } | null;
  evidence: RoundEvidence;
  question: string;
  timer: {
    /** Whole length, seconds of wall clock. */
    lengthS: number;
    /** Unix milliseconds at which it runs out; null while it stands. */
    endsAtMs: number | null;
    /** What is left while it stands. */
    leftS: number;
  };
  options: RoundOption[];
  notes: { id: string; seat: string; text: string }[];
  decision: { option: string | null; text: string; reason: string; atS: number } | null;
  /** Set when the decision was run in the world. */
  applied: { lines: AppliedLine[] } | null;
}

/** At the round's second, out of the engine. */
export interface RoundEvidence {
  /** Ids of `head.charts`, the telling one first. */
  charts: string[];
  logs: { atS: number; service: string; level: string; text: string }[];
  /** The service map is part of it. */
  map: boolean;
  /** How each component was then, for looking back; absent in rounds of older drills. */
  health?: Pick<MapNodeView, 'id' | 'health' | 'detail'>[];
  /** Alerts that fire, by fingerprint. */
  alerts: string[];
  /**
   * What users of the deciding journey meet: its plural ("checkouts"), the percentage that fails, and the wait of the
   * slowest in seconds. Absent in rounds of older drills.
   */
  felt?: { plural: string; failed: number | null; waitS: number | null };
}

export interface RoundOption {
  id: string;
  text: string;
  /** Runs in the world when applied; null = words alone. */
  lines: string[];
  /** By the scenario, or by somebody at the table. */
  by: 'scenario' | 'table';
  /** Seats that voted for it. */
  votes: string[];
  /** Hands that the facilitator counted in the room. */
  hands: number;
}

export interface AppliedLine {
  line: string;
  exitCode: number;
  /** First lines of what it said. */
  output: string;
}

/** The facilitator's side of a round. */
export interface RoundNotesView {
  number: number;
  /** What a well-prepared team would do or say, to tick off. */
  expected: { id: string; text: string; mark: ExpectedMark | null }[];
  /** What to know and what to ask when the talk dries up; holds the truth. */
  background: string[];
  /** What comes next when nobody acts. */
  next: { atS: number | null; text: string } | null;
}

export const EXPECTED_MARKS = ['met', 'partly', 'missed'] as const;
export type ExpectedMark = (typeof EXPECTED_MARKS)[number];

/** A row of the master events list. */
export interface EventRow {
  number: number;
  /** Inject's id; empty for what the world brings by itself (then it cannot be edited). */
  inject: string;
  /** "00:08:30", or "when …". */
  when: string;
  lane: 'chat' | 'staff' | 'traffic' | 'fault' | 'world';
  from: string;
  to: string;
  text: string;
  expects: string;
  objective: string;
}

/** All that is printed of a scenario before a drill; `facilitator` parts are absent from the participants' booklet. */
export interface Booklet {
  scenario: string;
  /** With the variant and seed it was made for, so that it can be made again. */
  variant: string;
  seed: string;
  cover: string;
  minutes: number;
  /** World's wall clock at drill second 0, Unix milliseconds. */
  startsAtMs?: number;
  briefing: string;
  rules: string[];
  roles: { role: string; does: string; doesNot: string }[];
  services: { id: string; kind: string; team: string; dependsOn: string[] }[];
  contacts: { name: string; team: string }[];
  runbooks: { id: string; title: string }[];
  /** Empty pages to write on. */
  objectives: { id: string; text: string }[] | null;
  facilitator: {
    title: string;
    cause: string;
    hypothesis: string;
    hints: string[];
    /** `action` as it is typed. Two moves may be typed alike. */
    tempting: { action: string; hurts: string }[];
    redHerrings: { what: string; why: string }[];
    /** When nobody does anything, found by playing it. */
    rounds: {
      round: Omit<RoundView, 'timer' | 'notes' | 'decision' | 'applied'>;
      notes: RoundNotesView;
      charts: ComparedChart[];
    }[];
    events: EventRow[];
    prompts: string[];
  } | null;
}

/** What became of an imported events list. */
export interface EventsImport {
  rows: EventRow[];
  /** Where each of `rows` stands in the file, as a spreadsheet counts; empty lines are left out of both. */
  lines: number[];
  /** Injects to be written into the drill, in the order of the rows. */
  injects: InjectDraft[];
  problems: { row: number; column: string; message: string; remedy: string }[];
}

/** Rounds as the debrief tells them. */
export interface RoundReport {
  number: number;
  atS: number;
  title: string;
  question: string;
  decision: string | null;
  reason: string;
  options: { text: string; votes: number }[];
  lines: AppliedLine[];
  /** One figure of what users met, from this round to the next: "Failed checkouts", "31 %", "0 %". Absent where unknown. */
  effect?: { what: string; before: string; after: string; went: 'better' | 'worse' | 'the same' };
  expected: { text: string; mark: ExpectedMark | null }[];
  notes: string[];
  entries: number[];
}

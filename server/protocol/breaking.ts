import type { Progress } from './library.ts';

/** A dial of a fault. */
export interface FaultParameter {
  id: string;
  label: string;
  unit: string;
  value: number;
  min: number;
  max: number;
  step: number;
}

/** What a bot found when it played this combination from the present second to the end. */
export interface FaultCheck {
  fault: string;
  parameters: Record<string, number>;
  /** Faults that run and would run together. */
  together: string[];
  recoverable: boolean;
  /** Why not, or what the bot did to bring the service back. */
  reason: string;
  /** Seconds from firing until the promises held again; null when they never did. */
  backAfterS: number | null;
  /** Seconds until the first page; null when none came. */
  pageAfterS: number | null;
  checkedAtS: number;
  /** What bots tried, in that order; drills of before did not write it down. */
  tried?: CheckTry[];
  /** Dials with which a bot did bring it back, in full; null = it found none. Only beside `recoverable: false`. */
  wayBack?: { parameters: Record<string, number>; backAfterS: number } | null;
}

/** One bot's way from the second in which the fault is fired to its end. */
export interface CheckTry {
  /** How it went about it: "The newest fault first, with what is still to come". */
  how: string;
  /** What it typed, each line once; `step` says which step of a runbook it is ("RUN-014, step 3"). */
  typed: { line: string; step: string | null }[];
  /** Seconds until every promise held again; null when they never did. */
  backAfterS: number | null;
  /** Promises that were broken at its end, and for how many seconds by then. */
  broken: { promise: string; forS: number }[];
}

/** A check that was asked for and has no result yet. */
export interface CheckUnderWay {
  id: string;
  fault: string;
  parameters: Record<string, number>;
  /** In simulated minutes of the bot at play; null while the bots are at something else: it is in the line. */
  progress: Progress | null;
}

/** The breakers' plan. `text` for breakers; everybody at the debrief. */
export interface SealedPlan {
  hash: string;
  sealedAtS: number;
  /** A fault was at work already when it was sealed. */
  late: boolean;
  seat: string;
  text: string | null;
}

/** Said before, compared afterwards. */
export interface Prediction {
  id: string;
  seat: string;
  atS: number;
  /** The fault it is about; null = the whole drill. */
  fault: string | null;
  text: string;
  /** Does the deciding promise hold? */
  holds: boolean;
  /** First page within so many seconds of the fault; null = none is expected. */
  pageWithinS: number | null;
  /** The alert that pages first; absent = whichever does. */
  page?: string;
  /** Mitigated within so many seconds of the fault. */
  mitigatedWithinS: number | null;
}

/** A prediction beside what came about, for the debrief. */
export interface PredictionOutcome extends Prediction {
  /** `page` names the alert that came first. */
  came: { held: boolean; pageAfterS: number | null; page: string | null; mitigatedAfterS: number | null };
  /** Null when the fault it is about was never fired: there is nothing to compare. */
  right: { holds: boolean; page: boolean | null; mitigated: boolean | null } | null;
  /** Title of the fault it is about; null = the whole drill. */
  about: string | null;
  /** Said when that fault (or, for the whole drill, the first one) was at work already. */
  late: boolean;
}

/** Breakers against fixers, side by side, for the debrief of a game day. */
export interface BothSides {
  /**
   * Opened plan; `verified`: the text still has the hash that was shown, which is that of salt, line break and text; `line`
   * computes it in a shell. `late`: a fault was at work already when it was sealed.
   */
  plan: {
    text: string;
    salt: string;
    hash: string;
    sealedAtS: number;
    verified: boolean;
    late: boolean;
    line: string;
  } | null;
  /**
   * What the scenario's author expected, which breakers knew; `brokenAtS`: when the promise that decides was broken first.
   * `tested`: there was something that could have broken it.
   */
  hypothesis: { text: string; brokenAtS: number | null; tested: boolean };
  predictions: PredictionOutcome[];
  /** One row a moment, oldest first: what breakers did, what fixers saw or did then. */
  rows: { atS: number; side: 'breakers' | 'world' | 'fixers'; what: string; entry: number }[];
  faults: {
    fault: string;
    title: string;
    firedAtS: number;
    stoppedAtS: number | null;
    /** Seconds until fixers met its first page, said its cause, and had the service back. */
    pageAfterS: number | null;
    namedAfterS: number | null;
    backAfterS: number | null;
    checked: { backAfterS: number | null } | null;
  }[];
}

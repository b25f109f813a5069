import type { ComparedChart, InjectDraft, StopRule } from './control.ts';
import type { IncidentRole } from './roles.ts';

/** Everything that is chosen before a drill. Also the body of a template, a draft and a duplicate. */
export interface NewDrill {
  scenario: string;
  variant: string | null;
  seed: string | null;
  mode: 'game-day' | 'tabletop' | 'onboarding';
  speed: number;
  timeboxMin: number;
  hypothesis: string | null;
  /** Everything below may be left out. */
  stops?: StopRule[];
  /** Written beside, or over, those of the scenario: from an events list, or by hand. */
  injects?: InjectDraft[];
  /** Roles that bots sit in. */
  bots?: IncidentRole[];
  /** Other service names than last time, so that memory does not help. */
  surface?: boolean;
  /** Runbooks whose library page is under test; left out = all. */
  runbooks?: string[];
  /** Unix milliseconds; for the calendar file. */
  scheduledMs?: number | null;
  /** Who should come; free text, shown in the calendar file. */
  people?: string[];
  /** The scenario was drawn at random: which draw this was, from 1. Absent = somebody chose it. */
  draws?: number;
}

/** `GET /api/recommendations`: what to practise next, the best reason first. */
export interface Recommendation {
  kind: 'least tested runbook' | 'due people' | 'never run' | 'open gap' | 'longest ago';
  scenario: string;
  variant: string | null;
  cover: string;
  /** In a sentence: "RUN-012 was never tested in a drill." */
  reason: string;
  runbook: string | null;
  people: DuePerson[];
}

/** Somebody who should practise again, by the name that they typed. */
export interface DuePerson {
  name: string;
  /** Their last drill, Unix milliseconds. */
  lastMs: number;
  /** From how many browsers this name came: more than one may be more than one person. */
  browsers: number;
  /** What else was typed at these browsers: may be the same person. */
  alsoAs: string[];
}

/** `GET /api/setups`: saved set-ups of the person, and templates of everybody. */
export interface SavedSetup {
  id: string;
  kind: 'draft' | 'template';
  name: string;
  setup: NewDrill;
  savedMs: number;
}

/** What bots made of the drill as it is set up. */
export interface DryRunView {
  scenario: string;
  variant: string;
  /** Spoils: a facilitator with the cover on sees only `sentence`. */
  sentence: string;
  bots: {
    bot: 'do-nothing' | 'naive-restart' | 'runbook-literal' | 'oracle';
    name: string;
    mitigated: boolean;
    ttmS: number | null;
    userMinutesLost: number;
    /** When a stop rule of the set-up would have paused it. */
    stops: { rule: string; atS: number }[];
  }[];
  chart: ComparedChart;
  marks: { atS: number; label: string; kind: 'fault' | 'page' | 'inject' | 'mitigated' }[];
  /** The set-up's own injects, in its order: when each came, and with which bot. Null: with none of them. */
  own: { from: string; text: string; atS: number | null; bot: string | null }[];
}

/** `POST /api/preflight` with a NewDrill. */
export interface Preflight {
  items: {
    id: 'bots' | 'isolation' | 'runbooks' | 'seats' | 'store' | 'scenario' | 'clock';
    state: 'ok' | 'warn' | 'bad' | 'waiting';
    title: string;
    text: string;
    remedy: string | null;
  }[];
}

/** `GET /api/isolation`: what could leave this server, and who switched it on. */
export interface Isolation {
  /** "Nothing leaves this server: no pages, mails or calls." */
  sentence: string;
  outgoing: { what: string; to: string; switchedOnBy: string }[];
  /** Others may come and read. */
  incoming: { what: string; path: string }[];
}

import type { Part } from './headings.ts';

/**
 * A runbook read from Markdown, in the RUN format or in any other shape; every part knows its line (1-based) in the
 * file. Nothing that could not be placed is lost: it stands in `other`, and `source` is the file as it was.
 */
export interface Runbook {
  id: string;
  /** The symptom, not the cure. */
  title: string;
  file: string;
  hash: string;
  source: string;
  category: string;
  trigger: string;
  /** One named person; empty when nobody. */
  owner: string;
  lastTested: string | null;
  tags: string[];
  alerts: string[];
  services: string[];
  linked: string[];
  scope: { handles: string[]; doesNotHandle: string[]; markdown: string; line: number };
  prerequisites: { text: string; line: number; access: string | null }[];
  steps: RunbookStep[];
  escalation: { markdown: string; line: number } | null;
  postIncident: { markdown: string; line: number } | null;
  lessons: { markdown: string; line: number } | null;
  prevention: { markdown: string; line: number } | null;
  /** What has no place above; heading '' is the text before the first section. */
  other: RunbookOther[];
  /** What the parser could not read, in sentences; `lint` shows them. */
  problems: RunbookProblem[];
  /** What the page tells besides; absent in runbooks that an older Drillbook stored. */
  facts?: RunbookFacts;
}

/** A part without a field of its own. `part` = we know what it is, so that nobody needs to look for a place. */
export interface RunbookOther {
  heading: string;
  markdown: string;
  /** Of its heading, where it has one. */
  line: number;
  endLine?: number;
  part?: Part | null;
}

export interface RunbookFacts {
  /** The section on symptoms or meaning, as text; empty when there is none. */
  symptom: string;
  impact: string;
  links: { text: string; url: string; line: number }[];
  /** When somebody last looked the page through or changed it, as the page says. */
  reviewed: string | null;
  /** Names in the head that mean nothing to us. */
  unread: { name: string; line: number }[];
  /** Every line of the page that is not blank lies in exactly one of these, in the order of the page. */
  layout: RunbookSpan[];
}

export interface RunbookSpan {
  part: Part | 'head' | 'title' | 'other';
  heading: string;
  /** Number of the step that these lines are. */
  step: number | null;
  line: number;
  endLine: number;
}

export interface RunbookProblem {
  rule: 'too-large' | 'too-deep' | 'front-matter' | 'check-syntax';
  line: number;
  message: string;
}

export interface RunbookStep {
  number: number;
  title: string;
  /** Heading of the section that it stands in; absent in runbooks that an older Drillbook stored. */
  section?: string;
  why: string;
  text: string;
  line: number;
  endLine: number;
  commands: { language: string; text: string; line: number }[];
  checks: RunbookCheck[];
}

export interface RunbookCheck {
  text: string;
  line: number;
  /** Null when a person judges it. */
  condition: CheckCondition | null;
}

/**
 * From `<!-- check: EXPR within 2m for 30s -->`: true once the PromQL comparison has results for `forS` seconds, false
 * when that has not happened `withinS` seconds after the step ran (0 = at once).
 */
export interface CheckCondition {
  expression: string;
  withinS: number;
  forS: number;
}

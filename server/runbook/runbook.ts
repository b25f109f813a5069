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
  other: { heading: string; markdown: string; line: number }[];
  /** What the parser could not read, in sentences; `lint` shows them. */
  problems: RunbookProblem[];
}

export interface RunbookProblem {
  rule: 'too-large' | 'too-deep' | 'front-matter' | 'check-syntax';
  line: number;
  message: string;
}

export interface RunbookStep {
  number: number;
  title: string;
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

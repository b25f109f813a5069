/**
 * Something wrong in an authored file: where, what, and what to do about it. `error` keeps the scenario from loading,
 * `warning` does not.
 */
export interface Problem {
  file: string;
  /** From 1; 0 when the whole file is meant. */
  line: number;
  column: number;
  message: string;
  /** What to do: `did you mean "db"?`, `write it like 30s`. Empty when the message says it. */
  hint: string;
  severity: 'error' | 'warning';
  /** Which check said so: `yaml/syntax`, `reference/service`, `lint/alert-runbook` … */
  rule: string;
}

/** A place in a file, both from 1. */
export interface Place {
  line: number;
  column: number;
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === 'error');
}

/** By file, line and column; stable for equal places. */
export function inReadingOrder(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

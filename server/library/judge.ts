import type { LibraryCard, LintCriterion, LintFinding } from '../protocol/library.ts';
import { lintRunbook, type LintOptions } from '../runbook/lint.ts';
import type { Runbook } from '../runbook/runbook.ts';

const SEVERITY = { error: 'must', warning: 'should', info: 'may' } as const;

/** The lint of a page as the library shows it. */
export function judgePage(runbook: Runbook, options: LintOptions): LintFinding[] {
  return lintRunbook(runbook, options).map(({ rule, severity, line, message }) => ({
    rule,
    criterion: 'actionable' satisfies LintCriterion,
    severity: SEVERITY[severity],
    line,
    endLine: line,
    message,
    suggestion: null,
  }));
}

export function countFindings(findings: readonly LintFinding[]): LibraryCard['findings'] {
  const count = (severity: LintFinding['severity']) => findings.filter((one) => one.severity === severity).length;
  return { must: count('must'), should: count('should'), may: count('may') };
}

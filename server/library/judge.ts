import type { LibraryCard, LintFinding } from '../protocol/library.ts';

export function countFindings(findings: readonly LintFinding[]): LibraryCard['findings'] {
  const count = (severity: LintFinding['severity']) => findings.filter((one) => one.severity === severity).length;
  return { must: count('must'), should: count('should'), may: count('may') };
}

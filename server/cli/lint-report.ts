import type { LintCriterion, LintFinding, LintSeverity } from '../protocol/library.ts';
import type { LintKind } from './lint-files.ts';

export interface LintFileReport {
  path: string;
  kind: LintKind;
  title: string;
  steps: number;
  findings: FileFinding[];
}

/** A finding of a runbook, or of a scenario and its rules, which belong to no criterion. */
export interface FileFinding {
  rule: string;
  severity: LintSeverity;
  /** From 1. */
  line: number;
  /** From 1; where it is known. Printed as an editor reads it, not part of the JSON. */
  column?: number;
  message: string;
  criterion?: LintCriterion;
  endLine?: number;
  suggestion?: LintFinding['suggestion'];
}

const LOUDNESS: readonly LintSeverity[] = ['may', 'should', 'must'];

/** Whether a finding is at least as loud as what makes a pipeline fail. */
export function isAtLeast(severity: LintSeverity, least: LintSeverity): boolean {
  return LOUDNESS.indexOf(severity) >= LOUDNESS.indexOf(least);
}

/** One line a finding, as editors and people read it. */
export function textReport(files: readonly LintFileReport[], skipped: number): string {
  const lines = files.flatMap(({ path, findings }) =>
    findings.map((finding) => `${path}:${placeOf(finding)} ${finding.severity} ${finding.rule}: ${finding.message}`),
  );
  return [...lines, summary(files, skipped)].join('\n');
}

/** Findings by file in columns; then what there is of each rule, the commonest first. */
export function tableReport(files: readonly LintFileReport[], skipped: number): string {
  const found = files.filter(({ findings }) => findings.length > 0);
  const rows = found.flatMap(({ findings }) => findings.map(cellsOf));
  const widths = columnWidths(rows);
  const parts = found.map(({ path, findings }) =>
    [path, ...findings.map((finding) => `  ${aligned(cellsOf(finding), widths)}`), ''].join('\n'),
  );
  const counts = new Map<string, number>();
  for (const { rule } of files.flatMap(({ findings }) => findings)) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  const rules = [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([rule, n]) => `${n} ${rule}`);
  return [...parts, ...(rules.length > 0 ? [rules.join(' · ')] : []), summary(files, skipped)].join('\n');
}

function cellsOf(finding: FileFinding): string[] {
  return [placeOf(finding), finding.severity, finding.criterion ?? '', finding.rule, finding.message];
}

function columnWidths(rows: readonly string[][]): number[] {
  return [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((cells) => cells[column]!.length)));
}

function aligned(cells: readonly string[], widths: readonly number[]): string {
  return cells.map((cell, i) => (i === 0 ? cell.padStart(widths[0]!) : cell.padEnd(widths[i] ?? 0))).join('  ').trimEnd(); // prettier-ignore
}

function placeOf({ line, column }: FileFinding): string {
  return column === undefined ? `${line}` : `${line}:${column}`;
}

function summary(files: readonly LintFileReport[], skipped: number): string {
  const findings = files.flatMap((file) => file.findings);
  const counts = [...LOUDNESS].reverse().flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  const total = findings.length;
  const what = total === 0 ? 'nothing found' : `${total} finding${total === 1 ? '' : 's'} (${counts.join(', ')})`;
  const left = skipped === 0 ? '' : `; ${skipped} page${skipped === 1 ? ' is' : 's are'} no runbook, name the file to lint it`;
  return `${files.length} file${files.length === 1 ? '' : 's'} read, ${what}${left}`;
} // prettier-ignore

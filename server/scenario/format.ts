import { inReadingOrder, type Problem } from './problem.ts';

/** `scenarios/x/scenario.yaml:41:7 alert "pool-wait" names service "dbb"; did you mean "db"?` */
export function formatProblem(problem: Problem): string {
  const place = problem.line > 0 ? `${problem.file}:${problem.line}:${problem.column}` : problem.file;
  const warning = problem.severity === 'warning' ? 'warning: ' : '';
  return `${place} ${warning}${problem.message}${problem.hint ? `; ${problem.hint}` : ''}`;
}

/** One line per problem, in reading order. */
export function formatProblems(problems: readonly Problem[]): string {
  return inReadingOrder(problems).map(formatProblem).join('\n');
}

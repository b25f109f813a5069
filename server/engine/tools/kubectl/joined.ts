import type { ToolResult } from '../tool.ts';

/** Answers of several objects as one. */
export function joined(answers: readonly ToolResult[]): ToolResult {
  return {
    stdout: answers.map((answer) => answer.stdout).join(''),
    stderr: answers.map((answer) => answer.stderr).join(''),
    exitCode: answers.find((answer) => answer.exitCode !== 0)?.exitCode ?? 0,
    actions: answers.flatMap((answer) => answer.actions),
  };
}

import type { BashOptions } from 'just-bash';

/** What one command line may use; 54 kinds of attack ended within 2 s under these. */
export const LIMITS: NonNullable<BashOptions['executionLimits']> = {
  maxExecutionTimeMs: 2000,
  maxCommandCount: 2000,
  maxLoopIterations: 20_000,
  maxAwkIterations: 20_000,
  maxSedIterations: 20_000,
  maxJqIterations: 20_000,
  maxWorkUnits: 200_000,
  maxCallDepth: 50,
  maxSubstitutionDepth: 20,
  maxLiveBytes: 32 * 1024 * 1024,
  maxOutputSize: 1024 * 1024,
  maxFileSystemBytes: 8 * 1024 * 1024,
  maxStringLength: 4 * 1024 * 1024,
  maxArrayElements: 50_000,
  maxSourceBytes: 64 * 1024,
  maxHeredocSize: 64 * 1024,
};

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/time|deadline|timed out/i, 'it ran longer than this terminal allows (2 s)'],
  [/too many commands|maxCommandCount/i, 'it runs too many commands'],
  [/recursion|call ?depth|nest|substitution depth/i, 'it calls itself too deeply'],
  [/iteration|loop/i, 'it loops too often'],
  [/output/i, 'it prints more than 1 MiB'],
  [/file ?system/i, 'No space left on device'],
  [/source|heredoc/i, 'the command line is too long'],
];

/**
 * Replaces the library's advice about its own settings by what a person at a terminal can use. Other text on stderr
 * stays; exit codes are 124 for the deadline and 126 for the rest.
 */
export function inWorld(stderr: string, exitCode: number): string {
  if (exitCode !== 124 && exitCode !== 126) return stderr;
  const lines = stderr.split('\n');
  return lines.map((line) => (isLimit(line) ? `bash: command line stopped: ${reasonFor(line)}` : line)).join('\n');
}

function isLimit(line: string): boolean {
  return /executionLimits|limit exceeded|exceeded \(|maximum .* exceeded|too many .* \(>|exceeds? .*limit|timed? ?out|deadline/i.test(
    line,
  );
}

function reasonFor(line: string): string {
  return REASONS.find(([pattern]) => pattern.test(line))?.[1] ?? 'it needs more memory than this terminal has';
}

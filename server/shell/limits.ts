import type { BashOptions } from 'just-bash';

/** What one command line may use; 54 kinds of attack ended within 2 s under these. */
export const LIMITS: NonNullable<BashOptions['executionLimits']> = {
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
 * Replaces what the library says about itself by what a person at a terminal can use; other text stays. Exit codes are
 * 124 for the deadline and 126 for the other limits.
 */
export function inWorld(stderr: string, exitCode: number): string {
  const stopped = exitCode === 124 || exitCode === 126;
  const lines = stderr.split('\n');
  return lines
    .map((line) => (stopped && isLimit(line) ? `bash: command line stopped: ${reasonFor(line)}` : asBash(line)))
    .join('\n');
}

/** Missing commands and syntax errors in bash's own words. */
function asBash(line: string): string {
  const missing = /^bash: (\S+): command not available in browser/.exec(line);
  if (missing) return `bash: ${missing[1]}: command not found`;
  const unexpected =
    /^bash: syntax error: Parse error at \d+:\d+: (?:.*, got |Unexpected token:? '?)([^\s']+)'?.*$/.exec(line);
  if (!unexpected)
    return line.replace(/^bash: syntax error: (?:Parse error at \d+:\d+: )?(?:syntax error )?/, 'bash: syntax error ');
  const token = TOKENS[unexpected[1]!] ?? unexpected[1]!.toLowerCase();
  return token === 'EOF'
    ? 'bash: syntax error: unexpected end of file'
    : `bash: syntax error near unexpected token \`${token}'`;
}

const TOKENS: Readonly<Record<string, string>> = {
  EOF: 'EOF',
  NEWLINE: 'newline',
  PIPE: '|',
  SEMICOLON: ';',
  AND_AND: '&&',
  OR_OR: '||',
  LPAREN: '(',
  RPAREN: ')',
  AMP: '&',
  LBRACE: '{',
  RBRACE: '}',
};

function isLimit(line: string): boolean {
  return /executionLimits|limit exceeded|exceeded \(|maximum .* exceeded|too many .* \(>|exceeds? .*limit|timed? ?out|deadline/i.test(
    line,
  );
}

function reasonFor(line: string): string {
  return REASONS.find(([pattern]) => pattern.test(line))?.[1] ?? 'it needs more memory than this terminal has';
}

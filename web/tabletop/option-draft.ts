/** The contract's limits of one option. */
const MOST_LINES = 10;
const LONGEST_LINE = 8192;

/** Command lines of a field: one a line, empty ones left out. */
export function commandLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim().replace(/^\$ /, ''))
    .filter((line) => line !== '');
}

/** What is wrong with the lines and what would be right; undefined when nothing is. */
export function linesProblem(lines: readonly string[]): string | undefined {
  if (lines.length > MOST_LINES) return `These are ${lines.length} lines; one option runs at most ${MOST_LINES}.`;
  if (lines.some((line) => line.length > LONGEST_LINE)) return `A line has at most ${LONGEST_LINE} characters.`;
  return undefined;
}

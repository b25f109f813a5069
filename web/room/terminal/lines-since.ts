import type { TerminalResult } from '../../../server/protocol/commands.ts';

/** Lines that came after the last one seen; all of them when it is not among the kept ones any more, or none was seen. */
export function linesSince(last: TerminalResult | null, lines: readonly TerminalResult[]): readonly TerminalResult[] {
  if (!last) return lines;
  const at = lines.findLastIndex(
    ({ terminal, atS, line }) => terminal === last.terminal && atS === last.atS && line === last.line,
  );
  return lines.slice(at + 1);
}

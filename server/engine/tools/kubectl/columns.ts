/** Columns two blanks apart, as kubectl sets them in `describe` and `rollout history`. */
export function columns(rows: readonly (readonly string[])[], indent = ''): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, cell.length)));
  return rows
    .map(
      (row) => indent + row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at]! + 2))).join(''),
    )
    .join('\n');
}

/** Columns set as kubectl does: left, padded to the widest cell plus three spaces and to six at least, nothing after the last. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column === cells.length - 1 ? cell : cell.padEnd(Math.max(6, widths[column]! + 3))))
      .join('');
  return [header, ...rows].map(line).join('\n');
}

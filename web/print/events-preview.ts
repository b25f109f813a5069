import type { EventRow, EventsImport } from '../../server/protocol/tabletop.ts';

/** Columns of an events list, under the headings that its file has. */
export const COLUMNS = [
  { field: 'when', heading: 'Time' },
  { field: 'lane', heading: 'Lane' },
  { field: 'from', heading: 'From' },
  { field: 'to', heading: 'To' },
  { field: 'text', heading: 'Inject' },
  { field: 'expects', heading: 'Expected' },
  { field: 'objective', heading: 'Objective' },
  { field: 'inject', heading: 'Id' },
] as const satisfies readonly { field: keyof EventRow; heading: string }[];

export interface PreviewRow {
  /** As a spreadsheet counts, the headings being row 1. */
  line: number;
  row: EventRow;
  problems: EventsImport['problems'];
}

/** Each row that was read, with what is wrong in it. */
export function previewOf({ rows, lines, problems }: EventsImport): PreviewRow[] {
  return rows.map((row, at) => {
    const line = lines[at] ?? at + 2;
    return { line, row, problems: problems.filter((problem) => problem.row === line) };
  });
}

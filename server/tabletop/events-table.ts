import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { EventRow } from '../protocol/tabletop.ts';

/** Columns of the file, in this order. */
export const EVENT_COLUMNS = [
  { field: 'number', heading: 'Number', width: 8 },
  { field: 'when', heading: 'Time', width: 24 },
  { field: 'lane', heading: 'Lane', width: 9 },
  { field: 'from', heading: 'From', width: 24 },
  { field: 'to', heading: 'To', width: 12 },
  { field: 'text', heading: 'Inject', width: 60 },
  { field: 'expects', heading: 'Expected', width: 50 },
  { field: 'objective', heading: 'Objective', width: 14 },
  { field: 'inject', heading: 'Id', width: 16 },
] as const satisfies readonly { field: keyof EventRow; heading: string; width: number }[];

/** The list as a table of text: headings first. Cells that a spreadsheet would compute are escaped. */
export function eventCells(rows: readonly EventRow[]): string[][] {
  return [
    EVENT_COLUMNS.map(({ heading }) => heading),
    ...rows.map((row) => EVENT_COLUMNS.map(({ field }) => escapeCell(String(row[field])))),
  ];
}

/** As CSV with a byte-order mark, so that spreadsheets read it as UTF-8. */
export function eventsCsv(rows: readonly EventRow[]): string {
  return stringify(eventCells(rows), { bom: true, record_delimiter: 'windows' });
}

/** The cells of a CSV file, separated by comma, semicolon or tab. Throws the parser's sentence for a broken one. */
export function csvCells(text: string): string[][] {
  return parse(text, {
    bom: true,
    delimiter: delimiterOf(text),
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: 100_000,
  });
}

/** Whichever stands most often in the first line. */
function delimiterOf(text: string): string {
  const [first = ''] = text.split(/\r?\n/, 1);
  const count = (sign: string) => first.split(sign).length;
  return [',', ';', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

/** A spreadsheet takes a cell that begins with one of these for a formula. */
const FORMULA = /^'*[=+\-@\t\r]/;

/** Puts an apostrophe before what a spreadsheet would compute; `unescapeCell` takes it off again. */
export function escapeCell(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

export function unescapeCell(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}

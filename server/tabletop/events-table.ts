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

/** Columns without which a row says nothing. */
export const NEEDED_FIELDS: readonly (keyof EventRow)[] = ['when', 'lane', 'text'];

/** Index of the row that names the columns: the first that has those which are needed, else the first with anything in it. */
export function headingsAt(cells: readonly (readonly unknown[])[]): number {
  const wanted = EVENT_COLUMNS.filter(({ field }) => NEEDED_FIELDS.includes(field)).map(({ heading }) => heading);
  const named = cells.findIndex((row) => wanted.every((heading) => columnAt(row, heading) >= 0));
  return named >= 0 ? named : cells.findIndex((row) => row.some((cell) => textOf(cell) !== ''));
}

/** Where a heading stands in its row, in any case; -1 where it does not. */
export function columnAt(headings: readonly unknown[], heading: string): number {
  return headings.findIndex((cell) => textOf(cell).toLowerCase() === heading.toLowerCase());
}

function textOf(cell: unknown): string {
  return cell === null || cell === undefined ? '' : String(cell).trim();
}

/**
 * The cells of a CSV file, separated by comma, semicolon or tab; an empty line is an empty row, so that rows count as a
 * spreadsheet counts them. Throws the parser's sentence for a broken one.
 */
export function csvCells(text: string): string[][] {
  // Excel writes and hides a first line "sep=;".
  const [said = '', separator] = /^\ufeff?sep=([,;\t])\r?\n/i.exec(text) ?? [];
  const rest = text.slice(said.length);
  return parse(rest, {
    bom: true,
    delimiter: separator ?? delimiterOf(rest),
    relax_column_count: true,
    max_record_size: 100_000,
  });
}

/** Whichever stands most often in the first line that is not empty. */
function delimiterOf(text: string): string {
  const first = /[^\r\n\ufeff]+/.exec(text)?.[0] ?? '';
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

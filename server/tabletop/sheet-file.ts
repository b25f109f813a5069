import readXlsxFile from 'read-excel-file/node';
import writeXlsxFile from 'write-excel-file/node';
import type { EventRow } from '../protocol/tabletop.ts';
import { timeCell } from './event-time.ts';
import { columnAt, csvCells, eventCells, EVENT_COLUMNS, headingsAt } from './events-table.ts';
import { unpackedTexts, ZipTrouble } from './zip-texts.ts';

/** Largest file that is read at all, bytes. */
export const LARGEST_FILE = 1024 * 1024;
/** A sheet reaches no further than this; whoever claims more wants memory, not a list. */
const MOST = { rows: 2000, columns: 60 };

/** The list as an Excel workbook: plain text cells, headings in bold, columns as wide as what is in them. */
export function eventsXlsx(rows: readonly EventRow[]): Promise<Buffer> {
  const [headings = [], ...lines] = eventCells(rows);
  const sheet = [
    headings.map((value) => ({ value, type: String, fontWeight: 'bold' as const })),
    ...lines.map((line) => line.map((value) => ({ value, type: String, wrap: true, alignVertical: 'top' as const }))),
  ];
  const columns = EVENT_COLUMNS.map(({ width }) => ({ width }));
  return writeXlsxFile(sheet, { sheet: 'Events', columns, stickyRowsCount: 1 }).toBuffer();
}

/** What cannot be read as a table; the message is a sentence for whoever sent the file. */
export class SheetTrouble extends Error {
  override readonly name = 'SheetTrouble';
}

/**
 * The cells of a CSV file or of an Excel workbook, told apart by their first bytes, as text. Of a workbook the sheet that
 * has the list's columns, else the first.
 */
export async function sheetCells(file: Buffer): Promise<string[][]> {
  if (file.length > LARGEST_FILE) throw new SheetTrouble('The file is larger than 1 MB.');
  if (file.length === 0) throw new SheetTrouble('The file is empty.');
  if (file.readUInt16BE(0) === 0x504b) return workbookCells(file);
  const text = decoded(file);
  if (text.includes('\u0000')) throw new SheetTrouble('This is neither CSV nor an Excel workbook (.xlsx).');
  try {
    return csvCells(text);
  } catch (error) {
    throw new SheetTrouble(`The CSV cannot be read: ${error instanceof Error ? error.message : 'it is broken'}.`);
  }
}

/** UTF-8; UTF-16 where its mark says so; and what is neither comes from a spreadsheet on Windows. */
function decoded(file: Buffer): string {
  if (file.length > 1 && file.readUInt16BE(0) === 0xfffe) return new TextDecoder('utf-16le').decode(file);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file);
  } catch {
    return new TextDecoder('windows-1252').decode(file);
  }
}

async function workbookCells(file: Buffer): Promise<string[][]> {
  try {
    for (const text of unpackedTexts(file)) refuseFarCells(text);
    const sheets = (await readXlsxFile(file)).map(({ data }) => data);
    const cells = sheets.find((sheet) => timesAt(sheet) >= 0) ?? sheets[0] ?? [];
    const timeAt = timesAt(cells);
    return cells.map((row) => row.map((value, at) => cellText(value, at === timeAt)));
  } catch (error) {
    if (error instanceof SheetTrouble) throw error;
    if (error instanceof ZipTrouble) throw new SheetTrouble(error.message);
    throw new SheetTrouble('The workbook cannot be read. Save it again as .xlsx or as CSV.');
  }
}

/** The column of the times in a sheet that has the list's columns; -1 in any other. */
function timesAt(cells: readonly (readonly unknown[])[]): number {
  const head = cells[headingsAt(cells)] ?? [];
  return columnAt(head, 'Lane') < 0 ? -1 : columnAt(head, 'Time');
}

/** One cell at the far corner makes a table of billions. */
function refuseFarCells(xml: string): void {
  for (const [, column = '', row = ''] of xml.matchAll(/["':]([A-Z]{1,4})(\d{1,9})["']/g)) {
    if (Number(row) > MOST.rows || columnNumber(column) > MOST.columns)
      throw new SheetTrouble(`The sheet is larger than ${MOST.rows} rows and ${MOST.columns} columns.`);
  }
}

function columnNumber(letters: string): number {
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}

const DAY_S = 86_400;

/** Spreadsheets like to make times and numbers of text; the times come back as the list writes them. */
function cellText(value: unknown, isTime: boolean): string {
  if (value === null || value === undefined) return '';
  // A time of day is a moment of the day before 1900, so before 1970.
  if (value instanceof Date) return timeCell(Math.round((((value.getTime() / 1000) % DAY_S) + DAY_S) % DAY_S));
  if (isTime && typeof value === 'number' && value >= 0 && value < 1) return timeCell(Math.round(value * DAY_S));
  return String(value);
}

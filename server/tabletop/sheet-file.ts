import { readSheet } from 'read-excel-file/node';
import writeXlsxFile from 'write-excel-file/node';
import type { EventRow } from '../protocol/tabletop.ts';
import { timeCell } from './event-time.ts';
import { csvCells, eventCells, EVENT_COLUMNS } from './events-table.ts';
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

/** The cells of a CSV file or the first sheet of an Excel workbook, told apart by their first bytes, as text. */
export async function sheetCells(file: Buffer): Promise<string[][]> {
  if (file.length > LARGEST_FILE) throw new SheetTrouble('The file is larger than 1 MB.');
  if (file.length === 0) throw new SheetTrouble('The file is empty.');
  if (file.readUInt16BE(0) === 0x504b) return workbookCells(file);
  const text = file.toString('utf8');
  if (text.includes('\u0000')) throw new SheetTrouble('This is neither CSV nor an Excel workbook (.xlsx).');
  try {
    return csvCells(text);
  } catch (error) {
    throw new SheetTrouble(`The CSV cannot be read: ${error instanceof Error ? error.message : 'it is broken'}.`);
  }
}

async function workbookCells(file: Buffer): Promise<string[][]> {
  try {
    for (const text of unpackedTexts(file)) refuseFarCells(text);
    const cells = await readSheet(file);
    return cells.map((row) => row.map(cellText));
  } catch (error) {
    if (error instanceof SheetTrouble) throw error;
    if (error instanceof ZipTrouble) throw new SheetTrouble(error.message);
    throw new SheetTrouble('The workbook cannot be read. Save it again as .xlsx or as CSV.');
  }
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

/** Spreadsheets like to make times and numbers of text; the times come back as the list writes them. */
function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return timeCell((value.getTime() % 86_400_000) / 1000);
  if (typeof value === 'number' && value > 0 && value < 1) return timeCell(Math.round(value * 86_400));
  return String(value);
}

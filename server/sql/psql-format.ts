import type { SqlErrorReport, SqlNotice, SqlResult } from './catalog.ts';
import { RIGHT_ALIGNED } from './types.ts';

/** psql's \pset state, as far as it is simulated. */
export interface PsqlStyle {
  /** `\x`, `-x`: one block per record. */
  expanded: boolean;
  /** False with `-A`. */
  aligned: boolean;
  /** `-t`: rows only. */
  tuplesOnly: boolean;
  /** `-F`, used when not aligned. */
  fieldSeparator: string;
  /** `\pset null`. */
  nullText: string;
  /** `--csv`: quoted where needed, no footer. */
  csv?: true;
}

export const defaultStyle: PsqlStyle = {
  expanded: false,
  aligned: true,
  tuplesOnly: false,
  fieldSeparator: '|',
  nullText: '',
};

interface Table {
  names: readonly string[];
  rows: readonly (readonly string[])[];
  right: readonly boolean[];
}

/** One result as psql prints it on stdout, final newline included. A result with an error prints nothing here. */
export function formatResult(result: SqlResult, style: PsqlStyle): string {
  if (result.error) return '';
  if (!result.hasRows) return style.tuplesOnly ? '' : `${result.command}\n`;
  const table: Table = {
    names: result.columns.map(({ name }) => name),
    rows: result.rows.map((row) => row.map((value) => value ?? style.nullText)),
    right: result.columns.map(({ type }) => RIGHT_ALIGNED.includes(type)),
  };
  if (style.csv) return csv(table, style);
  if (style.expanded) return formatRecords(table, style);
  return style.aligned ? aligned(table, style) : plain(table, style);
}

/** A table under a title, as psql's own listings are: `\l`, `\d`. Without `counted` it ends with its footers. */
export function formatListing(
  listing: {
    title: string;
    names: readonly string[];
    rows: readonly (readonly string[])[];
    footers?: readonly string[];
    counted?: boolean;
  },
  style: PsqlStyle,
): string {
  const { title, names, rows, footers = [], counted = false } = listing;
  const table: Table = { names, rows, right: names.map(() => false) };
  const tail = [...(counted ? [footer(rows.length).trimEnd()] : []), ...footers];
  const ended = style.tuplesOnly || tail.length === 0 ? '' : `${tail.join('\n')}\n`;
  if (style.expanded) return `${style.tuplesOnly ? '' : `${title}\n`}${formatRecords(table, style)}`;
  if (!style.aligned) {
    const body = rows.map((row) => `${row.join(style.fieldSeparator)}\n`).join('');
    return style.tuplesOnly ? body : `${title}\n${names.join(style.fieldSeparator)}\n${body}${ended}`;
  }
  const widths = names.map((name, at) => widest([...(style.tuplesOnly ? [] : [name]), ...rows.map((row) => row[at]!)]));
  const body = rows.map((row) => alignedRow(row, widths, table.right)).join('');
  if (style.tuplesOnly) return `${body}\n`;
  const whole = widths.reduce((sum, width) => sum + width + 3, -1);
  const before = ' '.repeat(Math.max(0, Math.floor((whole - displayWidth(title)) / 2)));
  const header = names.map((name, at) => ` ${centred(name, widths[at]!)} `).join('|');
  const rule = widths.map((width) => '-'.repeat(width + 2)).join('+');
  return `${before}${title}\n${header}\n${rule}\n${body}${ended}\n`;
}

function csv({ names, rows }: Table, style: PsqlStyle): string {
  const quoted = (cell: string) => (/[",\r\n]/.test(cell) || cell === '\\.' ? `"${cell.replaceAll('"', '""')}"` : cell);
  if (style.expanded)
    return rows.map((row) => row.map((cell, at) => `${quoted(names[at]!)},${quoted(cell)}\n`).join('')).join('');
  const lines = [...(style.tuplesOnly ? [] : [names]), ...rows];
  return lines.map((row) => `${row.map(quoted).join(',')}\n`).join('');
}

function formatRecords(table: Table, style: PsqlStyle): string {
  return style.aligned ? expandedAligned(table, style) : expandedPlain(table, style);
}

function footer(count: number): string {
  return `(${count} row${count === 1 ? '' : 's'})\n`;
}

/** Columns on a terminal: East Asian wide characters and emoji take two. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text)
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
        character,
      )
        ? 2
        : 1;
  return width;
}

function lines(text: string): string[] {
  return text.split('\n');
}

function widest(texts: readonly string[]): number {
  return texts.reduce(
    (most, text) => lines(text).reduce((longest, line) => Math.max(longest, displayWidth(line)), most),
    0,
  );
}

function aligned({ names, rows, right }: Table, style: PsqlStyle): string {
  const widths = names.map((name, at) => widest([...(style.tuplesOnly ? [] : [name]), ...rows.map((row) => row[at]!)]));
  const body = rows.map((row) => alignedRow(row, widths, right)).join('');
  if (style.tuplesOnly) return `${body}\n`;
  const header = names.map((name, at) => ` ${centred(name, widths[at]!)} `).join('|');
  const rule = names.length === 0 ? '--' : widths.map((width) => '-'.repeat(width + 2)).join('+');
  return `${header}\n${rule}\n${body}${footer(rows.length)}\n`;
}

function centred(text: string, width: number): string {
  const spare = width - displayWidth(text);
  const before = Math.floor(spare / 2);
  return ' '.repeat(before) + text + ' '.repeat(spare - before);
}

/** A cell with line breaks takes several lines, each but its last marked `+`. */
function alignedRow(row: readonly string[], widths: readonly number[], right: readonly boolean[]): string {
  const cells = row.map(lines);
  const height = cells.reduce((most, cell) => Math.max(most, cell.length), 1);
  const printed = Array.from({ length: height }, (_, at) => {
    const columns = cells.map((cell, column) => {
      const text = cell[at] ?? '';
      const continues = at < cell.length - 1;
      const padding = ' '.repeat(widths[column]! - displayWidth(text));
      const last = column === cells.length - 1 && !continues;
      const filled = right[column] ? padding + text : last ? text : text + padding;
      return ` ${filled}${continues ? '+' : last ? '' : ' '}`;
    });
    return `${columns.join('|')}\n`;
  });
  return printed.join('');
}

function plain({ names, rows }: Table, style: PsqlStyle): string {
  const body = rows.map((row) => `${row.join(style.fieldSeparator)}\n`).join('');
  return style.tuplesOnly ? body : `${names.join(style.fieldSeparator)}\n${body}${footer(rows.length)}`;
}

function expandedPlain({ names, rows }: Table, style: PsqlStyle): string {
  const records = rows.map((row) => row.map((value, at) => `${names[at]!}${style.fieldSeparator}${value}\n`).join(''));
  return records.join('\n');
}

function expandedAligned({ names, rows }: Table, style: PsqlStyle): string {
  if (rows.length === 0) return style.tuplesOnly ? '\n' : `${footer(0)}\n`;
  const nameWidth = widest(names);
  const valueWidth = widest(rows.flat());
  const records = rows.map((row, at) => {
    const title = style.tuplesOnly
      ? at > 0
        ? `${recordRule(undefined, nameWidth, valueWidth)}\n`
        : ''
      : `${recordRule(at + 1, nameWidth, valueWidth)}\n`;
    return title + row.map((value, column) => expandedCell(names[column]!, nameWidth, value, valueWidth)).join('');
  });
  return `${records.join('')}\n`;
}

/** `-[ RECORD 1 ]-+------`: the title may run over the place of the `+`. */
function recordRule(number: number | undefined, nameWidth: number, valueWidth: number): string {
  const title = number === undefined ? '-' : `-[ RECORD ${number} ]`;
  const ruled = title.padEnd(nameWidth, '-');
  const over = ruled.length - nameWidth;
  const middle = '-+-'.slice(Math.min(over, 3));
  return ruled + middle + '-'.repeat(Math.max(0, valueWidth - Math.max(0, over - 3)));
}

function expandedCell(name: string, nameWidth: number, value: string, valueWidth: number): string {
  const parts = lines(value);
  return parts
    .map((part, at) => {
      const label = at === 0 ? name : '';
      const mark = at < parts.length - 1 ? `${' '.repeat(valueWidth - displayWidth(part))}+` : '';
      return `${label}${' '.repeat(nameWidth - displayWidth(label))} | ${part}${mark}\n`;
    })
    .join('');
}

const DISPLAY_SIZE = 60;
const MIN_RIGHT_CUT = 10;

/** `ERROR:  …` with LINE, caret, DETAIL and HINT as psql prints it on stderr. `text` is what was sent. */
export function formatError(error: SqlErrorReport, text: string): string {
  const place = error.position === undefined ? '' : placeLines(text, error.position);
  const detail = error.detail === undefined ? '' : `DETAIL:  ${error.detail}\n`;
  const hint = error.hint === undefined ? '' : `HINT:  ${error.hint}\n`;
  return `${error.severity}:  ${error.message}\n${place}${detail}${hint}`;
}

/** `WARNING:  …` as psql prints it on stderr. */
export function formatNotice(notice: SqlNotice): string {
  return `${notice.severity}:  ${notice.message}\n${notice.hint === undefined ? '' : `HINT:  ${notice.hint}\n`}`;
}

/** The line of the text that holds the position, cut to about 60 columns around it (reportErrorPosition in libpq). */
function placeLines(text: string, position: number): string {
  const characters = [...text].map((character) => (character === '\t' ? ' ' : character));
  if (position > characters.length) return '';
  const columnOf = (at: number) => displayWidth(characters.slice(0, at).join(''));
  let begin = characters.lastIndexOf('\n', position - 1) + 1;
  if (position === 0) begin = 0;
  const newline = characters.indexOf('\n', position);
  let end = newline < 0 ? characters.length : newline;
  const line = characters.slice(0, begin).filter((character) => character === '\n').length + 1;
  let [cutBefore, cutAfter] = [false, false];
  if (columnOf(end) - columnOf(begin) > DISPLAY_SIZE) {
    if (columnOf(begin) + DISPLAY_SIZE >= columnOf(position) + MIN_RIGHT_CUT) {
      while (columnOf(end) - columnOf(begin) > DISPLAY_SIZE) end--;
      cutAfter = true;
    } else {
      for (; columnOf(position) + MIN_RIGHT_CUT < columnOf(end); end--) cutAfter = true;
      for (; columnOf(end) - columnOf(begin) > DISPLAY_SIZE; begin++) cutBefore = true;
    }
  }
  const prefix = `LINE ${line}: ${cutBefore ? '...' : ''}`;
  const shown = characters.slice(begin, end).join('');
  const caret = ' '.repeat(prefix.length + columnOf(position) - columnOf(begin));
  return `${prefix}${shown}${cutAfter ? '...' : ''}\n${caret}^\n`;
}

import type { LogLevel, LogRow } from '../../../server/protocol/signals.ts';
import { timeOfDay } from '../../kit/format.ts';

/** Worst first: the order of a stack's layers and of a legend. */
export const LEVELS: readonly LogLevel[] = ['fatal', 'error', 'warn', 'info', 'debug'];

/** The terms of a search as they were typed: words, "quoted words", -excluded, key=value, key="a value". */
export function searchTerms(text: string): string[] {
  return text.match(/-?[\w.-]+="[^"]*"|-?"[^"]*"|\S+/g) ?? [];
}

/** Terms that are about a field or that exclude: shown as chips, so that they can be taken away with one click. */
export function chipTerms(text: string): string[] {
  return searchTerms(text).filter((term) => /^-|^[\w.-]+=/.test(term));
}

/** The search with one more field filter; unchanged when it is there. */
export function withField(text: string, key: string, value: string | number): string {
  const shown = /^[^\s"]+$/.test(String(value)) ? String(value) : `"${String(value).replace(/"/g, '')}"`;
  const term = `${key}=${shown}`;
  return searchTerms(text).includes(term) ? text : [text.trim(), term].filter(Boolean).join(' ');
}

export function withoutTerm(text: string, term: string): string {
  return searchTerms(text)
    .filter((other) => other !== term)
    .join(' ');
}

/** Pieces of a message, those that the search looks for marked; any case, as the search itself. */
export function markedPieces(message: string, text: string): { text: string; hit: boolean }[] {
  const words = searchTerms(text)
    .filter((term) => !/^-|^[\w.-]+=/.test(term))
    .map((term) => term.replace(/^"|"$/g, '').toLowerCase())
    .filter((word) => word.length > 1);
  if (words.length === 0) return [{ text: message, hit: false }];
  const lower = message.toLowerCase();
  const pieces: { text: string; hit: boolean }[] = [];
  let at = 0;
  while (at < message.length) {
    const next = words
      .map((word) => ({ from: lower.indexOf(word, at), length: word.length }))
      .filter(({ from }) => from >= 0)
      .sort((a, b) => a.from - b.from || b.length - a.length)[0];
    if (!next) break;
    if (next.from > at) pieces.push({ text: message.slice(at, next.from), hit: false });
    pieces.push({ text: message.slice(next.from, next.from + next.length), hit: true });
    at = next.from + next.length;
  }
  if (at < message.length) pieces.push({ text: message.slice(at), hit: false });
  return pieces;
}

/** "14:05:09.042" */
export function timeOfRow(row: LogRow, startS: number): string {
  return `${timeOfDay(row.atS, startS, true)}.${String(row.ms).padStart(3, '0')}`;
}

/** One line as a log file holds it. */
export function rowAsText(row: LogRow, startS: number): string {
  const fields = Object.entries(row.fields).map(([key, value]) => `${key}=${String(value)}`);
  return [timeOfRow(row, startS), row.level.toUpperCase(), row.pod || row.service, row.message, ...fields].join(' ');
}

/** One line as structured logging writes it, its time as ISO 8601. */
export function rowAsJson(row: LogRow, startS: number): string {
  const time = new Date((row.atS + startS) * 1000 + row.ms).toISOString();
  const { service, pod, level, message, trace } = row;
  return JSON.stringify({ time, level, service, pod, message, ...row.fields, ...(trace ? { trace_id: trace } : {}) });
}

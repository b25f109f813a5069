import { foldWords } from './fold.ts';

/** Months by their first three letters, in the languages whose headings are read. */
const MONTHS: Record<string, number> = {
  jan: 1, ene: 1, feb: 2, fev: 2, mar: 3, apr: 4, abr: 4, avr: 4, mai: 5, may: 5, jun: 6, jul: 7, aug: 8, ago: 8, aou: 8,
  sep: 9, set: 9, oct: 10, okt: 10, out: 10, nov: 11, dec: 12, dez: 12, dic: 12,
}; // prettier-ignore

/**
 * A date as people write it → `2026-01-12`. Null for what is none, and for what could be two dates: 03/04/2026 is March
 * in one country and April in another.
 */
export function readDate(text: string): string | null {
  const plain = foldWords(text.slice(0, 60)).trim();
  const iso =
    /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:$|[t\s])/.exec(plain) ?? /^(\d{4})年(\d{1,2})月(\d{1,2})日/.exec(plain);
  if (iso) return dateOf(iso[1]!, Number(iso[2]), iso[3]!);
  const dotted = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/.exec(plain);
  if (dotted) return dateOf(dotted[3]!, Number(dotted[2]), dotted[1]!);
  const slashed = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/.exec(plain);
  if (slashed && Number(slashed[1]) > 12) return dateOf(slashed[3]!, Number(slashed[2]), slashed[1]!);
  const dayFirst = /^(\d{1,2})(?:\.|er|st|nd|rd|th)?\s+(?:de\s+)?([a-z]{3,12})\.?,?\s+(?:de\s+)?(\d{4})$/.exec(plain);
  if (dayFirst) return dateOf(dayFirst[3]!, monthOf(dayFirst[2]!), dayFirst[1]!);
  const monthFirst = /^([a-z]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$/.exec(plain);
  if (monthFirst) return dateOf(monthFirst[3]!, monthOf(monthFirst[1]!), monthFirst[2]!);
  return null;
}

function monthOf(word: string): number {
  if (/^(juil|jui?ll)/.test(word)) return 7;
  if (word.startsWith('juin')) return 6;
  return MONTHS[word.slice(0, 3)] ?? 0;
}

function dateOf(year: string, month: number, day: string): string | null {
  if (month < 1 || month > 12 || Number(day) < 1 || Number(day) > 31) return null;
  return `${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`;
}

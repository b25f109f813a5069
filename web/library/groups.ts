import type { LibraryCard, SearchAnswer } from '../../server/protocol/library.ts';
import type { MarkState } from '../kit/vocabulary.ts';
import { fuzzyFilter } from '../kit/fuzzy.ts';
import type { FilterMark, Place } from './place.ts';

export type Hit = SearchAnswer['hits'][number];

export interface Row {
  card: LibraryCard;
  hit: Hit | null;
}

export interface Groups {
  exact: Row[];
  near: Row[];
  others: Row[];
}

/** Older than this, what a runbook promises is hearsay; the same limit as on the programme. */
export const STALE_DAYS = 90;

/** Whether a card carries a mark that one can filter by. */
export function carries(card: LibraryCard, mark: FilterMark): boolean {
  switch (mark) {
    case 'stale':
      return card.daysSinceTested !== null && card.daysSinceTested > STALE_DAYS;
    case 'never tested':
      return card.daysSinceTested === null;
    case 'failing':
      return card.openGaps > 0 || card.lastRun?.ok === false;
    case 'findings':
      return card.findings.must + card.findings.should > 0;
    case 'draft':
      return card.draft;
    case 'retired':
      return card.retired;
  }
}

/** Cards that pass the filters. Retired pages are out of the way until somebody asks for them. */
export function filtered(cards: readonly LibraryCard[], place: Place): LibraryCard[] {
  return cards.filter(
    (card) =>
      (place.owner === null || card.owner === place.owner) &&
      (place.service === null || card.services.includes(place.service)) &&
      (place.category === null || card.category === place.category) &&
      (!card.retired || place.is.includes('retired') || card.id === place.id) &&
      place.is.every((mark) => carries(card, mark)),
  );
}

/**
 * What contains the words as typed, what nearly does, and the others. `answer` is the server's; until it is there, and for
 * retired pages, which it does not search, titles and alerts are looked through here.
 */
export function grouped(cards: readonly LibraryCard[], query: string, answer: SearchAnswer | null): Groups {
  const rows = cards.map(plainRow);
  if (query.trim() === '') return { exact: [], near: [], others: rows };
  const byId = new Map(cards.map((card) => [card.id, card]));
  const found = (answer?.hits ?? []).flatMap((hit): Row[] => {
    const card = byId.get(hit.id);
    return card ? [{ card, hit }] : [];
  });
  const seen = new Set(found.map(({ card }) => card.id));
  const unseen = cards.filter(({ id, retired }) => !seen.has(id) && (answer === null || retired));
  const guessed = fuzzyFilter(query, unseen, ({ id, title, alerts }) => [id, title, ...alerts].join(' '));
  const near = [...found.filter(({ hit }) => !hit?.exact), ...guessed.map(plainRow)];
  for (const { card } of near) seen.add(card.id);
  return {
    exact: found.filter(({ hit }) => hit?.exact),
    near,
    others: rows.filter(({ card }) => !seen.has(card.id)),
  };
}

/** The same row for the same card each time: the list redraws only what changed. */
function plainRow(card: LibraryCard): Row {
  const row = PLAIN.get(card) ?? { card, hit: null };
  PLAIN.set(card, row);
  return row;
}
const PLAIN = new WeakMap<LibraryCard, Row>();

/** A line cut at its marks: what is found and what stands between. */
export function pieces(text: string, marks: readonly [number, number][]): { text: string; found: boolean }[] {
  const parts: { text: string; found: boolean }[] = [];
  let at = 0;
  for (const [from, to] of [...marks].sort((a, b) => a[0] - b[0])) {
    if (from < at || to <= from) continue;
    if (from > at) parts.push({ text: text.slice(at, from), found: false });
    parts.push({ text: text.slice(from, to), found: true });
    at = to;
  }
  if (at < text.length) parts.push({ text: text.slice(at), found: false });
  return parts;
}

/** The line of a hit without its list mark or hashes, cut at its marks. */
export function excerptOf({ excerpt, marks }: Hit): { text: string; found: boolean }[] {
  const lead = /^(?:[-*+>]|\d+[.)]|#{1,6})\s+(?:\[[ xX]\]\s+)?/.exec(excerpt)?.[0].length ?? 0;
  return pieces(
    excerpt.slice(lead),
    marks.map(([from, to]) => [Math.max(0, from - lead), Math.max(0, to - lead)]),
  );
}

/** Freshness in shape, colour and word; `long` for the page's head. */
export function freshness(card: LibraryCard, long = false): { state: MarkState; word: string } {
  const days = card.daysSinceTested;
  const gaps = card.openGaps > 0;
  if (card.retired) return { state: 'skipped', word: 'retired' };
  if (card.draft) return { state: 'unchecked', word: long ? 'a draft, not signed' : 'draft' };
  if (days === null) return { state: 'missed', word: long ? 'never tested' : 'never' };
  const age = long ? (days === 0 ? 'tested today' : `tested ${days} d ago`) : `${days} d`;
  if (gaps) return { state: 'stale', word: long ? `${age}, ${gapsOpen(card.openGaps)}` : `${age}, gaps open` };
  if (card.lastRun?.ok === false) return { state: 'false', word: `${age}, failed` };
  return { state: days > STALE_DAYS ? 'overdue' : 'true', word: age };
}

function gapsOpen(count: number): string {
  return count === 1 ? '1 gap open' : `${count} gaps open`;
}

/** "4 findings", "clean"; suggestions that may be ignored do not count. */
export function findingsWord({ findings, unplaced }: LibraryCard): string {
  const count = findings.must + findings.should;
  if (count > 0) return count === 1 ? '1 finding' : `${count} findings`;
  return unplaced > 0 ? `${unplaced} not placed` : 'clean';
}

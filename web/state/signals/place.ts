/** Which panel stands in the watch column, and what of it: kept in the address bar, so that a refresh and a link bring it back. */
export const PANELS = [
  'charts',
  'dashboards',
  'logs',
  'traces',
  'map',
  'changes',
  'shop',
  'query',
  'catalogue',
] as const;
export type PanelId = (typeof PANELS)[number];

/** What a panel may keep in the address. All text: the panel reads numbers out of it. */
export const PLACE_KEYS = [
  /** A component's id; "all" where none is meant on purpose. */
  'of',
  'text',
  'level',
  /** Drill seconds, both or neither: a fixed window instead of the last minutes. */
  'from',
  'to',
  'trace',
  'journey',
  'failed',
  /** Milliseconds. */
  'slower',
  /** Which part of a panel with parts: "events", "customers", "patterns". */
  'view',
  /** A query's expression. */
  'expr',
  /** A page of the shop. */
  'page',
  /** The line, change or event that a link is about. */
  'item',
] as const;
export type PlaceKey = (typeof PLACE_KEYS)[number];

export type Place = { panel: PanelId } & Partial<Record<PlaceKey, string>>;

/** Reads a query string; null when it names no panel. Unknown words are left out: an old link still opens its panel. */
export function readPlace(search: string): Place | null {
  const query = new URLSearchParams(search);
  const panel = PANELS.find((id) => id === query.get('panel'));
  if (!panel) return null;
  const place: Place = { panel };
  for (const key of PLACE_KEYS) {
    const value = query.get(key);
    if (value) place[key] = value;
  }
  return place;
}

/** Whether the panel fills the work area. */
export function isLarge(search: string): boolean {
  return new URLSearchParams(search).has('large');
}

/** The query string of a place, with its leading "?". */
export function writePlace(place: Place, large = false): string {
  const query = new URLSearchParams({ panel: place.panel });
  for (const key of PLACE_KEYS) {
    const value = place[key];
    if (value) query.set(key, value);
  }
  if (large) query.set('large', '1');
  return `?${query.toString()}`;
}

/** The fixed window of a place, or the last `minutes` up to now; drill seconds. */
export function windowOf(place: Place, nowS: number, minutes: number): { fromS: number; toS: number; isLive: boolean } {
  const from = Number(place.from);
  const to = Number(place.to);
  if (place.from !== undefined && place.to !== undefined && to > from) return { fromS: from, toS: to, isLive: false };
  return { fromS: nowS - minutes * 60, toS: nowS, isLive: true };
}

/** What can be printed of a scenario. */
export const PRINTS = ['facilitator', 'participants', 'evaluator', 'events'] as const;
export type PrintKind = (typeof PRINTS)[number];

export interface PrintPlace {
  scenario: string;
  kind: PrintKind;
  variant: string | null;
  seed: string | null;
  /** A drill that is set up or played: its injects instead of the scenario's, and a way back. */
  drill: string | null;
}

/** `/print/:scenario/:kind?variant=&seed=&drill=`; null for every other address. */
export function readPrintPlace(path: string, search: string): PrintPlace | null {
  const [first, scenario, last, more] = path.split('/').filter(Boolean).map(decodeURIComponent);
  const kind = PRINTS.find((one) => one === last);
  if (first !== 'print' || !scenario || !kind || more !== undefined) return null;
  const query = new URLSearchParams(search);
  const value = (name: string) => query.get(name) || null;
  return { scenario, kind, variant: value('variant'), seed: value('seed'), drill: value('drill') };
}

export function printHref({ scenario, kind, ...rest }: PrintPlace): string {
  return `/print/${encodeURIComponent(scenario)}/${kind}${queryOf(rest)}`;
}

/** "?variant=…&seed=…", without what is not chosen; empty when nothing is. */
export function queryOf(values: Record<string, string | null>): string {
  const chosen = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== null);
  return chosen.length === 0 ? '' : `?${new URLSearchParams(chosen).toString()}`;
}

import { firstBreak } from '../../server/drill/hash.ts';
import type { AnyEntry } from '../../server/drill/entry.ts';

/** One command as its client saw it. `unknown`: sent, and no answer came before the server died. */
export interface Told {
  command: string;
  client: string;
  /** Counts this client's commands; each was sent after the answer to the one before. */
  nth: number;
  outcome: 'ok' | 'refused' | 'unknown';
}

/**
 * Compares what clients were told with the log. Returns sentences, none when all is well:
 * HISTORY-1 what was acknowledged is in the log · HISTORY-2 what was refused is not · HISTORY-3 nothing is there twice ·
 * HISTORY-4 numbers are dense and the chain is whole · HISTORY-5 each client's commands stand in the order it sent them ·
 * HISTORY-6 nothing is there that nobody sent.
 */
export function violations(told: readonly Told[], log: readonly AnyEntry[]): string[] {
  const places = new Map<string, number[]>();
  for (const entry of log)
    if (entry.command !== null) places.set(entry.command, [...(places.get(entry.command) ?? []), entry.seq]);
  return [
    ...told.flatMap((one) => outcomeTrouble(one, places.get(one.command) ?? [])),
    ...chainTrouble(log),
    ...orderTrouble(told, places),
    ...strangers(told, places),
  ];
}

function outcomeTrouble({ command, outcome }: Told, at: readonly number[]): string[] {
  if (at.length > 1) return [`HISTORY-3 ${command} stands ${at.length} times in the log, at ${at.join(' and ')}`];
  if (outcome === 'ok' && at.length === 0) return [`HISTORY-1 ${command} was acknowledged and is lost`];
  if (outcome === 'refused' && at.length > 0) return [`HISTORY-2 ${command} was refused and stands at ${at[0]}`];
  return [];
}

function chainTrouble(log: readonly AnyEntry[]): string[] {
  const broken = firstBreak(log);
  return broken ? [`HISTORY-4 entry ${broken.seq}: ${broken.reason}`] : [];
}

function orderTrouble(told: readonly Told[], places: ReadonlyMap<string, readonly number[]>): string[] {
  const found: string[] = [];
  const last = new Map<string, { nth: number; seq: number }>();
  for (const { client, nth, command } of [...told].sort((a, b) => a.nth - b.nth)) {
    const seq = places.get(command)?.[0];
    if (seq === undefined) continue;
    const before = last.get(client);
    if (before && before.seq > seq)
      found.push(
        `HISTORY-5 ${client} sent ${before.nth} before ${nth}, and the log has them at ${before.seq} and ${seq}`,
      );
    last.set(client, { nth, seq });
  }
  return found;
}

function strangers(told: readonly Told[], places: ReadonlyMap<string, readonly number[]>): string[] {
  const known = new Set(told.map(({ command }) => command));
  return [...places.keys()]
    .filter((command) => !known.has(command))
    .map((command) => `HISTORY-6 nobody sent ${command}`);
}

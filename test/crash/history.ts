import { firstBreak } from '../../server/drill/hash.ts';
import type { AnyEntry } from '../../server/drill/entry.ts';

/** One command as its client saw it. `unknown`: sent, and no answer came before the server died. */
export interface Told {
  command: string;
  drill: string;
  client: string;
  /** Counts this client's commands; each was sent after the answer to the one before. */
  nth: number;
  outcome: 'ok' | 'refused' | 'unknown';
}

/**
 * Compares what clients were told with the logs of all drills. Returns sentences, none when all is well:
 * HISTORY-1 what was acknowledged is in the log · HISTORY-2 what was refused is not · HISTORY-3 nothing is there twice ·
 * HISTORY-4 numbers are dense and the chain is whole · HISTORY-5 each client's commands stand in the order it sent them ·
 * HISTORY-6 nothing is there that nobody sent · HISTORY-7 a drill that was rewound has ended and has one branch, which
 * begins as it did · HISTORY-8 what a table decided was run once, line by line, and is followed by the next round.
 */
export function violations(told: readonly Told[], logs: readonly (readonly AnyEntry[])[]): string[] {
  const byDrill = new Map(logs.map((log) => [log[0]?.drill ?? '', log]));
  return logs.flatMap((log) => {
    const drill = log[0]?.drill ?? '';
    const from = byDrill.get(branchOf(log)?.drill ?? '');
    const own = from ? log.slice(sharedWith(from, log)) : log;
    const here = told.filter((one) => one.drill === drill);
    return [...ownTrouble(here, own), ...chainTrouble(log), ...familyTrouble(log, byDrill), ...tableTrouble(log)];
  });
}

function ownTrouble(told: readonly Told[], log: readonly AnyEntry[]): string[] {
  const places = new Map<string, number[]>();
  for (const entry of log)
    if (entry.command !== null) places.set(entry.command, [...(places.get(entry.command) ?? []), entry.seq]);
  return [
    ...told.flatMap((one) => outcomeTrouble(one, places.get(one.command) ?? [])),
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

function branchOf([first]: readonly AnyEntry[]) {
  return first?.kind === 'drill.created' ? first.payload.branchOf : undefined;
}

/** After its end people still take notes in a drill. */
function sharedWith(from: readonly AnyEntry[], branch: readonly AnyEntry[]): number {
  const end = from.find(({ kind }) => kind === 'drill.ended')?.seq ?? Infinity;
  const until = (branchOf(branch)?.atS ?? -1) * 1000;
  const shared = from.filter(({ seq, simMs }) => seq < end && simMs <= until);
  // A decision whose next round was opened after the cut is not run in the branch yet.
  const round = shared.findLastIndex(({ kind }) => kind === 'round.opened');
  const begun = shared.findIndex((entry, at) => at > round && (entry.kind === 'round.applied' || isTables(entry)));
  return begun < 0 ? shared.length : begun;
}

function isTables(entry: AnyEntry): entry is Extract<AnyEntry, { kind: 'command.ran' }> {
  return entry.kind === 'command.ran' && entry.payload.terminal === 'table';
}

function familyTrouble(log: readonly AnyEntry[], byDrill: ReadonlyMap<string, readonly AnyEntry[]>): string[] {
  const found: string[] = [];
  const drill = log[0]?.drill ?? '';
  const goneOn = continuedAs(log);
  if (goneOn !== undefined && branchOf(byDrill.get(goneOn) ?? [])?.drill !== drill)
    found.push(`HISTORY-7 ${drill} goes on in ${goneOn}, which is no branch of it`);
  const cut = branchOf(log);
  if (!cut) return found;
  const from = byDrill.get(cut.drill) ?? [];
  if (continuedAs(from) !== drill)
    found.push(`HISTORY-7 ${drill} is a branch of ${cut.drill}, which goes on in ${continuedAs(from) ?? 'no other'}`);
  const parted = from.slice(1, sharedWith(from, log)).findIndex((entry, i) => !isSame(entry, log[i + 1]));
  if (parted >= 0) found.push(`HISTORY-7 ${drill} differs from ${cut.drill} at entry ${parted + 2}, before they part`);
  return found;
}

function continuedAs(log: readonly AnyEntry[]): string | undefined {
  return log.flatMap((entry) => (entry.kind === 'drill.ended' ? [entry.payload.continuedAs?.drill] : [])).at(-1);
}

function isSame(one: AnyEntry, other: AnyEntry | undefined): boolean {
  const facts = ({ kind, simMs, seat, command, payload }: AnyEntry) =>
    JSON.stringify({ kind, simMs, seat, command, payload });
  return other !== undefined && facts(one) === facts(other);
}

/** Lines that a table's decision ran stand before the entry that says so, and the next round behind it. */
function tableTrouble(log: readonly AnyEntry[]): string[] {
  const found: string[] = [];
  let ran: string[] = [];
  let open: number | null = null;
  for (const entry of log) {
    if (isTables(entry)) ran.push(entry.payload.line);
    if (entry.kind === 'round.opened') open = null;
    if (entry.kind !== 'round.applied') continue;
    const wanted = entry.payload.lines.map(({ line }) => line);
    if (ran.join('\n') !== wanted.join('\n'))
      found.push(
        `HISTORY-8 round ${entry.payload.round} says that it ran ${wanted.length} lines, and ${ran.length} ran`,
      );
    [ran, open] = [[], entry.payload.round];
  }
  if (ran.length > 0) found.push(`HISTORY-8 ${ran.length} lines of a table belong to no round`);
  if (open !== null) found.push(`HISTORY-8 round ${open} was run, and no round follows`);
  return found;
}

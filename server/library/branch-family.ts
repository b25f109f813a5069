import type { AnyEntry } from '../drill/entry.ts';
import type { BranchPoint } from '../protocol/control.ts';
import type { FamilyMember } from '../report/branches.ts';
import type { LogStore } from '../store/log-store.ts';
import type { DebriefShelf } from './debrief-shelf.ts';

/** A family is a line: each drill that was rewound goes on in one other. */
const MAX_MEMBERS = 20;

interface Kin {
  drill: string;
  entries: readonly AnyEntry[];
}

export interface FamilyParts {
  store: Pick<LogStore, 'read'>;
  debriefs: Pick<DebriefShelf, 'branch'>;
}

/** All branches of a drill, oldest first, this one among them; none when it was never rewound. */
export async function branchFamily({ store, debriefs }: FamilyParts, own: Kin): Promise<FamilyMember[]> {
  const line = await lineOf(store, own);
  if (line.length < 2) return [];
  return Promise.all(
    line.map(async ({ drill, entries }, i) => {
      const before = line[i - 1];
      return {
        drill,
        from: before ? cutFrom(entries) : null,
        reason: before ? rewoundBecause(before.entries) : '',
        state: stateOf(entries),
        lastedS: Math.round((entries.at(-1)?.simMs ?? 0) / 1000),
        shared: before ? sharedWith(before.entries, entries) : 0,
        figures: await debriefs.branch(drill, entries),
      };
    }),
  );
}

/** How many entries at the beginning of a branch are those of the drill that it was cut out of; 0 for any other drill. */
export async function sharedEntries(store: Pick<LogStore, 'read'>, entries: readonly AnyEntry[]): Promise<number> {
  const from = cutFrom(entries);
  return from ? sharedWith(await store.read(from.drill), entries) : 0;
}

/** The beginning that both have: the first entry names its drill, those behind it are the same to the word. */
function sharedWith(before: readonly AnyEntry[], branch: readonly AnyEntry[]): number {
  const parted = branch.findIndex((entry, at) => at > 0 && !isSame(entry, before[at]));
  return parted < 0 ? branch.length : parted;
}

function isSame(one: AnyEntry, other: AnyEntry | undefined): boolean {
  const facts = ({ kind, simMs, seat, command, wallMs, payload }: AnyEntry) =>
    JSON.stringify([kind, simMs, seat, command, wallMs, payload]);
  return other !== undefined && facts(one) === facts(other);
}

/** Back to the first and on to the newest. */
async function lineOf(store: Pick<LogStore, 'read'>, own: Kin): Promise<Kin[]> {
  const line = [own];
  for (let up = cutFrom(own.entries); up && line.length < MAX_MEMBERS; up = cutFrom(line[0]!.entries)) {
    const entries = await store.read(up.drill);
    if (entries.length === 0) break;
    line.unshift({ drill: up.drill, entries });
  }
  for (let on = goneOn(own.entries); on && line.length < MAX_MEMBERS; on = goneOn(line.at(-1)!.entries)) {
    const entries = await store.read(on.drill);
    if (entries.length === 0) break;
    line.push({ drill: on.drill, entries });
  }
  return line;
}

export function cutFrom([first]: readonly AnyEntry[]): BranchPoint | null {
  return first?.kind === 'drill.created' ? (first.payload.branchOf ?? null) : null;
}

function goneOn(entries: readonly AnyEntry[]): BranchPoint | null {
  return endOf(entries)?.payload.continuedAs ?? null;
}

/** The facilitator's words: where it was rewound to stands in `from`. */
function rewoundBecause(entries: readonly AnyEntry[]): string {
  return (endOf(entries)?.payload.reason ?? '').replace(/^Rewound to [\d:]+(: |\.$)/, '');
}

function endOf(entries: readonly AnyEntry[]) {
  const ended = entries.findLast(({ kind }) => kind === 'drill.ended');
  return ended?.kind === 'drill.ended' ? ended : null;
}

function stateOf(entries: readonly AnyEntry[]): FamilyMember['state'] {
  for (const { kind } of entries.toReversed()) {
    if (kind === 'drill.ended') return 'ended';
    if (kind === 'drill.paused') return 'paused';
    if (kind === 'drill.resumed' || kind === 'drill.started') return 'running';
  }
  return 'lobby';
}

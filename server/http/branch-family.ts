import type { AnyEntry } from '../drill/entry.ts';
import type { BranchPoint } from '../protocol/control.ts';
import type { FamilyMember } from '../report/branches.ts';
import type { HttpParts } from './parts.ts';

/** A family is a line: each drill that was rewound goes on in one other. */
const MAX_MEMBERS = 20;

interface Kin {
  drill: string;
  entries: readonly AnyEntry[];
}

/** All branches of a drill, oldest first, this one among them; it alone when it was never rewound. */
export async function branchFamily(
  { store, desk, debriefs }: Pick<HttpParts, 'store' | 'desk' | 'debriefs'>,
  own: Kin,
): Promise<FamilyMember[]> {
  const line = await lineOf(store, own);
  if (line.length < 2) return [];
  return Promise.all(
    line.map(async ({ drill, entries }, i) => {
      const before = line[i - 1];
      const from = cutFrom(entries);
      const status = await desk.status(drill);
      return {
        drill,
        from: before ? from : null,
        reason: before ? rewoundBecause(before.entries) : '',
        state: status?.state ?? 'ended',
        lastedS: status?.atS ?? 0,
        shared: before && from ? before.entries.filter(({ simMs }) => simMs <= from.atS * 1000).length : 0,
        figures: await debriefs.branch(drill, entries),
      };
    }),
  );
}

/** Back to the first and on to the newest. */
async function lineOf(store: HttpParts['store'], own: Kin): Promise<Kin[]> {
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

function cutFrom([first]: readonly AnyEntry[]): BranchPoint | null {
  return first?.kind === 'drill.created' ? (first.payload.branchOf ?? null) : null;
}

function goneOn(entries: readonly AnyEntry[]): BranchPoint | null {
  const ended = endOf(entries);
  return ended?.payload.continuedAs ?? null;
}

/** The facilitator's words: where it was rewound to stands in `from`. */
function rewoundBecause(entries: readonly AnyEntry[]): string {
  return (endOf(entries)?.payload.reason ?? '').replace(/^Rewound to [\d:]+(: |\.$)/, '');
}

function endOf(entries: readonly AnyEntry[]) {
  const ended = entries.findLast(({ kind }) => kind === 'drill.ended');
  return ended?.kind === 'drill.ended' ? ended : null;
}

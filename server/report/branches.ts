import { clockWords } from '../drill/words.ts';
import type { BranchPoint, ComparedChart } from '../protocol/control.ts';
import type { BranchReport, Debrief } from '../protocol/http.ts';
import type { BranchFigures } from './branch.ts';

/** One drill of a family: the first, or one that was cut out of the one before it. */
export interface FamilyMember {
  drill: string;
  from: BranchPoint | null;
  /** Why the one before was rewound. */
  reason: string;
  state: BranchReport['state'];
  lastedS: number;
  /** Entries at its beginning that are those of the drill before. */
  shared: number;
  /** Null when its world is not to be had any more. */
  figures: BranchFigures | null;
}

/** A chart draws no more points of a line than it has pixels. */
const MAX_POINTS = 300;

/** The debrief with all branches of its drill side by side, oldest first; unchanged for a drill that has none. */
export function withBranches(debrief: Debrief, family: readonly FamilyMember[]): Debrief {
  if (family.length < 2) return debrief;
  return { ...debrief, branches: family.map(reportOf), branchChart: chartOf(family) };
}

function reportOf({ drill, from, reason, state, lastedS, shared, figures }: FamilyMember): BranchReport {
  return {
    drill,
    from,
    reason,
    state,
    lastedS,
    mitigatedAtS: figures?.mitigatedAtS ?? null,
    userMinutesLost: figures?.userMinutesLost ?? 0,
    decisions: (figures?.decisions ?? []).filter(({ seq }) => seq > shared).map(({ atS, text }) => ({ atS, text })),
  };
}

/** Failed attempts since the start, on one axis: where the branches parted their lines do. */
function chartOf(family: readonly FamilyMember[]): ComparedChart | null {
  const drawn = family.flatMap(({ figures, ...member }, i) =>
    figures && figures.failed.times.length > 0
      ? [{ label: labelOf(member, i), failed: new Map(zip(figures.failed.times, figures.failed.values)) }]
      : [],
  );
  if (drawn.length < 2) return null;
  const all = [...new Set(drawn.flatMap(({ failed }) => [...failed.keys()]))].sort((a, b) => a - b);
  const every = Math.ceil(all.length / MAX_POINTS);
  const times = all.filter((_, i) => i % every === 0 || i === all.length - 1);
  return {
    title: 'Failed requests so far',
    unit: 'count',
    bound: null,
    boundLabel: '',
    times,
    lines: drawn.map(({ label, failed }) => ({ label, values: times.map((atS) => failed.get(atS) ?? null) })),
  };
}

function labelOf({ from }: Pick<FamilyMember, 'from'>, index: number): string {
  return from === null ? branchName(index) : `${branchName(index)}, from ${clockWords(from.atS)}`;
}

/** What a branch is called beside the others, from 0. */
export function branchName(index: number): string {
  return index === 0 ? 'First time' : `Branch ${index}`;
}

function zip(times: readonly number[], values: readonly number[]): [number, number][] {
  return times.map((atS, i) => [atS, values[i]!]);
}

import type { BranchReport } from '../../server/protocol/http.ts';
import { clock, duration, number } from '../kit/format.ts';

export interface BranchRow {
  drill: string;
  /** As the chart calls it: "First time", "Branch 1" … */
  name: string;
  /** Where it left the one before, and why. */
  from: string;
  mitigated: string;
  lost: string;
  lasted: string;
  decisions: { at: string; text: string }[];
  here: boolean;
  running: boolean;
  /** Fewer user-minutes were lost than in any other branch; false while two share the best. */
  best: boolean;
}

/** All branches of one drill as rows; `here` is the drill whose debrief this is. */
export function branchRows(branches: readonly BranchReport[], here: string): BranchRow[] {
  const losses = branches.map(({ userMinutesLost }) => userMinutesLost);
  const least = Math.min(...losses);
  const alone = losses.filter((loss) => loss === least).length === 1;
  const names = new Map(branches.map(({ drill }, index) => [drill, branchName(index)]));
  return branches.map((branch, index) => ({
    drill: branch.drill,
    name: branchName(index),
    from: branch.from
      ? leftWords(names.get(branch.from.drill) ?? 'another drill', branch.from.atS, branch.reason)
      : 'from the start',
    mitigated: branch.mitigatedAtS === null ? 'not mitigated' : clock(branch.mitigatedAtS),
    lost: number(branch.userMinutesLost),
    lasted: duration(branch.lastedS),
    decisions: branch.decisions.map(({ atS, text }) => ({ at: clock(atS), text })),
    here: branch.drill === here,
    running: branch.state === 'running' || branch.state === 'paused',
    best: alone && branch.userMinutesLost === least,
  }));
}

function branchName(index: number): string {
  return index === 0 ? 'First time' : `Branch ${index}`;
}

/** The reason begins with the time already where the drill's own sentence is kept. */
function leftWords(before: string, atS: number, reason: string): string {
  const why = reason.replace(/^Rewound to [\d:]+[.:]?\s*/, '');
  return `left “${before}” at ${clock(atS)}${why ? `: ${why}` : ''}`;
}

import type { BranchReport } from '../../server/protocol/http.ts';
import { clock, duration, number } from '../kit/format.ts';

export interface BranchRow {
  drill: string;
  /** "First way", "Second way" … */
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

const ORDINALS = ['First', 'Second', 'Third', 'Fourth', 'Fifth', 'Sixth', 'Seventh', 'Eighth'];

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
      ? `left ${(names.get(branch.from.drill) ?? 'another').toLowerCase()} at ${clock(branch.from.atS)}${branch.reason ? `: ${branch.reason}` : ''}`
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

export function branchName(index: number): string {
  return `${ORDINALS[index] ?? `${index + 1}.`} way`;
}

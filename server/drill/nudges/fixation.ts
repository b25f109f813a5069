import { actionTarget, type Action } from '../../engine/input.ts';
import type { NudgeView } from '../../protocol/control.ts';
import type { Session } from '../session.ts';
import { wallWords } from '../words.ts';
import { nudge, type Pattern } from './nudge.ts';

export const FIXATION: Pattern = {
  id: 'fixation-tunnel',
  name: 'Fixation tunnel',
  ask: { persona: 'Duty manager', text: 'For my notes: what have we seen since the last change, and what would tell us that we are wrong?' },
}; // prettier-ignore

const REPEATED_ACTIONS = 3;

/** PATTERN-2: stretches of three or more actions in a row on one component. */
export function repeatedActions<T extends { action: Action }>(taken: readonly T[]): T[][] {
  const stretches: T[][] = [];
  for (const one of taken) {
    const last = stretches.at(-1);
    if (last?.[0] && actionTarget(last[0].action) === actionTarget(one.action)) last.push(one);
    else stretches.push([one]);
  }
  return stretches.filter(({ length }) => length >= REPEATED_ACTIONS);
}

export function fixation(session: Session): NudgeView | null {
  const { acted, response, scenario } = session;
  const { brokenAtS } = response;
  if (brokenAtS === null) return null;
  const inside = acted.filter(({ atS }) => atS >= brokenAtS);
  const run = repeatedActions(inside).at(-1);
  if (!run || run.at(-1) !== inside.at(-1)) return null;
  const [first, third] = [run[0]!, run[REPEATED_ACTIONS - 1]!];
  const from = wallWords(scenario.world.startsAtMs, first.atS);
  return nudge(session, FIXATION, {
    sinceS: first.atS,
    holdsFromS: third.atS,
    sentence: `${run.length} actions in a row on ${actionTarget(first.action)} since ${from}, while the service stays out of bound and nothing else is tried.`,
  });
}

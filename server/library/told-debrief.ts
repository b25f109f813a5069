import type { AnyEntry } from '../drill/entry.ts';
import type { Debrief } from '../protocol/http.ts';
import { withBranches } from '../report/branches.ts';
import type { LibraryStore } from '../store/library-store.ts';
import { branchFamily, type FamilyParts } from './branch-family.ts';
import type { DebriefShelf } from './debrief-shelf.ts';
import { withDecisions } from './decided-gaps.ts';
import { readStates } from './runbook-history.ts';

interface ToldParts extends FamilyParts {
  store: FamilyParts['store'] & Pick<LibraryStore, 'gapStates'>;
  debriefs: Pick<DebriefShelf, 'debrief' | 'branch'>;
}

/**
 * A drill's debrief as people read it, on a page, as a file or on the command line: beside the other branches of its
 * drill, its gaps with what was decided about them. Null where there is none to be had (`DebriefShelf.debrief`).
 */
export async function toldDebrief(
  parts: ToldParts,
  drill: string,
  entries: readonly AnyEntry[],
): Promise<Debrief | null> {
  const debrief = await parts.debriefs.debrief(drill, entries);
  if (!debrief) return null;
  const states = Object.fromEntries(readStates(await parts.store.gapStates(drill)));
  return withDecisions(withBranches(debrief, await branchFamily(parts, { drill, entries })), states, entries);
}

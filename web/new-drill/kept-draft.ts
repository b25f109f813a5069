import type { NewDrill, SavedSetup } from '../../server/protocol/set-up.ts';

const KEY = 'drillbook.set-up';

export interface KeptDraft {
  setup: NewDrill;
  savedMs: number;
}

/** This browser's copy, for when the server cannot be reached. */
export function keepHere(setup: NewDrill, savedMs: number): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ setup, savedMs } satisfies KeptDraft));
  } catch {
    // A full or forbidden storage: the server's copy is the one that counts.
  }
}

export function keptHere(): KeptDraft | null {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? 'null') as KeptDraft | null;
    return kept !== null && typeof kept.setup?.scenario === 'string' ? kept : null;
  } catch {
    return null;
  }
}

export function forgetHere(): void {
  localStorage.removeItem(KEY);
}

/** The newer of the two copies. */
export function newerDraft(here: KeptDraft | null, saved: readonly SavedSetup[]): KeptDraft | null {
  const there = saved.find(({ kind }) => kind === 'draft') ?? null;
  if (!here || !there) return here ?? there;
  return here.savedMs > there.savedMs ? here : there;
}

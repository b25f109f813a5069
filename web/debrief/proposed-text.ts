import { applyPatch, createPatch } from 'diff';
import type { GapView } from '../../server/protocol/http.ts';

/** The page with the gap's proposal applied; null when there is none or its lines are not there any more. */
export function proposedText(text: string, { proposal }: Pick<GapView, 'proposal'>): string | null {
  if (proposal === null) return null;
  try {
    const edited = applyPatch(text, proposal, { fuzzFactor: 1, autoConvertLineEndings: true });
    // Of a hunk that says nothing the library makes an empty page.
    return edited === false || edited === text || edited === '' ? null : edited;
  } catch {
    // A proposal that is no diff at all can still be read beside the page.
    return null;
  }
}

/** How long a diff may take while somebody types. */
const PATIENCE_MS = 150;

/** What an edit changes, as a unified diff; empty when nothing, null when it is too much to compare while one types. */
export function changesOf(file: string, before: string, after: string): string | null {
  if (before === after) return '';
  const patch = createPatch(file, before, after, '', '', { context: 2, timeout: PATIENCE_MS });
  return patch === undefined ? null : patch.replace(/^(Index: .*\n)?=+\n/, '');
}

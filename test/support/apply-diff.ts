import { applyPatch } from 'diff';

/** Applies a unified diff strictly: every context and removed line must be where the hunk says. */
export function applyDiff(source: string, diff: string): string {
  const text = applyPatch(source, diff, { fuzzFactor: 0 });
  if (text === false || text === source) throw new Error(`does not apply:\n${diff}`);
  return text;
}

import type { ImportedFile } from '../protocol/library.ts';
import type { Runbook } from '../runbook/runbook.ts';

/**
 * Parts of a page that have no place in a runbook, and names in its head that mean nothing to us, each with its lines: they
 * are kept where they stand, and shown for a person to judge.
 */
export function unplacedParts({ other, facts }: Runbook): ImportedFile['unplaced'] {
  const parts = other
    .filter(({ heading, part }) => heading !== '' && (part ?? null) === null)
    .map(({ heading, markdown, line, endLine }) => ({
      heading,
      line,
      endLine: endLine ?? line + markdown.split(/\r?\n/).length,
    }));
  const names = (facts?.unread ?? []).map(({ name, line }) => ({ heading: `${name}:`, line, endLine: line }));
  return [...names, ...parts];
}

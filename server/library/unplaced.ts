import type { ImportedFile } from '../protocol/library.ts';
import type { Runbook } from '../runbook/runbook.ts';

/** Parts of a page that have no place in a runbook: they are kept where they stand, and shown for a person to judge. */
export function unplacedParts({ other }: Runbook): ImportedFile['unplaced'] {
  return other
    .filter(({ heading }) => heading !== '')
    .map(({ heading, markdown, line }) => ({ heading, line, endLine: line + markdown.split('\n').length }));
}

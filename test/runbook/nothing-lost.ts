import type { Runbook } from '../../server/runbook/runbook.ts';

/** Lines that hold something and lie in no part, or in two, as "3: in 2 parts". A line is blank as Markdown sees it. */
export function strayLines({ source, facts }: Runbook): string[] {
  const lines = source.replace(/^\uFEFF/, '').split(/\r\n?|\n/);
  return lines.flatMap((text, at) => {
    if (/^[ \t]*$/.test(text)) return [];
    const line = at + 1;
    const parts = (facts?.layout ?? []).filter((span) => span.line <= line && line <= span.endLine).length;
    return parts === 1 ? [] : [`${line}: in ${parts} parts: ${text}`];
  });
}

/** Every word that a person or a machine gets to see of a runbook, its source aside. */
export function partsText(runbook: Runbook): string {
  const { source: _source, hash: _hash, facts, ...parts } = runbook;
  const headLines = (facts?.layout ?? [])
    .filter(({ part }) => part === 'head' || part === 'title')
    .map(({ line, endLine }) => runbook.source.split(/\r\n?|\n/).slice(line - 1, endLine));
  return JSON.stringify([parts, facts, headLines]);
}

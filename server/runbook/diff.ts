import { structuredPatch } from 'diff';

const CONTEXT = 3;

/** A unified diff that `patch` takes, from one text of a page to another; `context` unchanged lines around each change. */
export function diffOf(file: string, before: string, after: string, context = CONTEXT): string {
  const { hunks } = structuredPatch(file, file, before, after, undefined, undefined, { context });
  return [
    `--- a/${file}`,
    `+++ b/${file}`,
    ...hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      `@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@`,
      ...lines,
    ]),
  ].join('\n');
}

/** An empty side counts from the line before, as diff does. */
function range(from: number, count: number): string {
  return `${count === 0 ? from - 1 : from},${count}`;
}

/** Replaces `remove` lines from line `at` (1-based) by `insert`; with `remove` 0 the text goes before line `at`. */
interface LineEdit {
  at: number;
  remove: number;
  insert: string[];
}

const CONTEXT = 3;

/** One hunk of a unified diff that `patch` takes, for a file with `source`; `context` unchanged lines on either side. */
export function unifiedDiff(file: string, source: string, edit: LineEdit, context = CONTEXT): string {
  const lines = source.split('\n').map((line) => line.replace(/\r$/, ''));
  if (lines.at(-1) === '') lines.pop();
  const start = Math.min(Math.max(edit.at, 1), lines.length + 1) - 1;
  const end = Math.min(start + edit.remove, lines.length);
  const before = lines.slice(Math.max(0, start - context), start);
  const after = lines.slice(end, end + context);
  const oldCount = before.length + (end - start) + after.length;
  const newCount = before.length + edit.insert.length + after.length;
  const from = start - before.length + 1;
  return [
    `--- a/${file}`,
    `+++ b/${file}`,
    `@@ -${range(from, oldCount)} +${range(from, newCount)} @@`,
    ...before.map((line) => ` ${line}`),
    ...lines.slice(start, end).map((line) => `-${line}`),
    ...edit.insert.map((line) => `+${line}`),
    ...after.map((line) => ` ${line}`),
  ].join('\n');
}

/** An empty side counts from the line before, as diff does. */
function range(from: number, count: number): string {
  return `${count === 0 ? from - 1 : from},${count}`;
}

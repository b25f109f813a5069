/** `remove` lines from line `at` (1-based) become `insert`; with `remove` 0 the text goes before line `at`. */
export interface TextEdit {
  at: number;
  remove: number;
  insert: readonly string[];
}

/** The text after the edit. Its line ends stay what they are, and so does everything else. */
export function editedText(text: string, { at, remove, insert }: TextEdit): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  // Each line keeps its own end, so that untouched lines stay as they are to the byte.
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const start = Math.min(Math.max(at, 1), lines.length + 1) - 1;
  const before = lines.slice(0, start);
  const last = before.at(-1);
  if (insert.length > 0 && last !== undefined && !last.endsWith('\n')) before[before.length - 1] = last + end;
  const after = lines.slice(start + remove);
  const into = insert.map((line, i) => (i === insert.length - 1 && after.length === 0 && !text.endsWith('\n') ? line : line + end)); // prettier-ignore
  return [...before, ...into, ...after].join('');
}

/** The edit as a unified diff without file headers, with some lines of the text around it. */
export function editPatch(text: string, { at, remove, insert }: TextEdit, context = 2): string {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  const start = Math.min(Math.max(at, 1), lines.length + 1) - 1;
  const end = Math.min(start + remove, lines.length);
  return [
    ...lines.slice(Math.max(0, start - context), start).map((line) => ` ${line}`),
    ...lines.slice(start, end).map((line) => `-${line}`),
    ...insert.map((line) => `+${line}`),
    ...lines.slice(end, end + context).map((line) => ` ${line}`),
  ].join('\n');
}

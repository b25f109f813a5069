/**
 * The `name = value` lines of a TOML head: strings, numbers, dates, booleans and lists of them on one or more lines. What
 * stands below a `[table]` heading, and what cannot be read, is left out; the page keeps it.
 */
export function readToml(toml: string): [name: string, value: unknown][] {
  const pairs: [string, unknown][] = [];
  const lines = toml.split(/\r?\n/);
  for (let i = 0; i < lines.length; i++) {
    if (/^\s*\[/.test(lines[i]!)) break;
    const match = /^\s*["']?([\p{L}\p{N}_ -]{1,60}?)["']?\s*=\s*(\S.*)$/u.exec(lines[i]!);
    if (!match) continue;
    let value = match[2]!.trim();
    while (value.startsWith('[') && !/\]\s*(?:#.*)?$/.test(value) && i + 1 < lines.length)
      value += ` ${lines[++i]!.trim()}`;
    pairs.push([match[1]!.trim(), valueOf(value)]);
  }
  return pairs;
}

function valueOf(text: string): unknown {
  if (!text.startsWith('[')) return scalarOf(text);
  const inner = text.slice(1, text.lastIndexOf(']'));
  return (inner.match(/"(?:[^"\\]|\\.)*"|'[^']*'|[^,\s]+/g) ?? []).map(scalarOf);
}

function scalarOf(text: string): string {
  const quoted = /^"((?:[^"\\]|\\.)*)"|^'([^']*)'/.exec(text);
  if (quoted) return (quoted[1] ?? quoted[2] ?? '').replace(/\\(["\\])/g, '$1');
  return text.replace(/\s#.*$/, '').trim();
}

import { PromqlProblem } from './ast.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', "'": "'", '"': '"',
}; // prettier-ignore

/** The text of a quoted PromQL string: Go's escapes in "…" and '…', none in `…`. `at` is where it begins, for the error. */
export function unquote(quoted: string, at: number): string {
  const quote = quoted[0]!;
  const isClosed = quoted.length >= 2 && quoted.endsWith(quote);
  if (!isClosed) throw new PromqlProblem('unterminated quoted string', at);
  const inner = quoted.slice(1, -1);
  if (quote === '`') return inner;
  return inner.replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.)/gs, (whole, body: string) => {
    const known = ESCAPES[body];
    if (known !== undefined) return known;
    const code =
      body.length === 1 ? Number.NaN : Number.parseInt(body.replace(/^[xuU]/, ''), /^[0-7]/.test(body) ? 8 : 16);
    if (Number.isNaN(code) || code > 0x10ffff) throw new PromqlProblem(`unknown escape sequence "${whole}"`, at);
    return String.fromCodePoint(code);
  });
}

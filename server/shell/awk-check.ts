/**
 * Finds `x ~ "a" b` in an awk program: real awk concatenates before it matches, the library does not and then matches
 * everything. Returns the offending piece, or undefined.
 */
export function misreadMatch(program: string): string | undefined {
  const tokens = tokenize(program);
  for (const [at, token] of tokens.entries()) {
    if (token.text !== '~' && token.text !== '!~') continue;
    const end = endOfOperand(tokens, at + 1);
    const next = tokens[end];
    if (end > at + 1 && next && startsOperand(next)) return program.slice(token.at, next.at + next.text.length);
  }
  return undefined;
}

interface Token {
  kind: 'string' | 'regex' | 'number' | 'name' | 'newline' | 'sign';
  text: string;
  at: number;
}

/** A slash starts a regular expression where an operand may stand, and divides elsewhere. */
function tokenize(program: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < program.length) {
    const rest = program.slice(at);
    const last = tokens.at(-1);
    const divides =
      last !== undefined &&
      (last.kind === 'name' ||
        last.kind === 'number' ||
        last.kind === 'string' ||
        last.text === ')' ||
        last.text === ']');
    const match =
      /^(?<blank>[ \t\r]+|#[^\n]*|\\\n)/.exec(rest) ??
      /^(?<string>"(?:[^"\\\n]|\\.)*"?)/.exec(rest) ??
      (divides ? null : /^(?<regex>\/(?:[^/\\\n]|\\.)*\/?)/.exec(rest)) ??
      /^(?<number>\d+(?:\.\d+)?)/.exec(rest) ??
      /^(?<name>[A-Za-z_]\w*)/.exec(rest) ??
      /^(?<newline>[\n;])/.exec(rest) ??
      /^(?<sign>!~|&&|\|\||[<>=!+\-*/%^]=|\+\+|--|[\s\S])/.exec(rest);
    const [kind, text] = Object.entries(match!.groups!).find(([, value]) => value !== undefined)!;
    if (kind !== 'blank') tokens.push({ kind: kind as Token['kind'], text: text!, at });
    at += text!.length;
  }
  return tokens;
}

function startsOperand(token: Token): boolean {
  if (token.kind === 'name') return token.text !== 'in';
  return ['string', 'number', 'regex'].includes(token.kind) || token.text === '$' || token.text === '(';
}

/** The token after one operand: a literal, `$n`, a name with its index or arguments, or parentheses. */
function endOfOperand(tokens: readonly Token[], start: number): number {
  let at = start;
  while (tokens[at]?.text === '$' || tokens[at]?.text === '!' || tokens[at]?.text === '-') at++;
  const token = tokens[at];
  if (!token) return at;
  if (token.text === '(') return afterClosing(tokens, at);
  if (!['string', 'regex', 'number', 'name'].includes(token.kind)) return start;
  const next = tokens[at + 1];
  const touches = next !== undefined && next.at === token.at + token.text.length;
  if (token.kind === 'name' && (next?.text === '[' || (next?.text === '(' && touches)))
    return afterClosing(tokens, at + 1);
  return at + 1;
}

function afterClosing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    if ('(['.includes(tokens[at]!.text)) depth++;
    if (')]'.includes(tokens[at]!.text) && --depth === 0) return at + 1;
  }
  return tokens.length;
}

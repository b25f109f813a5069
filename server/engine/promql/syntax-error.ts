import type { SyntaxNode } from '@lezer/common';
import { AGGREGATIONS, PromqlProblem } from './ast.ts';
import { signatureOf } from './signatures.ts';

/**
 * The grammar recovers from errors by inventing nodes: finds the first invention and names what is
 * wrong, roughly in Prometheus' words. Null when the text is well formed.
 */
export function findSyntaxError(text: string, root: SyntaxNode): PromqlProblem | null {
  const unknown = unknownFunction(text);
  const at = firstErrorAt(root);
  if (at === null) return null;
  if (unknown) return unknown;
  const open = firstUnclosed(text);
  if (open) return open;
  const rest = text.slice(at).trimStart();
  if (rest === '') return new PromqlProblem('unexpected end of input', text.length);
  const token = /^(?:[A-Za-z_:][\w:]*|[\d.]+\w*|[=!<>~]+|"[^"]*"|'[^']*'|.)/s.exec(rest)![0];
  const kind = /^[A-Za-z_:]/.test(token) ? 'identifier ' : /^[\d.]/.test(token) ? 'number ' : '';
  return new PromqlProblem(`unexpected ${kind}"${token.replaceAll('"', '')}"`, text.length - rest.length);
}

function firstErrorAt(root: SyntaxNode): number | null {
  let at: number | null = null;
  root.cursor().iterate((node) => {
    if (node.type.isError && (at === null || node.from < at)) at = node.from;
  });
  return at;
}

/** `foo(up)`: the grammar only knows function names, so to it an unknown one is a stray word. */
function unknownFunction(text: string): PromqlProblem | null {
  const keywords: readonly string[] = [
    ...AGGREGATIONS, 'by', 'without', 'on', 'ignoring', 'group_left', 'group_right', 'and', 'or', 'unless', 'bool', 'offset',
    'start', 'end',
  ]; // prettier-ignore
  for (const call of blankStrings(text).matchAll(/([A-Za-z_:][\w:]*)\s*\(/g)) {
    const name = call[1]!;
    if (keywords.includes(name.toLowerCase()) || signatureOf(name)) continue;
    if (/\b(?:by|without|on|ignoring|group_left|group_right)\s*\(?\s*$/i.test(text.slice(0, call.index))) continue;
    return new PromqlProblem(`unknown function with name "${name}"`, call.index);
  }
  return null;
}

const CLOSERS: Record<string, { opener: string; name: string }> = {
  ')': { opener: '(', name: 'parenthesis' },
  ']': { opener: '[', name: 'bracket' },
  '}': { opener: '{', name: 'brace' },
};

function firstUnclosed(text: string): PromqlProblem | null {
  const bare = blankStrings(text);
  const quote = /["'`]/.exec(bare);
  if (quote) return new PromqlProblem('unterminated quoted string', quote.index);
  const open: { char: string; at: number }[] = [];
  for (let i = 0; i < bare.length; i++) {
    const char = bare[i]!;
    const closer = CLOSERS[char];
    if ('([{'.includes(char)) open.push({ char, at: i });
    else if (closer && open.pop()?.char !== closer.opener) {
      return new PromqlProblem(`unexpected right ${closer.name} '${char}'`, i);
    }
  }
  const last = open.at(-1);
  if (!last) return null;
  const name = Object.values(CLOSERS).find((closer) => closer.opener === last.char)!.name;
  return new PromqlProblem(`unclosed left ${name}`, last.at);
}

/** Complete string literals and comments as spaces, so that what is inside them is not taken for syntax. */
function blankStrings(text: string): string {
  return text.replace(/"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`[^`]*`|#[^\n]*/g, (literal) =>
    ' '.repeat(literal.length),
  );
}

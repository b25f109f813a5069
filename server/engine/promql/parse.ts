import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import type { Expr, ValueType } from './ast.ts';
import { PromqlProblem } from './ast.ts';
import { checkTypes } from './check.ts';
import { readExpression } from './read-expression.ts';
import { findSyntaxError } from './syntax-error.ts';

export type Parsed =
  { ok: true; expr: Expr; type: ValueType } | { ok: false; message: string; at: { line: number; column: number } };

/** Longest query and deepest nesting accepted: people type queries into a shared server. */
const MAX_TEXT = 4_000;
const MAX_DEPTH = 60;

/**
 * Parses and type-checks a query of the subset in docs/promql.md. A refusal carries Prometheus' words
 * where Prometheus has them, and the place, counted from 1.
 */
export function parsePromql(text: string): Parsed {
  try {
    if (text.replace(/#.*/g, '').trim() === '') throw new PromqlProblem('no expression found in input', 0);
    if (text.length > MAX_TEXT) throw new PromqlProblem(`query is longer than ${MAX_TEXT} characters`, MAX_TEXT);
    refuseDeepNesting(text);
    const root = parser.parse(text).topNode;
    const error = findSyntaxError(text, root);
    if (error) throw error;
    const expr = readExpression(text, onlyChild(root));
    return { ok: true, expr, type: checkTypes(expr) };
  } catch (problem) {
    if (!(problem instanceof PromqlProblem)) throw problem;
    return { ok: false, message: problem.message, at: placeOf(text, problem.at) };
  }
}

/** Line and column, from 1, of an offset in a text. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

function onlyChild(root: SyntaxNode): SyntaxNode {
  const child = root.firstChild;
  if (!child) throw new PromqlProblem('no expression found in input', 0);
  return child;
}

function refuseDeepNesting(text: string): void {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if ('([{'.includes(text[i]!)) depth++;
    else if (')]}'.includes(text[i]!)) depth--;
    if (depth > MAX_DEPTH) throw new PromqlProblem(`query nests deeper than ${MAX_DEPTH}`, i);
  }
}

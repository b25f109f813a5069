import type { SyntaxNode } from '@lezer/common';
import type { Expr, Timing } from './ast.ts';
import { PromqlProblem } from './ast.ts';
import { parseDuration } from './duration.ts';

/** `offset`, `@`, `[range]` or `[range:step]` put on the operand right before it. */
export function applyPostfix(text: string, expr: Expr, node: SyntaxNode): Expr {
  switch (node.name) {
    case 'OffsetExpr':
      return withOffset(expr, readOffset(text, node.getChild('OffsetDurationExpr')!), node);
    case 'StepInvariantExpr':
      return withPin(expr, readPin(text, node), node);
    case 'MatrixSelector':
      return withRange(
        expr,
        readDuration(text, node.getChild('DurationExpr')!),
        text.indexOf('[', node.firstChild!.to),
      );
    default: {
      const [range, step] = node.getChildren('DurationExpr');
      const stepS = step ? readDuration(text, step) : null;
      const timing: Timing = { offsetS: 0, pinned: null };
      return { kind: 'subquery', at: expr.at, expr, rangeS: readDuration(text, range!), stepS, timing };
    }
  }
}

function withOffset(expr: Expr, offsetS: number, node: SyntaxNode): Expr {
  const timing = timingOf(expr);
  if (!timing) {
    throw new PromqlProblem(
      'offset modifier must be preceded by an instant vector selector or range vector selector or a subquery',
      node.from,
    );
  }
  if (timing.offsetS !== 0) throw new PromqlProblem('offset may not be set multiple times', node.from);
  return withTiming(expr, { ...timing, offsetS });
}

function withPin(expr: Expr, pinned: number | 'start' | 'end', node: SyntaxNode): Expr {
  const timing = timingOf(expr);
  if (!timing) {
    throw new PromqlProblem(
      '@ modifier must be preceded by an instant vector selector or range vector selector or a subquery',
      node.from,
    );
  }
  if (timing.pinned !== null) throw new PromqlProblem('@ <timestamp> may not be set multiple times', node.from);
  return withTiming(expr, { ...timing, pinned });
}

function withRange(expr: Expr, rangeS: number, at: number): Expr {
  if (expr.kind !== 'vector') throw new PromqlProblem('ranges only allowed for vector selectors', at);
  if (expr.timing.offsetS !== 0) throw new PromqlProblem('no offset modifiers allowed before range', at);
  if (expr.timing.pinned !== null) throw new PromqlProblem('no @ modifiers allowed before range', at);
  return { kind: 'matrix', at: expr.at, selector: expr, rangeS };
}

function timingOf(expr: Expr): Timing | null {
  if (expr.kind === 'vector' || expr.kind === 'subquery') return expr.timing;
  return expr.kind === 'matrix' ? expr.selector.timing : null;
}

function withTiming(expr: Expr, timing: Timing): Expr {
  if (expr.kind === 'matrix') return { ...expr, selector: { ...expr.selector, timing } };
  return expr.kind === 'vector' || expr.kind === 'subquery' ? { ...expr, timing } : expr;
}

function readOffset(text: string, node: SyntaxNode): number {
  const match = /^([+-]?)\s*(.*)$/s.exec(text.slice(node.from, node.to))!;
  const seconds = parseDuration(match[2]!);
  if (seconds === null) throw new PromqlProblem(`not a valid duration string: "${match[2]}"`, node.from);
  return match[1] === '-' ? -seconds : seconds;
}

function readDuration(text: string, node: SyntaxNode): number {
  const written = text.slice(node.from, node.to);
  if (/^[\d.]+$/.test(written)) throw new PromqlProblem('missing unit character in duration', node.from);
  const seconds = parseDuration(written);
  if (seconds === null) throw new PromqlProblem(`not a valid duration string: "${written}"`, node.from);
  if (seconds <= 0) throw new PromqlProblem('duration must be greater than 0', node.from);
  return seconds;
}

function readPin(text: string, node: SyntaxNode): number | 'start' | 'end' {
  const named = node.getChild('AtModifierPreprocessors');
  if (named) return named.getChild('AtStart') ? 'start' : 'end';
  const literal = node.getChild('NumberDurationLiteral')!;
  const seconds = Number(text.slice(literal.from, literal.to));
  if (!Number.isFinite(seconds)) throw new PromqlProblem('timestamp out of bounds for @ modifier', literal.from);
  return seconds;
}

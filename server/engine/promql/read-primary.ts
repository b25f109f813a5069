import type { SyntaxNode } from '@lezer/common';
import type { Matcher, MatchOp } from '../telemetry/matcher.ts';
import type { Aggregate, AggregateOp, Expr, VectorSelector } from './ast.ts';
import { AGGREGATIONS, PromqlProblem } from './ast.ts';
import { signatureOf } from './signatures.ts';
import { parseDuration } from './duration.ts';
import { notInSubset, readLabels } from './subset.ts';
import { unquote } from './unquote.ts';

type ReadExpression = (text: string, node: SyntaxNode) => Expr;

/** An operand without its signs and modifiers. Only the nodes named here are let through. */
export function readPrimary(text: string, node: SyntaxNode, read: ReadExpression): Expr {
  switch (node.name) {
    case 'NumberDurationLiteral':
      return { kind: 'number', at: node.from, value: readNumber(text, node) };
    case 'StringLiteral':
      return { kind: 'string', at: node.from, value: unquote(text.slice(node.from, node.to), node.from) };
    case 'ParenExpr':
      return { kind: 'paren', at: node.from, expr: read(text, operands(node)[0]!) };
    case 'VectorSelector':
      return readSelector(text, node);
    case 'AggregateExpr':
      return readAggregate(text, node, read);
    case 'FunctionCall':
      return readCall(text, node, read);
    default:
      throw notInSubset(text, node);
  }
}

function readNumber(text: string, node: SyntaxNode): number {
  const written = text.slice(node.from, node.to).replace(/^[+-]\s*/, '');
  const lower = written.toLowerCase();
  if (lower === 'inf') return Infinity;
  if (lower === 'nan') return Number.NaN;
  if (parseDuration(written) !== null && !/\d$/.test(written)) {
    throw new PromqlProblem(`unexpected duration "${written}"`, node.from);
  }
  const value = Number(written);
  if (Number.isNaN(value)) throw new PromqlProblem(`bad number or duration syntax: "${written}"`, node.from);
  return value;
}

function readSelector(text: string, node: SyntaxNode): VectorSelector {
  const identifier = node.getChild('Identifier');
  const name = identifier ? text.slice(identifier.from, identifier.to) : '';
  const matchers: Matcher[] = name === '' ? [] : [{ name: '__name__', op: '=', value: name }];
  const list = node.getChild('LabelMatchers');
  for (let item = list?.firstChild ?? null; item; item = item.nextSibling) {
    if (item.name === 'LineComment') continue;
    if (item.name !== 'UnquotedLabelMatcher') throw notInSubset(text, item);
    matchers.push(readMatcher(text, item, name, node.from));
  }
  return { kind: 'vector', at: node.from, name, matchers, timing: { offsetS: 0, pinned: null } };
}

function readMatcher(text: string, node: SyntaxNode, metric: string, at: number): Matcher {
  const [label, op, value] = ['LabelName', 'MatchOp', 'StringLiteral'].map((kind) => node.getChild(kind)!);
  const matcher: Matcher = {
    name: text.slice(label!.from, label!.to),
    op: text.slice(op!.from, op!.to) as MatchOp,
    value: unquote(text.slice(value!.from, value!.to), value!.from),
  };
  if (matcher.name === '__name__' && metric !== '') {
    throw new PromqlProblem(`metric name must not be set twice: "${metric}" or "${matcher.value}"`, at);
  }
  return matcher;
}

function readAggregate(text: string, node: SyntaxNode, read: ReadExpression): Aggregate {
  const opNode = node.getChild('AggregateOp')!;
  const written = text.slice(opNode.from, opNode.to).toLowerCase();
  const op = AGGREGATIONS.find((known) => known === written);
  if (!op) throw notInSubset(text, opNode);
  const args = operands(node.getChild('FunctionCallBody')!);
  const wanted = takesParameter(op) ? 2 : 1;
  if (args.length === 0) throw new PromqlProblem('no arguments for aggregate expression provided', node.from);
  if (args.length !== wanted) {
    throw new PromqlProblem(
      `wrong number of arguments for aggregate expression provided, expected ${wanted}, got ${args.length}`,
      node.from,
    );
  }
  const modifier = node.getChild('AggregateModifier');
  return {
    kind: 'aggregate',
    at: node.from,
    op,
    expr: read(text, args.at(-1)!),
    param: wanted === 2 ? read(text, args[0]!) : null,
    without: modifier?.getChild('Without') != null,
    labels: modifier ? readLabels(text, modifier.getChild('GroupingLabels')!) : [],
  };
}

function takesParameter(op: AggregateOp): boolean {
  return op === 'topk' || op === 'bottomk' || op === 'quantile' || op === 'count_values';
}

function readCall(text: string, node: SyntaxNode, read: ReadExpression): Expr {
  const identifier = node.getChild('FunctionIdentifier')!;
  const name = text.slice(identifier.from, identifier.to);
  if (!signatureOf(name)) {
    throw new PromqlProblem(`function "${name}" is outside the supported PromQL subset`, identifier.from);
  }
  const args = operands(node.getChild('FunctionCallBody')!).map((arg) => read(text, arg));
  return { kind: 'call', at: node.from, name, args };
}

/** Child expressions, without punctuation and comments. */
function operands(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (/^[A-Z]/.test(child.name) && child.name !== 'LineComment') children.push(child);
  }
  return children;
}

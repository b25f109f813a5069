/**
 * From the grammar's tree to ours. The grammar was made for highlighting and its tree is wrong in three
 * places: `a - b offset 30s` is read as `(a - b) offset 30s` (likewise `@`, `[5m]`, `[5m:1m]`), also in
 * the middle of a longer chain; `-1 ^ 2` as `(-1) ^ 2`. So operators are taken out of the tree in the
 * order in which they are written and grouped again with Prometheus' precedences.
 */
import type { SyntaxNode } from '@lezer/common';
import type { Binary, Expr, Matching } from './ast.ts';
import { PromqlProblem } from './ast.ts';
import { applyPostfix } from './read-postfix.ts';
import { readPrimary } from './read-primary.ts';
import { notInSubset, readLabels } from './subset.ts';

type Item =
  | { kind: 'operand'; expr: Expr }
  | { kind: 'sign'; op: '-' | '+'; at: number }
  | { kind: 'operator'; op: Binary['op']; level: number; at: number; bool: boolean; matching: Matching | null }
  | { kind: 'postfix'; node: SyntaxNode };

/** Our tree of a well-formed expression node; throws `PromqlProblem` for what the subset lacks. */
export function readExpression(text: string, node: SyntaxNode): Expr {
  const items: Item[] = [];
  flatten(text, node, items);
  const reader = { text, items, at: 0 };
  return readLevel(reader, 1);
}

const POSTFIX = ['OffsetExpr', 'StepInvariantExpr', 'MatrixSelector', 'SubqueryExpr'];

/** Binding strength, weakest first; `^` is the only right-associative one and binds stronger than a sign. */
const LEVELS: Readonly<Record<string, { op: Binary['op']; level: number }>> = {
  Or: { op: 'or', level: 1 },
  And: { op: 'and', level: 2 },
  Unless: { op: 'unless', level: 2 },
  Eql: { op: '==', level: 3 },
  Neq: { op: '!=', level: 3 },
  Gtr: { op: '>', level: 3 },
  Lss: { op: '<', level: 3 },
  Gte: { op: '>=', level: 3 },
  Lte: { op: '<=', level: 3 },
  Add: { op: '+', level: 4 },
  Sub: { op: '-', level: 4 },
  Mul: { op: '*', level: 5 },
  Div: { op: '/', level: 5 },
  Mod: { op: '%', level: 5 },
  Pow: { op: '^', level: 6 },
};
const POWER = 6;

function flatten(text: string, node: SyntaxNode, items: Item[]): void {
  if (node.name === 'BinaryExpr') {
    flatten(text, node.firstChild!, items);
    items.push(readOperator(text, node));
    flatten(text, node.lastChild!, items);
  } else if (node.name === 'UnaryExpr') {
    items.push(signItem(text, node.from));
    flatten(text, node.lastChild!, items);
  } else if (POSTFIX.includes(node.name)) {
    flatten(text, node.firstChild!, items);
    items.push({ kind: 'postfix', node });
  } else if (node.name === 'NumberDurationLiteral' && '+-'.includes(text[node.from]!)) {
    items.push(signItem(text, node.from));
    items.push({ kind: 'operand', expr: readPrimary(text, node, readExpression) });
  } else {
    items.push({ kind: 'operand', expr: readPrimary(text, node, readExpression) });
  }
}

function signItem(text: string, at: number): Item {
  return { kind: 'sign', op: text[at] === '-' ? '-' : '+', at };
}

function readOperator(text: string, node: SyntaxNode): Item {
  let operator: { op: Binary['op']; level: number; at: number } | undefined;
  let bool = false;
  let matching: Matching | null = null;
  for (let child = node.firstChild!.nextSibling; child && child.to <= node.lastChild!.from; child = child.nextSibling) {
    if (child.name === 'BoolModifier') bool = true;
    else if (child.name === 'MatchingModifierClause') matching = readMatching(text, child);
    else if (LEVELS[child.name]) operator = { ...LEVELS[child.name]!, at: child.from };
    else if (child.name !== 'LineComment') throw notInSubset(text, child);
  }
  if (!operator) throw notInSubset(text, node);
  return { kind: 'operator', ...operator, bool, matching };
}

function readMatching(text: string, clause: SyntaxNode): Matching {
  const [labels, include] = clause.getChildren('GroupingLabels').map((list) => readLabels(text, list));
  const card = clause.getChild('GroupLeft')
    ? 'many-to-one'
    : clause.getChild('GroupRight')
      ? 'one-to-many'
      : 'one-to-one';
  return { on: clause.getChild('On') !== null, labels: labels ?? [], card, include: include ?? [] };
}

interface Reader {
  readonly text: string;
  readonly items: readonly Item[];
  at: number;
}

/** Precedence climbing over the flat list. */
function readLevel(reader: Reader, level: number): Expr {
  let left = readSigned(reader);
  for (;;) {
    const item = reader.items[reader.at];
    if (item?.kind !== 'operator' || item.level < level) return left;
    reader.at++;
    const right = readLevel(reader, item.level === POWER ? POWER : item.level + 1);
    left = {
      kind: 'binary',
      at: left.at,
      opAt: item.at,
      op: item.op,
      left,
      right,
      bool: item.bool,
      matching: item.matching,
    };
  }
}

function readSigned(reader: Reader): Expr {
  const item = reader.items[reader.at++];
  if (item?.kind === 'sign') {
    const expr = readLevel(reader, POWER);
    if (expr.kind === 'number') return { ...expr, at: item.at, value: item.op === '-' ? -expr.value : expr.value };
    return { kind: 'unary', at: item.at, op: item.op, expr };
  }
  if (item?.kind !== 'operand') throw new PromqlProblem('unexpected end of input', reader.text.length);
  let expr = item.expr;
  for (let next = reader.items[reader.at]; next?.kind === 'postfix'; next = reader.items[reader.at]) {
    expr = applyPostfix(reader.text, expr, next.node);
    reader.at++;
  }
  return expr;
}

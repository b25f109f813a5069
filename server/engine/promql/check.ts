import { matcherTest } from '../telemetry/matcher.ts';
import { isComparison, isSetOp, PromqlProblem } from './ast.ts';
import type { Aggregate, Binary, Call, Expr, ValueType, VectorSelector } from './ast.ts';
import { RegexProblem } from './regex.ts';
import { signatureOf } from './signatures.ts';

/**
 * The type of `expr`, after checking every part of it. Throws `PromqlProblem`; the words are those of
 * Prometheus' `promql/parser/parse.go` (`checkAST`), so that what people look up is what they find.
 */
export function checkTypes(expr: Expr): ValueType {
  switch (expr.kind) {
    case 'number':
      return 'scalar';
    case 'string':
      return 'string';
    case 'vector':
      checkSelector(expr);
      return 'instant vector';
    case 'matrix':
      checkSelector(expr.selector);
      return 'range vector';
    case 'paren':
      return checkTypes(expr.expr);
    case 'subquery': {
      const inner = checkTypes(expr.expr);
      if (inner !== 'instant vector') {
        throw new PromqlProblem(
          `subquery is only allowed on instant vector, got ${inner === 'range vector' ? 'matrix' : inner} instead`,
          expr.at,
        );
      }
      return 'range vector';
    }
    case 'unary': {
      const inner = checkTypes(expr.expr);
      if (inner === 'scalar' || inner === 'instant vector') return inner;
      throw new PromqlProblem(
        `unary expression only allowed on expressions of type scalar or instant vector, got "${inner}"`,
        expr.at,
      );
    }
    case 'binary':
      return checkBinary(expr);
    case 'aggregate':
      return checkAggregate(expr);
    case 'call':
      return checkCall(expr);
  }
}

function checkSelector(selector: VectorSelector): void {
  let excludesEmpty = false;
  for (const matcher of selector.matchers) {
    try {
      if (!matcherTest(matcher)('')) excludesEmpty = true;
    } catch (problem) {
      if (problem instanceof RegexProblem)
        throw new PromqlProblem(`error parsing regexp: ${problem.message}`, selector.at);
      throw problem;
    }
  }
  if (!excludesEmpty) {
    throw new PromqlProblem('vector selector must contain at least one non-empty matcher', selector.at);
  }
}

function checkBinary(expr: Binary): ValueType {
  const left = checkTypes(expr.left);
  const right = checkTypes(expr.right);
  if (expr.bool && !isComparison(expr.op)) {
    throw new PromqlProblem('bool modifier can only be used on comparison operators', expr.opAt);
  }
  if (isComparison(expr.op) && !expr.bool && left === 'scalar' && right === 'scalar') {
    throw new PromqlProblem('comparisons between scalars must use BOOL modifier', expr.opAt);
  }
  checkMatching(expr);
  for (const [type, side] of [
    [left, expr.left],
    [right, expr.right],
  ] as const) {
    if (type !== 'scalar' && type !== 'instant vector') {
      throw new PromqlProblem('binary expression must contain only scalar and instant vector types', side.at);
    }
  }
  if (left === 'instant vector' && right === 'instant vector') return 'instant vector';
  if (expr.matching && expr.matching.labels.length > 0) {
    throw new PromqlProblem('vector matching only allowed between instant vectors', expr.at);
  }
  if (isSetOp(expr.op)) {
    throw new PromqlProblem(`set operator "${expr.op}" not allowed in binary scalar expression`, expr.at);
  }
  return left === 'scalar' && right === 'scalar' ? 'scalar' : 'instant vector';
}

function checkMatching({ op, at, opAt, matching }: Binary): void {
  if (!matching) return;
  const twice = matching.on ? matching.labels.find((label) => matching.include.includes(label)) : undefined;
  if (twice !== undefined) {
    throw new PromqlProblem(`label "${twice}" must not occur in ON and GROUP clause at once`, opAt);
  }
  if (isSetOp(op) && matching.card !== 'one-to-one') {
    throw new PromqlProblem(`no grouping allowed for "${op}" operation`, at);
  }
}

function checkAggregate(expr: Aggregate): ValueType {
  expectType(expr.expr, 'instant vector', 'aggregation expression');
  if (expr.param) {
    expectType(expr.param, expr.op === 'count_values' ? 'string' : 'scalar', 'aggregation parameter');
  }
  return 'instant vector';
}

function checkCall(expr: Call): ValueType {
  const signature = signatureOf(expr.name)!;
  const { args, optional } = signature;
  const count = expr.args.length;
  const least = args.length - Math.abs(optional);
  if (optional === 0 && count !== args.length) {
    throw new PromqlProblem(`expected ${args.length} argument(s) in call to "${expr.name}", got ${count}`, expr.at);
  }
  if (count < least) {
    throw new PromqlProblem(`expected at least ${least} argument(s) in call to "${expr.name}", got ${count}`, expr.at);
  }
  if (optional > 0 && count > args.length) {
    throw new PromqlProblem(
      `expected at most ${args.length} argument(s) in call to "${expr.name}", got ${count}`,
      expr.at,
    );
  }
  expr.args.forEach((arg, i) =>
    expectType(arg, args[Math.min(i, args.length - 1)]!, `call to function "${expr.name}"`),
  );
  return signature.returns;
}

function expectType(expr: Expr, want: ValueType, where: string): void {
  const got = checkTypes(expr);
  if (got !== want) throw new PromqlProblem(`expected type ${want} in ${where}, got ${got}`, expr.at);
}

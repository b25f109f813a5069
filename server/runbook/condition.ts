import { parseDuration } from '../engine/promql/duration.ts';
import { parsePromql } from '../engine/promql/parse.ts';
import { isComparison, type Expr } from '../engine/promql/ast.ts';
import type { CheckCondition } from './runbook.ts';

type ConditionResult = { ok: true; condition: CheckCondition } | { ok: false; message: string };

const COMMENT = /<!--\s*check\s*:([\s\S]*?)-->/i;
/** A step that is still unproven after an hour has failed; a longer wait would outlive the drill. */
const MAX_WITHIN_S = 3_600;

/** The text of the `<!-- check: … -->` in a task-list item, or null when a person judges it. */
export function checkComment(markdown: string): string | null {
  return COMMENT.exec(markdown)?.[1]?.trim() ?? null;
}

/** The item without its comment. */
export function withoutComment(markdown: string): string {
  return markdown.replace(/<!--[\s\S]*?-->/g, '');
}

/**
 * Reads `EXPR within 2m for 30s`: a PromQL comparison, then how long the step has to make it true (0 = at once) and how
 * long it must stay true. Both are optional, in either order. A refusal is a sentence in Prometheus' words.
 */
export function parseCondition(text: string): ConditionResult {
  const { expression, clauses } = splitClauses(text);
  const times = { within: 0, for: 0 };
  for (const { word, duration } of clauses) {
    const seconds = parseDuration(duration);
    if (seconds === null) return refuse(`"${word} ${duration}" is not a time; write ${word} 30s, 2m or 1h`);
    times[word] = seconds;
  }
  if (times.within > MAX_WITHIN_S) return refuse(`"within" is longer than an hour`);
  if (times.for > MAX_WITHIN_S) return refuse(`"for" is longer than an hour`);
  const parsed = parsePromql(expression);
  if (!parsed.ok) return refuse(`${parsed.message} (column ${parsed.at.column} of "${shorten(expression)}")`);
  if (parsed.type !== 'instant vector') return refuse(`expected a comparison, got ${article(parsed.type)}`);
  if (!canBeFalse(parsed.expr)) {
    return refuse(
      `"${shorten(expression)}" compares nothing, so it is true whatever happens; add a bound such as < 0.8`,
    );
  }
  return { ok: true, condition: { expression, withinS: times.within, forS: times.for } };
}

/** The condition as it stands in a page. */
export function renderCondition(condition: CheckCondition): string {
  const within = condition.withinS > 0 ? ` within ${renderSeconds(condition.withinS)}` : '';
  const hold = condition.forS > 0 ? ` for ${renderSeconds(condition.forS)}` : '';
  return `<!-- check: ${condition.expression}${within}${hold} -->`;
}

function splitClauses(text: string): { expression: string; clauses: { word: 'within' | 'for'; duration: string }[] } {
  let expression = text.trim().replace(/\s+/g, ' ');
  const clauses: { word: 'within' | 'for'; duration: string }[] = [];
  for (;;) {
    const clause = /^([\s\S]*)\s(within|for)\s(\S+)$/.exec(expression);
    if (!clause || clauses.length === 2) return { expression, clauses };
    clauses.push({ word: clause[2] as 'within' | 'for', duration: clause[3]! });
    expression = clause[1]!.trim();
  }
}

/** An expression that filters: a comparison somewhere that can leave nothing over, or absent(). */
function canBeFalse(expr: Expr): boolean {
  switch (expr.kind) {
    case 'binary':
      if (isComparison(expr.op)) return !expr.bool;
      return canBeFalse(expr.left) || canBeFalse(expr.right);
    case 'call':
      return expr.name.startsWith('absent') || expr.args.some(canBeFalse);
    case 'paren':
    case 'unary':
    case 'aggregate':
      return canBeFalse(expr.expr);
    default:
      return false;
  }
}

function renderSeconds(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  if (seconds % 60 === 0) return `${seconds / 60}m`;
  return Number.isInteger(seconds) ? `${seconds}s` : `${Math.round(seconds * 1000)}ms`;
}

function article(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function shorten(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}

function refuse(message: string): ConditionResult {
  return { ok: false, message };
}

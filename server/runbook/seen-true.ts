import { isComparison, type Expr } from '../engine/promql/ast.ts';
import { parsePromql } from '../engine/promql/parse.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { secondOf } from '../scoring/drill-log.ts';
import { parseCondition, renderCondition } from './condition.ts';
import type { GapScene } from './gap-scene.ts';
import type { CheckCondition } from './runbook.ts';

/** How long after a step an alert may clear and still be what shows that the step worked, seconds. */
const CLEARS_S = 600;

interface SeenTrue {
  text: string;
  condition: CheckCondition;
  comment: string;
}

/**
 * A condition that was seen to turn true after a step: an alert's expression the other way round, when the alert cleared
 * within ten minutes. Its time is what it took, doubled and rounded up to minutes. Null when no alert cleared, or its
 * expression is no plain comparison.
 */
export function seenToTurnTrue(scene: GapScene, atS: number): SeenTrue | null {
  for (const entry of scene.log.of('alert.changed')) {
    const { kind, rule, annotations } = entry.payload.transition;
    const tookS = secondOf(entry) - atS;
    if (kind !== 'resolved' || tookS < 0 || tookS > CLEARS_S) continue;
    const expression = otherWayRound(scene.scenario, rule);
    if (expression === null) continue;
    const minutes = Math.min(60, Math.max(2, Math.ceil((2 * tookS) / 60)));
    const parsed = parseCondition(`${expression} within ${minutes}m`);
    if (!parsed.ok) continue;
    const text = `${rule} clears${annotations.summary ? `: "${annotations.summary}" is over` : ''}`;
    return { text, condition: parsed.condition, comment: renderCondition(parsed.condition) };
  }
  return null;
}

const OTHER: Record<string, string> = { '>': '<=', '>=': '<', '<': '>=', '<=': '>', '==': '!=', '!=': '==' };

/** "a > 0.05" → "a <= 0.05"; null for anything but one comparison of two sides. */
function otherWayRound({ rules }: Scenario, rule: string): string | null {
  const expression = (rules ?? [])
    .find(({ name }) => name === rule)
    ?.expr.trim()
    .replace(/\s+/g, ' ');
  if (expression === undefined) return null;
  const parsed = parsePromql(expression);
  if (!parsed.ok || !isPlainComparison(parsed.expr)) return null;
  const { op } = parsed.expr;
  for (let at = expression.lastIndexOf(op); at > 0; at = expression.lastIndexOf(op, at - 1)) {
    const turned = `${expression.slice(0, at)}${OTHER[op]}${expression.slice(at + op.length)}`;
    const again = parsePromql(turned);
    if (again.ok && isPlainComparison(again.expr) && again.expr.op === OTHER[op]) return turned;
  }
  return null;
}

function isPlainComparison(expr: Expr): expr is Extract<Expr, { kind: 'binary' }> {
  return expr.kind === 'binary' && isComparison(expr.op) && !expr.bool && OTHER[expr.op] !== undefined;
}

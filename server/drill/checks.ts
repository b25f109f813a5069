import type { CheckCondition } from '../runbook/runbook.ts';
import type { AnyDraft } from './entry.ts';
import { outcome } from './outcome.ts';
import type { Session, Watch } from './session.ts';
import { findStep } from './steps.ts';
import { figure } from './words.ts';

/**
 * Machine checks of runbook steps that settle at this second: true once the condition has held `forS` seconds, false
 * when that has not happened within `withinS` seconds. Metrics move when a sample closes, so that is when we look;
 * a check with `withinS` 0 is settled by the newest sample at once.
 */
export function settleChecks(session: Session): AnyDraft[] {
  const settled: AnyDraft[] = [];
  for (const watch of session.watches) {
    const condition = findStep(session.scenario, watch.runbook, watch.step)?.checks[watch.check]?.condition;
    if (!condition) continue;
    const result = look(session, watch, condition);
    if (result === null) continue;
    const { runbook, step, check } = watch;
    settled.push(outcome(session, 'evidence.observed', { runbook, step, check, ...result }));
  }
  return settled;
}

function look(
  session: Session,
  watch: Watch,
  { expression, withinS, forS }: CheckCondition,
): { value: boolean; observed: string } | null {
  const now = session.clock.atS;
  const atOnce = withinS === 0;
  if (!atOnce && session.sim.sampledAtS() !== now) return null;
  const rows = session.sim.query(expression);
  if (rows.length === 0) watch.trueSinceS = null;
  else watch.trueSinceS ??= now;
  if (watch.trueSinceS !== null && (atOnce || now - watch.trueSinceS >= forS)) {
    return { value: true, observed: observedWords(rows, readsAs(expression)) };
  }
  if (atOnce || now - watch.sinceS >= withinS + forS)
    return { value: false, observed: observedNow(session, expression) };
  return null;
}

/** The value that a person would read off: up to three elements, with their labels when there are several. */
function observedWords(
  rows: readonly { labels: Readonly<Record<string, string>>; value: number }[],
  read: (value: number) => string,
): string {
  if (rows.length === 1) return read(rows[0]!.value);
  const shown = rows.slice(0, 3).map(({ labels, value }) => `${labelWords(labels)} ${read(value)}`);
  return rows.length > 3 ? `${shown.join(', ')} and ${rows.length - 3} more` : shown.join(', ');
}

/** What the left side of the comparison shows when the comparison does not hold. */
function observedNow(session: Session, expression: string): string {
  const [left] = expression.split(/\s(?:<=|>=|==|!=|<|>)\s(?![^{]*\})/);
  if (left === undefined || left === expression) return 'no data';
  try {
    const rows = session.sim.query(left.trim());
    return rows.length === 0 ? 'no data' : observedWords(rows, readsAs(left));
  } catch {
    // The comparison stands inside brackets: half of it is no expression.
    return 'not true';
  }
}

/**
 * How a value of an expression reads, by Prometheus' naming: a plain ratio or utilization as a percentage, plain seconds
 * with their unit. Whatever is calculated stays a bare figure: its unit cannot be known from names.
 */
function readsAs(expression: string): (value: number) => string {
  const [, name = ''] =
    /^\s*(?:(?:max|min|avg)\s*(?:by\s*\([^)]*\)\s*)?\()?\s*([a-z_]+)(?:\{[^}]*\})?\s*\)?\s*(?:[<>=!]|$)/.exec(
      expression,
    ) ?? [];
  if (/_(utilization|ratio)$/.test(name)) return (value) => `${figure(value * 100)} %`;
  if (/_(seconds|duration)(_max)?$/.test(name)) return (value) => `${figure(value)} s`;
  return figure;
}

function labelWords(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .filter(([name]) => name !== '__name__')
    .map(([, value]) => value)
    .join(' ');
}

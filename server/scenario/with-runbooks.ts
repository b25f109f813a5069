import { createHash } from 'node:crypto';
import type { Runbook } from '../runbook/runbook.ts';
import type { Scenario } from './scenario.ts';

const NOTHING: ReadonlySet<string> = new Set();

/**
 * The scenario with the library's pages in hand: a page with the id of one of its own takes that one's place, the others
 * join, and those that were taken out of service leave. Its hash is over all, so a drill pins the very words it tests; without
 * a difference the scenario comes back as it is.
 */
export function withRunbooks(
  scenario: Scenario,
  pages: readonly Runbook[],
  retired: ReadonlySet<string> = NOTHING,
): Scenario {
  const own = new Map(scenario.runbooks.filter(({ id }) => !retired.has(id)).map((runbook) => [runbook.id, runbook]));
  const other = pages.filter((page) => own.get(page.id)?.hash !== page.hash);
  if (other.length === 0 && own.size === scenario.runbooks.length) return scenario;
  for (const page of other) own.set(page.id, page);
  const runbooks = [...own.values()];
  const shippedHash = scenario.shippedHash ?? scenario.hash;
  const hash = createHash('sha256').update(shippedHash);
  for (const runbook of runbooks) hash.update(`\n${runbook.id} ${runbook.hash}`);
  return { ...scenario, hash: hash.digest('hex'), shippedHash, runbooks };
}

/** True for a page that somebody could look for in this scenario: it claims one of its alerts, or is one of its own. */
export function belongsTo(scenario: Scenario, page: Pick<Runbook, 'id' | 'alerts'>): boolean {
  return (
    scenario.runbooks.some(({ id }) => id === page.id) ||
    page.alerts.some((alert) => scenario.rules.some((rule) => rule.name === alert))
  );
}

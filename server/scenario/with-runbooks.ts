import { createHash } from 'node:crypto';
import type { Runbook } from '../runbook/runbook.ts';
import type { Scenario } from './scenario.ts';

/**
 * The scenario with the library's pages in hand: a page with the id of one of its own takes that one's place, the others
 * join. Its hash is over both, so a drill pins the very words it tests; without a difference the scenario comes back as it is.
 */
export function withRunbooks(scenario: Scenario, pages: readonly Runbook[]): Scenario {
  const own = new Map(scenario.runbooks.map((runbook) => [runbook.id, runbook]));
  const other = pages.filter((page) => own.get(page.id)?.hash !== page.hash);
  if (other.length === 0) return scenario;
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

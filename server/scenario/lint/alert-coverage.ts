import type { LoadedScenario } from '../load.ts';
import type { Problem } from '../problem.ts';
import { finding } from './finding.ts';

/** Every alert maps to a runbook that claims it, every runbook is led to by an alert or another runbook. */
export function checkAlertCoverage(loaded: LoadedScenario): Problem[] {
  const { rules, runbooks } = loaded.scenario;
  const problems: Problem[] = [];
  for (const rule of rules) {
    const named = rule.annotations.find(([name]) => name === 'runbook')?.[1].text;
    if (named === undefined) {
      const message = `alert "${rule.name}" leads to no runbook`;
      problems.push(finding(loaded, 'alert-runbook', ['alerts'], message, 'add the annotation "runbook: RUN-…"'));
      continue;
    }
    const runbook = runbooks.find(({ id }) => id === named);
    if (!runbook || runbook.alerts.includes(rule.name)) continue;
    problems.push({
      file: runbook.file,
      line: 1,
      column: 1,
      message: `alert "${rule.name}" leads here, and the page does not claim it`,
      hint: `add it to "alerts:", or change the alert's runbook`,
      severity: 'warning',
      rule: 'lint/alert-claimed',
    });
  }
  return problems;
}

import type { Runbook } from '../../runbook/runbook.ts';
import { didYouMean } from '../did-you-mean.ts';
import type { Problem } from '../problem.ts';
import { promqlTrouble } from '../promql-names.ts';
import type { RuleFile } from '../rule-file.ts';
import type { ScenarioYaml } from '../schema/scenario.ts';

/** A runbook must say the id it is filed under, have steps, and check series that exist; claims of unknown alerts are warnings. */
export function checkRunbooks(
  yaml: ScenarioYaml,
  runbooks: readonly Runbook[],
  rules: RuleFile,
  problems: Problem[],
): void {
  const alerts = [...rules.annotations.keys()];
  const services = [
    ...Object.keys(yaml.world.services),
    ...Object.keys(yaml.world.databases),
    ...(yaml.world.edge ? [yaml.world.edge.id] : []),
    ...[yaml.world.thirdParties, yaml.world.caches, yaml.world.queues].flatMap(Object.keys),
  ];
  for (const runbook of runbooks) {
    const add = (severity: Problem['severity'], rule: string, line: number, message: string, hint = '') =>
      problems.push({ file: runbook.file, line: Math.max(1, line), column: 1, message, hint, severity, rule });
    for (const problem of runbook.problems) add('error', `runbook/${problem.rule}`, problem.line, problem.message);
    const filed = runbook.file.split('/').at(-1)!.replace(/\.md$/, '');
    if (runbook.id !== filed)
      add('error', 'runbook/id', 1, `the page says it is ${runbook.id}`, `write "id: ${filed}"`);
    if (runbook.steps.length === 0)
      add('error', 'runbook/steps', 1, 'the page has no steps', 'add "## Procedure" with "### 1. …"');
    for (const step of runbook.steps) {
      for (const { condition, line } of step.checks) {
        const trouble = condition && promqlTrouble(condition.expression);
        if (trouble) add('error', 'runbook/check', line, trouble.message, trouble.hint);
      }
    }
    for (const alert of runbook.alerts) {
      if (alerts.length > 0 && !alerts.includes(alert))
        add('warning', 'runbook/alert', 1, `no rule is called "${alert}"`, didYouMean(alert, alerts));
    }
    for (const service of runbook.services) {
      if (!services.includes(service))
        add('warning', 'runbook/service', 1, `the world has no service "${service}"`, didYouMean(service, services));
    }
  }
}

import { didYouMean } from '../did-you-mean.ts';
import type { Problem } from '../problem.ts';
import type { RuleFile } from '../rule-file.ts';
import { refersTo, type Report } from './report.ts';
import type { ScenarioYaml } from '../schema/scenario.ts';

/** What the rules' annotations refer to: runbooks of the scenario, charts on its dashboard. */
export function checkAlerts(
  yaml: ScenarioYaml,
  rules: RuleFile,
  path: string,
  problems: Problem[],
  report: Report,
): void {
  for (const key of ['quiet', 'lingers'] as const) {
    for (const alert of Object.keys(yaml[key]))
      refersTo(report, 'alert', alert, [...rules.annotations.keys()], [key, alert]);
  }
  const charts = Object.keys(yaml.charts);
  for (const [alert, annotations] of rules.annotations) {
    const refer = (what: string, annotation: string, known: readonly string[]): void => {
      const name = annotations[annotation];
      if (name === undefined || known.includes(name)) return;
      problems.push({
        file: path,
        ...rules.placeOf(alert, `annotations.${annotation}`),
        message: `alert "${alert}" names ${what} "${name}"`,
        hint: didYouMean(name, known),
        severity: 'error',
        rule: `reference/${what}`,
      });
    };
    refer('runbook', 'runbook', yaml.runbooks);
    refer('chart', 'dashboard', charts);
  }
}

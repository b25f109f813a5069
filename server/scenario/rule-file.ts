import { z } from 'zod';
import type { CompiledRules, RuleGroup, RuleProblem } from '../engine/alerting/rules.ts';
import { compileRules } from '../engine/alerting/rules.ts';
import { present } from './present.ts';
import type { Problem } from './problem.ts';
import { promqlTrouble } from './promql-names.ts';
import { schemaProblems } from './schema-problems.ts';
import { block, list, text } from './schema/scalars.ts';
import { readYaml, type YamlPath, type YamlSource } from './source.ts';

const texts = z.record(z.string(), text);
const ruleFile = block('a rule file', {
  groups: list(
    'rule groups',
    block('a rule group', {
      name: text,
      interval: text.optional(),
      rules: list(
        'rules',
        block('a rule', {
          alert: text.optional(),
          record: text.optional(),
          expr: text,
          for: text.optional(),
          keep_firing_for: text.optional(),
          labels: texts.optional(),
          annotations: texts.optional(),
        }),
      ),
    }),
  ),
});

/** A rule file that was read, with the place of each rule's parts. */
export interface RuleFile {
  rules: CompiledRules;
  /** Annotations as written, by alert. */
  annotations: ReadonlyMap<string, Readonly<Record<string, string>>>;
  problems: Problem[];
  placeOf: (alert: string, key: string) => { line: number; column: number };
}

/** Reads a Prometheus rule file. `rules` are those that are sound; each of the others has its problem. */
export function readRuleFile(source: string, file: string): RuleFile {
  const read = readYaml(source, file);
  if (!read.ok) return nothing(read.problems);
  const yaml = read.source;
  const parsed = ruleFile.safeParse(yaml.data);
  if (!parsed.success) return nothing(schemaProblems(parsed.error, yaml.data, yaml));
  const groups: RuleGroup[] = parsed.data.groups.map((group) =>
    present({ name: group.name, interval: group.interval, rules: group.rules.map((rule) => present(rule)) }),
  );
  const compiled = compileRules(groups);
  const paths = new Map<string, YamlPath>();
  const annotations = new Map<string, Readonly<Record<string, string>>>();
  groups.forEach((group, g) =>
    group.rules.forEach((rule, r) => {
      paths.set(rule.alert ?? '', ['groups', g, 'rules', r]);
      annotations.set(rule.alert ?? '', rule.annotations ?? {});
    }),
  );
  const placeOf: RuleFile['placeOf'] = (alert, key) => yaml.placeOf([...(paths.get(alert) ?? []), ...key.split('.')]);
  const problems = [
    ...compiled.problems.map((problem) => ruleProblem(problem, groups, yaml)),
    ...compiled.rules.flatMap((rule) => unknownSeries(rule.name, rule.expr, file, placeOf)),
  ];
  return { rules: compiled.rules, annotations, problems, placeOf };
}

function nothing(problems: Problem[]): RuleFile {
  return { rules: [], annotations: new Map(), problems, placeOf: () => ({ line: 1, column: 1 }) };
}

function ruleProblem(problem: RuleProblem, groups: readonly RuleGroup[], yaml: YamlSource): Problem {
  const group = groups.findIndex(({ name }) => name === problem.group);
  const path: YamlPath =
    problem.index === null
      ? ['groups', group, problem.field]
      : ['groups', group, 'rules', problem.index, ...problem.field.split('.')];
  const inExpression = problem.at ? ` (at character ${problem.at.column} of the expression)` : '';
  const [said, remedy = ''] = splitRemedy(problem.message);
  return {
    file: yaml.file,
    ...yaml.placeOf(path),
    message: `alert "${problem.rule || problem.group}" ${problem.field}: ${said}${inExpression}`,
    hint: remedy,
    severity: problem.level,
    rule: 'alerts/rule',
  };
}

/** The engine's messages carry their remedy in brackets at the end: `…: "5x" (write 30s, 5m, 1h30m)`. */
function splitRemedy(message: string): [string, string?] {
  const match = /^(.*) \(([^()]+)\)$/.exec(message);
  return match ? [match[1]!, match[2]!] : [message];
}

function unknownSeries(alert: string, expr: string, file: string, placeOf: RuleFile['placeOf']): Problem[] {
  const trouble = promqlTrouble(expr);
  if (!trouble) return [];
  const message = `alert "${alert}": ${trouble.message}`;
  return [{ file, ...placeOf(alert, 'expr'), message, hint: trouble.hint, severity: 'error', rule: 'alerts/series' }];
}

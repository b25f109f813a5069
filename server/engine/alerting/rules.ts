/** A Prometheus rules file as data, and what it takes to be one of ours. Reading its YAML is `server/scenario`'s affair. */
import { parseDuration } from '../promql/duration.ts';
import { parsePromql } from '../promql/parse.ts';
import type { Plan } from '../promql/plan.ts';
import { planRule } from '../promql/plan.ts';
import { SAMPLE_S } from '../telemetry/series.ts';
import type { Severity, Tier } from './alert.ts';
import type { Template } from './template.ts';
import { compileTemplate, TemplateProblem } from './template.ts';

export interface RuleGroup {
  name: string;
  /** Must be our sampling cadence when given: alert times may not depend on a second clock. */
  interval?: string;
  rules: RuleSource[];
}

export interface RuleSource {
  alert?: string;
  /** Recording rules are refused: every recorded series comes from the model. */
  record?: string;
  expr: string;
  for?: string;
  keep_firing_for?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

export interface CompiledRule {
  readonly name: string;
  readonly group: string;
  /** As written. */
  readonly expr: string;
  readonly plan: Plan;
  readonly forS: number;
  readonly keepFiringForS: number;
  readonly labels: readonly (readonly [string, Template])[];
  readonly annotations: readonly (readonly [string, Template])[];
  readonly tier: Tier;
  readonly severity: Severity;
  /** The owning team. */
  readonly team: string;
}

/** Every rule of a scenario, in file order, names unique. */
export type CompiledRules = readonly CompiledRule[];

export interface RuleProblem {
  /** `error`: the rule is left out. `warning`: it works, but people will miss something. */
  level: 'error' | 'warning';
  group: string;
  /** Position in the group, from 0; null when it is about the group. */
  index: number | null;
  rule: string;
  /** Path of the offending key inside the rule, such as `annotations.impact`. */
  field: string;
  message: string;
  /** Place inside the expression, from 1, when it is about one. */
  at?: { line: number; column: number };
}

const TIERS: readonly string[] = ['page', 'ticket', 'fyi'];
const SEVERITIES: readonly string[] = ['sev1', 'sev2', 'sev3', 'sev4', 'sev5'];

/** People write `sev-2` as often as `sev2`; the label stays as written, the alert means the same. */
function withoutDash(labels: RuleSource['labels']): RuleSource['labels'] {
  const severity = labels?.['severity'];
  return severity === undefined ? labels : { ...labels, severity: severity.replace(/^sev-(?=\d)/i, 'sev') };
}

/** What answers the five questions of an alert's first five seconds, by tier. */
const NEEDED: Readonly<Record<Tier, readonly (readonly [string, string])[]>> = {
  page: [
    ['summary', 'what broke'],
    ['impact', 'what is the impact'],
    ['dashboard', 'where to verify it (a chart)'],
    ['escalation', 'whom to call'],
  ],
  ticket: [
    ['summary', 'what broke'],
    ['impact', 'what is the impact'],
  ],
  fyi: [['summary', 'what it says']],
};

/** Checks and compiles the groups of a rules file. Rules with an error are left out and named in `problems`. */
export function compileRules(groups: readonly RuleGroup[]): { rules: CompiledRules; problems: RuleProblem[] } {
  const problems: RuleProblem[] = [];
  const rules: CompiledRule[] = [];
  const seen = new Set<string>();
  for (const group of groups) {
    if (group.interval !== undefined && parseDuration(group.interval) !== SAMPLE_S) {
      const message = `interval is ${group.interval}; rules are evaluated every ${SAMPLE_S}s, leave it out or write ${SAMPLE_S}s`;
      problems.push({ level: 'error', group: group.name, index: null, rule: '', field: 'interval', message });
    }
    group.rules.forEach((source, index) => {
      const name = source.alert ?? source.record ?? '';
      const complaint: Complain = (field, message, more = {}) =>
        problems.push({ level: 'error', group: group.name, index, rule: name, field, message, ...more });
      const before = problems.length;
      const rule = compileRule(source, group.name, complaint);
      if (seen.has(name) && rule)
        complaint('alert', `alert "${name}" is defined twice; names are what people search for`);
      seen.add(name);
      const isSound = problems.slice(before).every((problem) => problem.level === 'warning');
      if (rule && isSound) rules.push(rule);
    });
  }
  return { rules, problems };
}

type Complain = (field: string, message: string, more?: Partial<RuleProblem>) => void;

function compileRule(source: RuleSource, group: string, complain: Complain): CompiledRule | null {
  if (source.record !== undefined) {
    complain('record', 'recording rules are not supported: alert on the expression itself');
    return null;
  }
  if (!source.alert) {
    complain('alert', 'a rule needs a name: alert: CheckoutFailing');
    return null;
  }
  const labels = compileTemplates('labels', source.labels ?? {}, complain);
  const annotations = compileTemplates('annotations', source.annotations ?? {}, complain);
  checkLabels(labels, complain);
  const tier = oneOf('tier', TIERS, source.labels, complain) as Tier;
  const severity = oneOf('severity', SEVERITIES, withoutDash(source.labels), complain) as Severity;
  const team = source.labels?.['team'] ?? source.labels?.['owner'] ?? '';
  if (team === '') complain('labels.team', 'name the owning team (label team or owner)');
  checkAnnotations(tier, source.annotations ?? {}, complain);
  const forS = duration('for', source.for, complain);
  const keepFiringForS = duration('keep_firing_for', source.keep_firing_for, complain);
  const parsed = parsePromql(source.expr);
  if (!parsed.ok) {
    complain('expr', parsed.message, { at: parsed.at });
    return null;
  }
  if (parsed.type !== 'instant vector' && parsed.type !== 'scalar') {
    complain('expr', `an alert needs an instant vector or a scalar, this is a ${parsed.type}`);
    return null;
  }
  const plan = planRule(parsed.expr);
  return {
    name: source.alert,
    group,
    expr: source.expr,
    plan,
    forS,
    keepFiringForS,
    labels,
    annotations,
    tier,
    severity,
    team,
  };
}

function compileTemplates(
  field: string,
  texts: Readonly<Record<string, string>>,
  complain: Complain,
): (readonly [string, Template])[] {
  const compiled: (readonly [string, Template])[] = [];
  for (const name of Object.keys(texts).sort()) {
    try {
      compiled.push([name, compileTemplate(texts[name]!)]);
    } catch (problem) {
      if (!(problem instanceof TemplateProblem)) throw problem;
      complain(`${field}.${name}`, problem.message);
    }
  }
  return compiled;
}

function checkLabels(labels: readonly (readonly [string, Template])[], complain: Complain): void {
  for (const [name, template] of labels) {
    if (!/^[A-Za-z_]\w*$/.test(name) || name === '__name__' || name === 'alertname') {
      complain(`labels.${name}`, `"${name}" cannot be a label of an alert`);
    }
    if (template.usesValue) {
      complain(`labels.${name}`, '$value in a label makes every evaluation a new alert that never fires: put it in an annotation');
    }
  } // prettier-ignore
}

function oneOf(
  name: string,
  allowed: readonly string[],
  labels: Readonly<Record<string, string>> | undefined,
  complain: Complain,
): string {
  const value = labels?.[name] ?? '';
  if (!allowed.includes(value)) {
    complain(`labels.${name}`, `${value === '' ? 'missing' : `"${value}"`}: must be one of ${allowed.join(', ')}`);
    return allowed.at(-1)!;
  }
  return value;
}

function checkAnnotations(tier: Tier, annotations: Readonly<Record<string, string>>, complain: Complain): void {
  for (const [name, question] of NEEDED[tier]) {
    if (!annotations[name]) complain(`annotations.${name}`, `missing: an alert of tier ${tier} says ${question}`);
  }
  const { runbook } = annotations;
  if (runbook === undefined) {
    if (tier === 'page') complain('annotations.runbook', 'missing: a page without a runbook leaves its reader alone', { level: 'warning' });
  } else if (!/^RUN-\d+$/.test(runbook)) {
    complain('annotations.runbook', `"${runbook}" is no runbook id such as RUN-001`);
  } // prettier-ignore
}

function duration(field: string, text: string | undefined, complain: Complain): number {
  if (text === undefined) return 0;
  const seconds = parseDuration(text);
  if (seconds === null) complain(field, `not a valid duration string: "${text}" (write 30s, 5m, 1h30m)`);
  return seconds ?? 0;
}

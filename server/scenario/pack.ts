import type { CompiledRule } from '../engine/alerting/rules.ts';
import { compileTemplate, type Template } from '../engine/alerting/template.ts';
import { parsePromql } from '../engine/promql/parse.ts';
import { planRule } from '../engine/promql/plan.ts';
import type { Scenario } from './scenario.ts';

/** Version of the shape below; raised when a stored scenario can no longer be read as today's. */
const PACK_VERSION = 1;

interface Pack {
  v: number;
  scenario: Omit<Scenario, 'rules'> & { rules: PackedRule[] };
}

/** A rule as its texts: plans and templates are functions, made anew on reading. */
type PackedRule = Omit<CompiledRule, 'plan' | 'labels' | 'annotations'> & {
  labels: [string, string][];
  annotations: [string, string][];
};

/** A scenario as JSON, to be kept for the drills that pin it. All but its rules is plain data already. */
export function writePack(scenario: Scenario): string {
  const pack: Pack = { v: PACK_VERSION, scenario: { ...scenario, rules: scenario.rules.map(packed) } };
  return JSON.stringify(pack);
}

/** The scenario of a pack; null when it was written in another shape. Throws for what `writePack` did not write. */
export function readPack(body: string): Scenario | null {
  const { v, scenario } = JSON.parse(body) as Pack;
  return v === PACK_VERSION ? { ...scenario, rules: scenario.rules.map(unpacked) } : null;
}

function packed({ plan: _plan, labels, annotations, ...rule }: CompiledRule): PackedRule {
  return { ...rule, labels: labels.map(textOf), annotations: annotations.map(textOf) };
}

function unpacked({ labels, annotations, ...rule }: PackedRule): CompiledRule {
  const parsed = parsePromql(rule.expr);
  if (!parsed.ok) throw new Error(`rule ${rule.name} of a stored scenario is no query: ${parsed.message}`);
  return {
    ...rule,
    plan: planRule(parsed.expr),
    labels: labels.map(templateOf),
    annotations: annotations.map(templateOf),
  };
}

function textOf([name, { text }]: readonly [string, Template]): [string, string] {
  return [name, text];
}

function templateOf([name, text]: [string, string]): [string, Template] {
  return [name, compileTemplate(text)];
}

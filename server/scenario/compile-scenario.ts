import { createHash } from 'node:crypto';
import type { CompiledRules } from '../engine/alerting/rules.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { compileWorld } from './compile-world.ts';
import { present } from './present.ts';
import type { ChartDef, InjectDef, Scenario } from './scenario.ts';
import type { Faults } from './schema/fault.ts';
import type { ScenarioYaml } from './schema/scenario.ts';

export interface CompileInput {
  folder: string;
  /** With the variant's patches laid over. */
  yaml: ScenarioYaml;
  variant: string;
  rules: CompiledRules;
  runbooks: Runbook[];
  /** Every file that went in, in a fixed order: what the hash is over. */
  texts: readonly string[];
}

/** The scenario as sessions, bots and scoring use it. */
export function compileScenario({ folder, yaml, variant, rules, runbooks, texts }: CompileInput): Scenario {
  const variants = Object.entries(yaml.variants).map(([id, { title, cause, runbook }]) => ({
    id,
    title,
    cause,
    runbook,
  }));
  return {
    id: yaml.id,
    hash: hashOf(texts),
    folder,
    cover: yaml.cover,
    title: yaml.title,
    summary: yaml.summary,
    ...(yaml.nothingWrong ? { nothingWrong: true } : {}),
    difficulty: yaml.difficulty,
    minutes: Math.round(yaml.duration / 60),
    focus: yaml.focus,
    hypothesis: yaml.hypothesis,
    briefing: yaml.briefing,
    variant: variants.find(({ id }) => id === variant)!,
    variants,
    world: compileWorld(yaml.world, faultsOf(yaml.faults, variant)),
    elsewhere: elsewhere(yaml, variant),
    rules,
    runbooks,
    timeline: yaml.timeline.map(({ at, fault }) => ({ atS: at, fault })),
    slo: yaml.slo,
    severity: yaml.severity,
    objectives: Object.entries(yaml.objectives).map(([id, { text, met, within }]) => ({
      id,
      text,
      met,
      within: within ?? null,
    })),
    injects: Object.entries(yaml.injects).map(([id, inject]) => injectDef(id, inject)),
    staff: Object.entries(yaml.staff).map(([id, { name, team, answers, says, knows }]) => ({
      id,
      name,
      team,
      answersS: answers,
      says,
      knows,
    })),
    hints: yaml.hints,
    tempting: yaml.tempting.map(({ do: action, hurts, line, at }) => present({ action, hurts, line, afterS: at })),
    symptoms: yaml.symptoms.map(({ what, when, within }) => ({ what, when, withinS: within ?? null })),
    heals: yaml.heals,
    quiet: yaml.quiet,
    lingers: yaml.lingers,
    redHerrings: yaml.redHerrings,
    charts: Object.entries(yaml.charts).map(([id, chart]) => chartDef(id, chart)),
    access: yaml.access,
    bots: { naive: yaml.bots.naive, oracle: yaml.bots.oracle.map(({ at, line }) => ({ afterS: at, line })) },
    breakers: yaml.breakers,
    prompts: yaml.prompts,
  };
}

/** Faults without variants belong to every one. */
export function faultsOf(faults: Faults, variant: string): Faults {
  return Object.fromEntries(Object.entries(faults).filter(([, fault]) => fault.variants?.includes(variant) ?? true));
}

/** What other variants alone can break, with the titles of those variants. */
function elsewhere({ faults, variants }: ScenarioYaml, variant: string): NonNullable<Scenario['elsewhere']> {
  return Object.values(faults).flatMap(({ title, variants: only = [variant] }) =>
    only.includes(variant) ? [] : [{ title, variants: only.map((id) => variants[id]?.title ?? id) }],
  );
}

/** SHA-256, hex, over each file's text, with lengths so that no two lists of texts are alike. */
function hashOf(texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text.length}\n${text}\n`);
  return hash.digest('hex');
}

function injectDef(
  id: string,
  { when, via, from, text, or, expects, fault, figures }: ScenarioYaml['injects'][string],
): InjectDef {
  return {
    id,
    when: typeof when === 'number' ? { atS: when } : { condition: when },
    via,
    from,
    text,
    or,
    expects,
    fault: fault ?? null,
    figures,
  };
}

function chartDef(
  id: string,
  { title, unit, bound, stacked, about, series }: ScenarioYaml['charts'][string],
): ChartDef {
  return {
    spec: { id, title, unit, bound: boundOf(bound), stacked, series: series.map(({ label }) => ({ label })), about },
    expressions: series.map(({ expr }) => expr),
  };
}

function boundOf(bound: ScenarioYaml['charts'][string]['bound']): ChartDef['spec']['bound'] {
  if (!bound) return null;
  if (bound.above !== undefined) return { value: bound.above, label: bound.label, bad: 'above' };
  return { value: bound.below ?? 0, label: bound.label, bad: 'below' };
}

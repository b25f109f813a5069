import { z } from 'zod';
import type { LintSeverity } from '../../protocol/library.ts';
import { didYouMean } from '../../scenario/did-you-mean.ts';
import type { Problem } from '../../scenario/problem.ts';
import { schemaProblems } from '../../scenario/schema-problems.ts';
import { block, list, oneOf, text, whole } from '../../scenario/schema/scalars.ts';
import { readYaml } from '../../scenario/source.ts';
import { STALE_AFTER_DAYS } from '../freshness.ts';

/** A team's own measure: what to be told, how loud, from when on. */
export interface LintConfig {
  /** By rule id; a rule that is not here has its own severity. */
  severities: Readonly<Record<string, LintSeverity | 'off'>>;
  limits: { staleDays: number; mostSteps: number; mostWords: number };
  /** Names beside those that Drillbook knows: tools, alerts, and owners that read like a team and are right. */
  known: { tools: string[]; alerts: string[]; owners: string[] };
}

export const LINT_CONFIG_FILE = 'drillbook.lint.yaml';

export const DEFAULT_CONFIG: LintConfig = {
  severities: {},
  limits: { staleDays: STALE_AFTER_DAYS, mostSteps: 20, mostWords: 1_500 },
  known: { tools: [], alerts: [], owners: [] },
};

const names = list('names', text).optional();
const configFile = block('the lint configuration', {
  rules: z.record(z.string(), oneOf(['off', 'may', 'should', 'must'])).optional(),
  limits: block('limits', {
    'stale-days': whole(1, 3_650).optional(),
    'most-steps': whole(1, 500).optional(),
    'most-words': whole(50, 100_000).optional(),
  }).optional(),
  known: block('known', { tools: names, alerts: names, owners: names }).optional(),
});

/** Reads `drillbook.lint.yaml`. `rules` are the ids that exist. Trouble comes with line, column and what was meant. */
export function readLintConfig(
  source: string,
  file: string,
  rules: readonly string[],
): { ok: true; config: LintConfig } | { ok: false; problems: Problem[] } {
  const read = readYaml(source, file);
  if (!read.ok) return read;
  const yaml = read.source;
  const parsed = configFile.safeParse(yaml.data);
  if (!parsed.success) return { ok: false, problems: schemaProblems(parsed.error, yaml.data, yaml) };
  const { rules: severities = {}, limits = {}, known = {} } = parsed.data;
  const unknown = Object.keys(severities).filter((rule) => !rules.includes(rule));
  if (unknown.length > 0) {
    const problems = unknown.map((rule): Problem => {
      const place = yaml.placeOfKey(['rules', rule]);
      const hint = didYouMean(rule, rules);
      return {
        file,
        ...place,
        message: `there is no rule "${rule}"`,
        hint,
        severity: 'error',
        rule: 'lint-config/rule',
      };
    });
    return { ok: false, problems };
  }
  return {
    ok: true,
    config: {
      severities,
      limits: {
        staleDays: limits['stale-days'] ?? DEFAULT_CONFIG.limits.staleDays,
        mostSteps: limits['most-steps'] ?? DEFAULT_CONFIG.limits.mostSteps,
        mostWords: limits['most-words'] ?? DEFAULT_CONFIG.limits.mostWords,
      },
      known: { tools: known.tools ?? [], alerts: known.alerts ?? [], owners: known.owners ?? [] },
    },
  };
}

import { LINT_CRITERIA, type LintCriterion, type LintSeverity } from '../../protocol/library.ts';
import { actionable } from './actionable.ts';
import { complete } from './complete.ts';
import { escalatable } from './escalatable.ts';
import { maintained } from './maintained.ts';
import type { Criterion, RuleInfo } from './rule.ts';
import { scoped } from './scoped.ts';
import { tested } from './tested.ts';
import { verifiable } from './verifiable.ts';

/** The seven quality criteria of a runbook, one file each. */
export const CRITERIA: Record<LintCriterion, Criterion> = {
  actionable,
  complete,
  verifiable,
  scoped,
  escalatable,
  tested,
  maintained,
};

export interface LintRule extends RuleInfo {
  id: string;
  criterion: LintCriterion;
}

/** Every rule, by criterion, the loudest first. Each is described in docs/runbook-lint.md; a test holds both lists equal. */
export const RULES: readonly LintRule[] = LINT_CRITERIA.flatMap((criterion) =>
  Object.entries(CRITERIA[criterion].rules).map(([id, info]) => ({ id, criterion, ...info })),
);

export const RULE_IDS: readonly string[] = RULES.map(({ id }) => id);

const BY_ID = new Map(RULES.map((rule) => [rule.id, rule]));

/** Throws for an id that no criterion has. */
export function ruleOf(id: string): LintRule {
  const rule = BY_ID.get(id);
  if (!rule) throw new Error(`there is no lint rule ${id}`);
  return rule;
}

/** Severities as they come; `LintConfig.severities` overrides them. */
export const LINT_RULES: Readonly<Record<string, LintSeverity>> = Object.fromEntries(
  RULES.map(({ id, severity }) => [id, severity]),
);

import type { LintFinding, LintSeverity } from '../../protocol/library.ts';
import type { LintConfig } from './config.ts';
import type { LintPage } from './lint-page.ts';

export type Suggestion = NonNullable<LintFinding['suggestion']>;

/** A rule of the linter. `why`: what a bad page costs whoever is paged, in a sentence; docs/runbook-lint.md says more. */
export interface RuleInfo {
  severity: LintSeverity;
  title: string;
  why: string;
}

/** What a rule found. `endLine` is `line` when absent; no `suggestion` when only a person knows the words. */
export interface Found<Rule extends string = string> {
  rule: Rule;
  line: number;
  endLine?: number;
  message: string;
  suggestion?: Suggestion | null;
}

/** One of the seven quality criteria: its rules, and what they find in a page. */
export interface Criterion {
  rules: Readonly<Record<string, RuleInfo>>;
  judge: (page: LintPage, scene: LintScene) => Found[];
}

/** A criterion whose findings name no rule but its own. */
export function criterion<const Rules extends Record<string, RuleInfo>>(
  rules: Rules,
  judge: (page: LintPage, scene: LintScene) => Found<keyof Rules & string>[],
): Criterion {
  return { rules, judge };
}

/** What is known beside the page itself. */
export interface LintScene {
  /** ISO date to judge staleness by. */
  today: string;
  config: LintConfig;
  tools: Names | null;
  alerts: Names | null;
  pages: KnownPages | null;
}

/** Names that exist. `all` false: there are others that we do not know, so that only near misses are told. */
export interface Names {
  known: readonly string[];
  all: boolean;
}

/** The other runbooks that a page may speak of. */
export interface KnownPages {
  /** Ids such as RUN-005; null = not judged. */
  ids: readonly string[] | null;
  /** Whether the file is there that a relative link leads to. */
  has: (link: string) => boolean;
}

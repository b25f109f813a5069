import { LINT_CRITERIA, type LintFinding } from '../protocol/library.ts';
import { DEFAULT_CONFIG, type LintConfig } from './lint/config.ts';
import { lintPage } from './lint/lint-page.ts';
import type { KnownPages, LintScene } from './lint/rule.ts';
import { CRITERIA, ruleOf } from './lint/rules.ts';
import type { Runbook } from './runbook.ts';

export { LINT_RULES } from './lint/rules.ts';
export type { LintFinding };

export interface LintOptions {
  /** ISO date to judge staleness by. */
  today: string;
  /** Names that a terminal of the drill knows; absent = not judged. */
  knownTools?: readonly string[];
  /** Alert rules that exist; absent = not judged. */
  knownAlerts?: readonly string[];
  /**
   * Whether the known names are all there are. `some`: a page of the world outside the drills, where only a name that
   * nearly is a known one is told.
   */
  names?: 'all' | 'some';
  /** The other runbooks that links may lead to; absent = not judged. */
  pages?: KnownPages;
  config?: LintConfig;
}

/**
 * What keeps a runbook from being actionable, complete, verifiable, scoped, escalatable, tested, maintained; by line. Each
 * rule is described in docs/runbook-lint.md.
 */
export function lintRunbook(runbook: Runbook, options: LintOptions): LintFinding[] {
  const page = lintPage(runbook);
  const scene = sceneOf(options);
  const { severities } = scene.config;
  return LINT_CRITERIA.flatMap((criterion) => CRITERIA[criterion].judge(page, scene))
    .flatMap(({ rule, line, endLine, message, suggestion }): LintFinding[] => {
      const { severity: usual, criterion } = ruleOf(rule);
      const severity = severities[rule] ?? usual;
      if (severity === 'off') return [];
      const at = Math.max(1, line);
      return [
        {
          rule,
          criterion,
          severity,
          line: at,
          endLine: Math.max(at, endLine ?? at),
          message,
          suggestion: suggestion ?? null,
        },
      ];
    })
    .sort((a, b) => a.line - b.line || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0));
}

function sceneOf({
  today,
  knownTools,
  knownAlerts,
  names = 'all',
  pages,
  config = DEFAULT_CONFIG,
}: LintOptions): LintScene {
  const all = names === 'all';
  return {
    today,
    config,
    tools: knownTools ? { known: knownTools, all } : null,
    alerts: knownAlerts ? { known: knownAlerts, all } : null,
    pages: pages ?? null,
  };
}

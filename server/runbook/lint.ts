import { metricsIn, RECORDED_NAMES } from '../engine/promql/metric-names.ts';
import { parsePromql } from '../engine/promql/parse.ts';
import { commandNames } from './command-names.ts';
import { STALE_AFTER_DAYS, daysBetween } from './freshness.ts';
import type { Runbook, RunbookStep } from './runbook.ts';

export interface LintFinding {
  rule: LintRule;
  severity: 'error' | 'warning' | 'info';
  line: number;
  message: string;
}

/** Each rule is described in docs/runbook-format.md; a test holds both lists equal. */
export const LINT_RULES = {
  'too-large': 'error', 'too-deep': 'error', 'front-matter': 'error', 'no-steps': 'error', 'check-syntax': 'error',
  'unknown-metric': 'error', 'unknown-tool': 'error', 'unknown-alert': 'warning', owner: 'warning', 'last-tested': 'warning',
  escalation: 'warning', verification: 'warning', 'empty-step': 'warning', vague: 'warning', 'too-long': 'warning',
  'alert-unclaimed': 'warning', why: 'info', 'title-cure': 'info', scope: 'info', prevention: 'info',
} as const satisfies Record<string, LintFinding['severity']>; // prettier-ignore
type LintRule = keyof typeof LINT_RULES;

export interface LintOptions {
  /** ISO date to judge staleness by. */
  today: string;
  /** Names that a terminal of the drill knows; absent = not judged. */
  knownTools?: readonly string[];
  /** Alert rules that exist; absent = not judged. */
  knownAlerts?: readonly string[];
}

const MAX_STEPS = 20;
const MAX_WORDS = 1_500;

type Found = [rule: LintRule, line: number, message: string];

/** What keeps a runbook from being actionable, complete, verifiable, scoped, escalatable, tested, maintained; by line. */
export function lintRunbook(runbook: Runbook, options: LintOptions): LintFinding[] {
  const found: Found[] = [
    ...runbook.problems.map(({ rule, line, message }): Found => [rule, line, message]),
    ...lintHead(runbook, options),
    ...lintSections(runbook),
    ...runbook.steps.flatMap((step) => lintStep(step, options)),
  ];
  return found
    .map(([rule, line, message]) => ({ rule, severity: LINT_RULES[rule], line: Math.max(1, line), message }))
    .sort((a, b) => a.line - b.line || a.rule.localeCompare(b.rule));
}

function lintHead(runbook: Runbook, options: LintOptions): Found[] {
  const found: Found[] = [];
  const at = (key: string) => lineOfKey(runbook.source, key);
  if (runbook.owner === '') found.push(['owner', 1, 'Nobody owns this runbook; name one person: "owner: J. Simmons".']);
  else if (/\b(team|squad|group|guild|on-?call|everyone|all|tbd|todo)\b|^[#@]/i.test(runbook.owner)) {
    found.push([
      'owner',
      at('owner'),
      `"${runbook.owner}" is not one person; a runbook that a team owns, nobody keeps.`,
    ]);
  }
  found.push(...lintTested(runbook, at('lastTested'), options.today));
  if (/^(re-?start|restart|fix|reset|reboot|roll ?back|scale|increase|clear|flush|kill|drain|fail ?over|renew|how to|resolv|mitigat)\w*\b/i.test(runbook.title)) {
    found.push(['title-cure', at('title'), `"${runbook.title}" reads like a cure; a person who is paged looks for the symptom, in the alert's words.`]);
  } // prettier-ignore
  if (runbook.alerts.length === 0 && /^(incident)?$/i.test(runbook.category)) {
    found.push(['alert-unclaimed', at('alerts'), 'No alert leads here; list the rules it answers: "alerts: [CheckoutErrors]".']);
  } // prettier-ignore
  for (const alert of runbook.alerts) {
    if (!options.knownAlerts || options.knownAlerts.includes(alert)) continue;
    found.push(['unknown-alert', at('alerts'), `It claims the alert ${alert}, and no rule has that name.`]);
  }
  return found;
}

function lintTested(runbook: Runbook, line: number, today: string): Found[] {
  const { lastTested } = runbook;
  if (lastTested === null) return [['last-tested', 1, 'Never tested; a runbook that is not drilled does not work.']];
  const days = daysBetween(lastTested, today);
  if (days === null) return [['last-tested', line, `"${lastTested}" is not a date; write 2026-01-31.`]];
  if (days <= STALE_AFTER_DAYS) return [];
  return [['last-tested', line, `Last tested ${days} days ago; after ${STALE_AFTER_DAYS} days it is due again.`]];
}

function lintSections(runbook: Runbook): Found[] {
  const found: Found[] = [];
  if (runbook.steps.length === 0) {
    const unread = runbook.problems.some(({ rule }) => rule === 'too-large' || rule === 'too-deep');
    if (!unread) found.push(['no-steps', 1, 'Nothing here tells what to do; add "## Procedure" with a "### 1. …" for each step.']);
    return found;
  } // prettier-ignore
  const last = runbook.steps.at(-1)!;
  if (runbook.escalation === null) {
    found.push(['escalation', last.endLine, 'No way out when the steps do not help; add "## Escalation": when, whom, what to hand over.']);
  } // prettier-ignore
  if (runbook.scope.line === 0) {
    found.push(['scope', 1, 'It does not say what it handles and what not; add "## Scope" with both lists.']);
  }
  if (runbook.prevention === null) {
    found.push(['prevention', last.endLine, 'Nothing would stop this from coming back; add "## Prevention".']);
  }
  const words = runbook.source.split(/\s+/).length;
  if (runbook.steps.length > MAX_STEPS) {
    found.push(['too-long', last.line, `${runbook.steps.length} steps; nobody follows more than ${MAX_STEPS} at night. Split it by symptom.`]);
  } else if (words > MAX_WORDS) {
    found.push(['too-long', 1, `${words} words; a page is read in a hurry, keep it below ${MAX_WORDS}.`]);
  } // prettier-ignore
  return found;
}

const VAGUE =
  /^(?:please\s+)?(?:investigate|look\s+into|trouble ?shoot|debug|analy[sz]e|figure\s+out|fix\s+(?:it|the\s+(?:issue|problem|error|cause))|resolve\s+the\s+\w+|check\s+(?:the\s+)?(?:logs?|metrics|dashboards?|systems?|services?|status|everything|if\s+\w+\s+is\s+(?:ok|healthy|fine))|make\s+sure\s+everything|monitor\s+the\s+\w+|take\s+appropriate)\b/i;

function lintStep(step: RunbookStep, options: LintOptions): Found[] {
  const found: Found[] = [];
  const name = `Step ${step.number}`;
  const runs = step.commands.length > 0;
  if (!runs && step.why === '' && step.checks.length === 0) {
    found.push([
      'empty-step',
      step.line,
      `${name} has neither command, reason nor check; say what to run or how one sees that it is done.`,
    ]);
  }
  if (!runs && VAGUE.test(step.title)) {
    found.push([
      'vague',
      step.line,
      `${name} says "${firstWords(step.title)}" and not how; give the command and what to look for.`,
    ]);
  }
  if (runs && step.checks.length === 0) {
    found.push(['verification', step.endLine, `${name} does not say how one sees that it worked; add "- [ ] …", with <!-- check: … --> where a figure tells.`]);
  } // prettier-ignore
  if (runs && step.why === '') found.push(['why', step.line, `${name} does not say why; add a paragraph "Why: …".`]);
  for (const command of step.commands) found.push(...lintTools(command, options.knownTools));
  for (const check of step.checks) {
    if (check.condition) found.push(...lintMetrics(check.condition.expression, check.line));
  }
  return found;
}

function lintTools(command: RunbookStep['commands'][number], known: readonly string[] | undefined): Found[] {
  if (!known || ['sql', 'promql', 'powershell', 'cmd'].includes(command.language)) return [];
  return commandNames(command.text)
    .filter(({ name }) => !known.includes(name))
    .map(({ name, offset }): Found => [
      'unknown-tool',
      command.line + offset,
      `No terminal of the drill knows "${name}".`,
    ]);
}

function lintMetrics(expression: string, line: number): Found[] {
  const parsed = parsePromql(expression);
  if (!parsed.ok) return [];
  return metricsIn(parsed.expr)
    .filter((name) => !RECORDED_NAMES.includes(name))
    .map((name): Found => [
      'unknown-metric',
      line,
      `The check reads ${name}, and no drill records a series of that name.`,
    ]);
}

function firstWords(text: string): string {
  const words = text.split(' ');
  return words.length <= 6 ? text : `${words.slice(0, 6).join(' ')} …`;
}

/** The line of `key:` in the head, or 1. */
function lineOfKey(source: string, key: string): number {
  const wanted = key.toLowerCase();
  const at = source.split('\n', 60).findIndex((line) => {
    const name = /^\W*([A-Za-z][\w -]*?)\W*:/.exec(line)?.[1] ?? '';
    return name.toLowerCase().replace(/[\s_-]/g, '') === wanted;
  });
  return at + 1 || 1;
}

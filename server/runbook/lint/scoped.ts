import { nearest } from '../../scenario/did-you-mean.ts';
import { proseLines, reworded, type LintPage } from './lint-page.ts';
import { criterion, type Found, type LintScene } from './rule.ts';
import { GENERIC_TITLE, TEMPLATE } from './vague.ts';

const RULES = {
  'alert-unclaimed': { severity: 'should', title: 'No alert leads here', why: 'A page that nobody is sent to is found after the incident.' },
  'unknown-alert': { severity: 'should', title: 'It claims an alert that does not exist', why: 'The alert was renamed, and leads nowhere now.' },
  generic: { severity: 'should', title: 'A copy of a template', why: 'Words that fit every service help with none.' },
  'title-cure': { severity: 'may', title: 'The title is a cure', why: 'Whoever is paged looks for the symptom, and a cure in the title is applied to whatever hurts.' },
  scope: { severity: 'may', title: 'It does not say what it is for', why: 'The wrong page is followed to its end before somebody doubts it.' },
  'scope-out': { severity: 'may', title: 'It does not say what it is not for', why: 'Two incidents with one symptom are told apart here, or after an hour.' },
} as const; // prettier-ignore

type Here = Found<keyof typeof RULES>;

/** One sees within seconds whether this is the page for tonight. */
export const scoped = criterion(RULES, (page, scene) => [...alerts(page, scene), ...title(page), ...scope(page), ...generic(page)]); // prettier-ignore

function alerts(page: LintPage, { alerts: known, config }: LintScene): Here[] {
  const { runbook } = page;
  const line = page.lineOf('alerts') === 1 ? page.lineOf('alert') : page.lineOf('alerts');
  if (runbook.alerts.length === 0) {
    const isIncident = /^incident$/i.test(runbook.category) || (runbook.category === '' && runbook.trigger !== '');
    if (!isIncident || runbook.steps.length === 0) return [];
    const message = 'No alert leads here; list the rules it answers: "alerts: [CheckoutErrors]".';
    return [{ rule: 'alert-unclaimed', line, message, suggestion: claim(page, line, known?.known ?? []) }];
  }
  if (!known) return [];
  const names = [...known.known, ...config.known.alerts];
  return runbook.alerts.flatMap((alert): Here[] => {
    if (names.includes(alert)) return [];
    const near = nearest(alert, names);
    if (!known.all && near === null) return [];
    const message = `It claims the alert ${alert}, and no rule has that name${near ? `; did you mean ${near}?` : '.'}`;
    return [
      { rule: 'unknown-alert', line, message, suggestion: near === null ? null : reworded(page, line, alert, near) },
    ];
  });
}

/** An alert that the page speaks of, and does not claim. */
function claim(page: LintPage, line: number, known: readonly string[]) {
  const named = known.filter((alert) => alert.length > 6 && new RegExp(`\\b${alert}\\b`).test(page.runbook.source));
  if (named.length === 0 || page.kinds[0] !== 'head') return null;
  const insert = [`alerts: [${named.join(', ')}]`];
  return line > 1 ? { at: line, remove: 1, insert } : { at: page.kinds.lastIndexOf('head') + 1, remove: 0, insert };
}

function title(page: LintPage): Here[] {
  const { title } = page.runbook;
  const line = page.lineOf('title') > 1 ? page.lineOf('title') : Math.max(1, page.lines.findIndex((text) => /^#\s/.test(text)) + 1);
  if (GENERIC_TITLE.test(title.trim())) {
    return [{ rule: 'generic', line, message: `"${title}" would fit any page; use the symptom, in the alert's words.` }];
  }
  if (!CURE.test(title)) return [];
  const message = `"${title}" reads like a cure; a person who is paged looks for the symptom, in the alert's words.`;
  return [{ rule: 'title-cure', line, message }];
} // prettier-ignore

const CURE =
  /^(re-?start|restart|fix|reset|reboot|roll ?back|scale|increase|clear|flush|kill|drain|fail ?over|renew|how to|resolv|mitigat)\w*\b/i;

function scope({ runbook, english }: LintPage): Here[] {
  const [first] = runbook.steps;
  if (!first || !english) return [];
  const { scope } = runbook;
  if (scope.line === 0) {
    // A part on meaning or impact tells what the page is about, if not what it is not.
    if (runbook.other.some(({ heading }) => /^(meaning|symptoms?|impact|overview|description|when|about|context|alert)/i.test(heading))) return [];
    const message = 'It does not say what it handles and what not; add "## Scope" with both lists.';
    const insert = ['## Scope', '', 'Handles:', '', `- ${runbook.title}`, ''];
    return [{ rule: 'scope', line: 1, message, suggestion: { at: beforeSteps(runbook.source, first.line), remove: 0, insert } }];
  }
  if (scope.doesNotHandle.length > 0 || /\bnot\b|\bother\b|\belse\b|\bonly\b/i.test(scope.markdown)) return [];
  const message = 'The scope names no neighbour; say what looks alike and belongs elsewhere: "Does not handle: …".';
  return [{ rule: 'scope-out', line: scope.line, message }];
} // prettier-ignore

/** The line of the heading of the part that holds the first step. */
function beforeSteps(source: string, step: number): number {
  const lines = source.split(/\r?\n/);
  for (let line = step; line > 0; line--) if (/^##\s/.test(lines[line - 1] ?? '')) return line;
  return step;
}

function generic(page: LintPage): Here[] {
  const found = proseLines(page).flatMap(({ line, text }): Here[] => {
    const said = TEMPLATE.exec(text.replace(/`[^`]*`/g, '').replace(/<!--.*?-->/g, ''))?.[0];
    if (said === undefined) return [];
    const message = `"${said}" is still the template's word; put the name in, or delete the line.`;
    return [{ rule: 'generic', line, message }];
  });
  return found.slice(0, 3);
}

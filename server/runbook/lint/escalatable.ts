import { proseLines, type LintPage } from './lint-page.ts';
import { criterion, type Found, type LintScene } from './rule.ts';
import { ownerTrouble } from './owner.ts';
import { DEAD_END } from './vague.ts';

const RULES = {
  escalation: { severity: 'should', title: 'No way out', why: 'When the steps do not help people try them again instead of calling somebody.' },
  'dead-end': { severity: 'should', title: 'A branch that leads nowhere', why: 'Exactly the case that needs help has none.' },
  'escalation-thin': { severity: 'may', title: 'Escalation without when, or without whom', why: 'People wait too long when nothing says how long is too long, and search for a name at night.' },
} as const; // prettier-ignore

type Here = Found<keyof typeof RULES>;

/** When it does not help, one knows whom to call, when, and with what. */
export const escalatable = criterion(RULES, (page, scene) => [...wayOut(page, scene), ...deadEnds(page)]);

function wayOut(page: LintPage, scene: LintScene): Here[] {
  const { runbook } = page;
  const last = runbook.steps.at(-1);
  if (!last) return [];
  if (runbook.escalation === null) {
    const message = 'No way out when the steps do not help; add "## Escalation": when, whom, what to hand over.';
    const owner = runbook.owner !== '' && ownerTrouble(runbook.owner, scene.config.known.owners) === null ? runbook.owner : null;
    const insert = ['', '## Escalation', '', `Not better after 10 minutes: page ${owner} with the output of step ${last.number}.`];
    const suggestion = owner === null ? null : { at: last.endLine + 1, remove: 0, insert };
    return [{ rule: 'escalation', line: last.endLine, message, suggestion }];
  }
  const { markdown, line } = runbook.escalation;
  if (!page.english || markdown === '') return [];
  const missing = [...(WHEN.test(markdown) ? [] : ['when']), ...(WHOM.test(markdown) ? [] : ['whom'])];
  // A table or list of contacts says whom; that one calls when the steps do not help goes without saying.
  if (missing.length === 0 || (missing[0] === 'when' && /^\s*(?:\||[-*+]\s)/m.test(markdown))) return [];
  const message = `The escalation does not say ${missing.join(' or ')}: "Not better after 10 minutes: page the DBA with the output of step 2."`;
  return [{ rule: 'escalation-thin', line, message }];
} // prettier-ignore

const WHEN =
  /\b(?:\d+\s*(?:s|sec|seconds?|m|min|minutes?|h|hours?)\b|after|if|when|unless|until|not (?:better|clear|fixed)|still|fails?|refused|above|below|more than|less than|at once|immediately|any(?:thing)?|comes? back|goes? on|no |un\w+|does not|do not|cannot|would|is (?:not|over|full)|than|:)/i;
const WHOM =
  /[@#]\w|`[\w-]+`|\b(?:RUN-\d+|\d{3,}|[A-Z]{2,}\b|page|call|phone|contact|ping|ask|tell|mail|email|open|escalate to|hand (?:it )?over|go to|slack|pager\w*|on[- ]?call|team|owner|manager|lead|commander)/;

function deadEnds(page: LintPage): Here[] {
  const { steps, escalation } = page.runbook;
  const [first, last] = [steps[0], steps.at(-1)];
  if (!first || !last) return [];
  const to = escalation ? Math.max(last.endLine, escalation.line + 1 + escalation.markdown.split('\n').length) : last.endLine;
  return proseLines(page, first.line, to).flatMap(({ line, text }): Here[] => {
    const said = DEAD_END.exec(text)?.[0];
    if (said === undefined) return [];
    return [{ rule: 'dead-end', line, message: `"${said.trim()}" ends there; say whom to call or which page comes next.` }];
  });
} // prettier-ignore

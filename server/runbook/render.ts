import { renderCondition } from './condition.ts';
import type { Runbook, RunbookStep } from './runbook.ts';
import { partOf } from './sections.ts';

/**
 * A runbook as a page in the RUN format. Reading the result gives the same runbook again, lines and hash aside; empty
 * parts are left out.
 */
export function renderRunbook(runbook: Runbook): string {
  const parts = [
    renderHead(runbook),
    `# ${runbook.title}`,
    ...runbook.other.filter(({ heading }) => heading === '').map(({ markdown }) => markdown),
    section('Scope', runbook.scope.markdown),
    section('Prerequisites', runbook.prerequisites.map(renderPrerequisite).join('\n')),
    ...renderProcedure(runbook),
    section('Escalation', runbook.escalation?.markdown),
    section('Post-incident', runbook.postIncident?.markdown),
    section('Lessons', runbook.lessons?.markdown),
    section('Prevention', runbook.prevention?.markdown),
    ...runbook.other
      .filter(({ heading }) => heading !== '' && partOf(heading) !== 'steps')
      .map(({ heading, markdown }) => section(heading, markdown, true)),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

/** One step as it stands in a procedure. */
export function renderStep(step: Omit<RunbookStep, 'line' | 'endLine'>): string {
  const commands = step.commands.map(({ language, text }) => {
    const fence = fenceFor(text);
    return `${fence}${language}\n${text}\n${fence}`;
  });
  const checks = step.checks.map(
    ({ text, condition }) => `- [ ] ${text}${condition ? ` ${renderCondition(condition)}` : ''}`,
  );
  const why = step.why ? `Why: ${step.why}` : '';
  return [`### ${step.number}. ${step.title}`, why, step.text, ...commands, checks.join('\n')]
    .filter(Boolean)
    .join('\n\n');
}

function renderHead(runbook: Runbook): string {
  const { id, title, category, trigger, owner, lastTested } = runbook;
  const scalars = Object.entries({ id, title, category, trigger, owner, lastTested });
  const lists = Object.entries({
    tags: runbook.tags,
    alerts: runbook.alerts,
    services: runbook.services,
    linked: runbook.linked,
  });
  const lines = [
    ...scalars.filter(([, value]) => value).map(([key, value]) => `${key}: ${scalar(value ?? '')}`),
    ...lists
      .filter(([, values]) => values.length > 0)
      .map(([key, values]) => `${key}: [${values.map(scalar).join(', ')}]`),
  ];
  return ['---', ...lines, '---'].join('\n');
}

/** Plain where YAML reads it back as the same words; else quoted as JSON, which YAML understands. */
function scalar(value: string): string {
  const plain = /^[A-Za-z][\w ./-]*[\w.]$/.test(value) && !/^(true|false|null|yes|no|on|off)$/i.test(value);
  return plain || /^\d{4}-\d\d-\d\d$/.test(value) ? value : JSON.stringify(value);
}

function renderProcedure(runbook: Runbook): string[] {
  const preambles = runbook.other.filter(({ heading }) => partOf(heading) === 'steps').map(({ markdown }) => markdown);
  if (runbook.steps.length === 0 && preambles.length === 0) return [];
  return ['## Procedure', ...preambles, ...runbook.steps.map(renderStep)];
}

function renderPrerequisite(item: Runbook['prerequisites'][number]): string {
  return `- [ ] ${item.text}${item.access ? ` <!-- access: ${item.access} -->` : ''}`;
}

function section(heading: string, markdown: string | undefined, evenEmpty = false): string {
  if (!markdown) return evenEmpty ? `## ${heading}` : '';
  return `## ${heading}\n\n${markdown}`;
}

function fenceFor(text: string): string {
  const longest = Math.max(2, ...(text.match(/`{3,}/g) ?? []).map((run) => run.length));
  return '`'.repeat(longest + 1);
}

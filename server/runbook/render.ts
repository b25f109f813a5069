import { renderCondition } from './condition.ts';
import { partOf } from './headings.ts';
import type { Runbook, RunbookStep } from './runbook.ts';

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
  // A command in a fence inside a list of the prose stands there already.
  const fenced = [...step.text.matchAll(/(`{3,}|~{3,})[^\n]*\n([\s\S]*?)\n\s*\1/g)].map((match) => squeeze(match[2]!));
  const own = step.commands.filter(({ text }) => !fenced.includes(squeeze(text)));
  const commands = own.map(({ language, text }) => {
    const fence = fenceFor(text);
    return `${fence}${language}\n${text}\n${fence}`;
  });
  const checks = step.checks.map(
    ({ text, condition }) => `- [ ] ${text}${condition ? ` ${renderCondition(condition)}` : ''}`,
  );
  const why = step.why ? `Why: ${step.why}` : '';
  return [`### ${step.number}. ${step.title}`, why, demoteHeadings(step.text, 4), ...commands, checks.join('\n')]
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
  return `## ${heading}\n\n${demoteHeadings(markdown, 3)}`;
}

/** Blanks and prompts aside, the words of a command. */
function squeeze(text: string): string {
  return text
    .replace(/^\s*[$#] /gm, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function fenceFor(text: string): string {
  const longest = Math.max(2, ...(text.match(/`{3,}/g) ?? []).map((run) => run.length));
  return '`'.repeat(longest + 1);
}

/** Headings inside a part go below the part's own, however the page that they come from counted; fences are left alone. */
function demoteHeadings(markdown: string, depth: number): string {
  const lines = markdown.split('\n');
  const isHeading = outsideFences(lines).map((outside, i) => outside && /^#{1,6}\s/.test(lines[i]!));
  const depths = lines.flatMap((line, i) => (isHeading[i] ? [/^#+/.exec(line)![0].length] : []));
  const shift = depth - Math.min(depth, ...depths);
  if (shift === 0) return markdown;
  return lines
    .map((line, i) => (isHeading[i] ? `${'#'.repeat(shift)}${line}`.replace(/^#{7,}/, '######') : line))
    .join('\n');
}

function outsideFences(lines: readonly string[]): boolean[] {
  let fence = '';
  return lines.map((line) => {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1] ?? '';
    const outside = fence === '' && mark === '';
    if (mark !== '' && fence === '') fence = mark;
    else if (mark !== '' && mark[0] === fence[0] && mark.length >= fence.length) fence = '';
    return outside;
  });
}

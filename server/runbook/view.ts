import type { RunbookCard, RunbookView } from '../protocol/room.ts';
import { isMet } from './prerequisites.ts';
import type { Runbook } from './runbook.ts';

/** The row of a list: what helps to find the right runbook. */
export function runbookCard(runbook: Runbook): RunbookCard {
  const { id, title, category, owner, lastTested, alerts, services, tags } = runbook;
  return { id, title, category, owner, lastTested, alerts, services, tags, steps: runbook.steps.length };
}

/**
 * The page itself. Conditions of machine checks stay on the server: a fixer sees that the machine looks, not how.
 * `access`: the permissions of whoever opens it, which prerequisites are held against.
 */
export function runbookView(runbook: Runbook, access: readonly string[] = []): RunbookView {
  const sections = [
    { heading: 'Lessons', markdown: runbook.lessons?.markdown },
    { heading: 'Prevention', markdown: runbook.prevention?.markdown },
  ];
  return {
    ...runbookCard(runbook),
    trigger: runbook.trigger,
    scope: runbook.scope.markdown,
    prerequisites: runbook.prerequisites.map((item) => ({ text: item.text, met: isMet(item, access) })),
    procedure: runbook.steps.map((step) => ({
      number: step.number,
      title: step.title,
      why: step.why,
      text: step.text,
      commands: step.commands.map(({ language, text }) => ({ language, text })),
      checks: step.checks.map(({ text, condition }) => ({ text, machine: condition !== null })),
    })),
    escalation: runbook.escalation?.markdown ?? '',
    postIncident: runbook.postIncident?.markdown ?? '',
    other: [
      ...runbook.other.map(({ heading, markdown }) => ({ heading, markdown })),
      ...sections.flatMap(({ heading, markdown }) => (markdown ? [{ heading, markdown }] : [])),
    ],
  };
}

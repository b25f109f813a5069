import type { RunbookCard, RunbookView } from '../protocol/room.ts';
import type { Runbook } from '../runbook/runbook.ts';

export function runbookCard(runbook: Runbook): RunbookCard {
  return {
    id: runbook.id,
    title: runbook.title,
    category: runbook.category,
    owner: runbook.owner,
    lastTested: runbook.lastTested,
    alerts: [...runbook.alerts],
    services: [...runbook.services],
    tags: [...runbook.tags],
    steps: runbook.steps.length,
  };
}

/** A runbook as the page shows it. A check's condition stays here: the page says only that a machine checks it. */
export function runbookView(runbook: Runbook): RunbookView {
  return {
    ...runbookCard(runbook),
    trigger: runbook.trigger,
    scope: runbook.scope.markdown,
    prerequisites: runbook.prerequisites.map(({ text }) => ({ text })),
    procedure: runbook.steps.map(({ number, title, why, text, commands, checks }) => ({
      number,
      title,
      why,
      text,
      commands: commands.map((command) => ({ language: command.language, text: command.text })),
      checks: checks.map((check) => ({ text: check.text, machine: check.condition !== null })),
    })),
    escalation: runbook.escalation?.markdown ?? '',
    postIncident: runbook.postIncident?.markdown ?? '',
    other: sections(runbook),
  };
}

function sections({ lessons, prevention, other }: Runbook): RunbookView['other'] {
  return [
    ...(lessons ? [{ heading: 'Lessons learned', markdown: lessons.markdown }] : []),
    ...(prevention ? [{ heading: 'Prevention', markdown: prevention.markdown }] : []),
    ...other.map(({ heading, markdown }) => ({ heading, markdown })),
  ];
}

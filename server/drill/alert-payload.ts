import type { AlertTransition, Severity as RuleSeverity } from '../engine/alerting/alerts.ts';
import type { Severity } from '../protocol/roles.ts';
import type { AlertView, ChangeView } from '../protocol/room.ts';
import type { Session } from './session.ts';
import { findRunbook } from './steps.ts';
import { figure, wallWords } from './words.ts';

const SEVERITIES: Record<RuleSeverity, Severity> = {
  sev1: 'sev-1',
  sev2: 'sev-2',
  sev3: 'sev-3',
  sev4: 'sev-4',
  sev5: 'sev-5',
};

/** Changes that old or older do not explain an alert that starts now. */
const RECENT_S = 3600;

/**
 * An alert that has just appeared, with its payload: what broke, the impact, where to verify, what to try first, whom
 * to call. Words come from the rule's annotations (`summary`, `value`, `normal`, `impact`, `dashboard`,
 * `diagnostic`, `runbook`, `step`, `escalation`) and labels (`team`); the first step is that of the runbook it names.
 */
export function alertOf(session: Session, transition: AlertTransition): AlertView {
  const { annotations, labels, atS } = transition;
  const firing = transition.kind !== 'pending';
  return {
    fingerprint: transition.fingerprint,
    rule: transition.rule,
    tier: transition.tier,
    severity: SEVERITIES[transition.severity],
    state: firing ? 'firing' : 'pending',
    summary: annotations.summary ?? transition.rule,
    value: annotations.value ?? figure(transition.value),
    normal: annotations.normal ?? '',
    labels: { ...labels },
    sinceS: atS,
    firedAtS: firing ? atS : null,
    resolvedAtS: null,
    pages: 0,
    lastPageAtS: null,
    ack: null,
    escalated: null,
    forS: forS(session, transition.rule),
    payload: {
      impact: annotations.impact ?? annotations.description ?? '',
      verify: chartOf(session, annotations.dashboard ?? annotations.verify),
      diagnostic: annotations.diagnostic ?? null,
      firstStep: firstStep(session, annotations.runbook ?? annotations.runbook_url, Number(annotations.step ?? 1)),
      changed: recentChanges(session, atS),
      call: annotations.escalation ?? annotations.call ?? '',
      team: labels.team ?? annotations.team ?? '',
    },
  };
}

function forS(session: Session, rule: string): number {
  return session.scenario.rules.find(({ name }) => name === rule)?.forS ?? 0;
}

function chartOf(session: Session, reference: string | undefined): AlertView['payload']['verify'] {
  const id = reference?.split('/').at(-1);
  const chart = session.scenario.charts.find(({ spec }) => spec.id === id);
  return chart ? { label: chart.spec.title, chart: chart.spec.id } : null;
}

/** Accepts `RUN-001` and any address that ends in it. */
function firstStep(session: Session, reference: string | undefined, number: number): AlertView['payload']['firstStep'] {
  const id = reference?.split('/').at(-1)?.replace(/\.md$/, '');
  const runbook = id === undefined ? undefined : findRunbook(session.scenario, id);
  const step = runbook?.steps.find((one) => one.number === number) ?? runbook?.steps[0];
  if (!runbook || !step) return null;
  return { runbook: runbook.id, step: step.number, text: step.title, command: step.commands[0]?.text ?? null };
}

/** Newest first, at most three. */
function recentChanges(session: Session, atS: number): string[] {
  return session.changes
    .filter((change) => change.atS <= atS && change.atS > atS - RECENT_S)
    .sort((a, b) => b.atS - a.atS)
    .slice(0, 3)
    .map((change) => changeWords(session, change));
}

function changeWords(session: Session, { atS, target, summary }: ChangeView): string {
  const time = wallWords(session.scenario.world.startsAtMs, atS);
  return summary.includes(target) ? `${time} ${summary}` : `${time} ${target}: ${summary}`;
}

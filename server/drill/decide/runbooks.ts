import type { Refusal } from '../../protocol/refusal.ts';
import { refuse } from '../refuse.ts';
import type { Session } from '../session.ts';
import { findRunbook, findStep } from '../steps.ts';
import { one, type Deciders } from './decision.ts';

export const runbookDeciders: Deciders<'runbook.open' | 'step.check' | 'step.judge' | 'step.flag' | 'step.skip'> = {
  // Reading is free; what the response side opens while the clock runs is evidence of what they found.
  'runbook.open': (session, { runbook }, asking) => {
    if (!findRunbook(session.scenario, runbook)) return unknownRunbook(runbook);
    const counts = asking.seat.kind === 'fixer' && session.clock.state === 'running';
    return counts ? one(session, asking, 'runbook.opened', { runbook }) : [];
  },
  'step.check': (session, { runbook, step }, asking) =>
    noStep(session, runbook, step) ?? one(session, asking, 'step.checked', { runbook, step }),
  'step.judge': (session, { runbook, step, check, value }, asking) => {
    const checks = findStep(session.scenario, runbook, step)?.checks ?? [];
    const no = noStep(session, runbook, step);
    if (no) return no;
    if (!checks[check]) return refuse('step/unknown', `Step ${step} has no check ${check + 1}.`, 'Reload the runbook.');
    if (checks[check].condition !== null) {
      return refuse('step/unknown', 'A machine judges this check.', 'Check the step again instead.');
    }
    return one(session, asking, 'step.judged', { runbook, step, check, value });
  },
  'step.flag': (session, payload, asking) =>
    noStep(session, payload.runbook, payload.step) ?? one(session, asking, 'step.flagged', payload),
  'step.skip': (session, { runbook, step }, asking) =>
    noStep(session, runbook, step) ?? one(session, asking, 'step.skipped', { runbook, step }),
};

export function noStep(session: Session, runbook: string, step: number): Refusal | null {
  if (!findRunbook(session.scenario, runbook)) return unknownRunbook(runbook);
  if (findStep(session.scenario, runbook, step)) return null;
  return refuse('step/unknown', `${runbook} has no step ${step}.`, 'Reload the runbook.');
}

function unknownRunbook(runbook: string): Refusal {
  return refuse('runbook/unknown', `There is no runbook "${runbook}" in this drill.`, 'Choose one from the list.');
}

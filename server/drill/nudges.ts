import type { NudgeView } from '../protocol/control.ts';
import type { Session } from './session.ts';

/** Patterns of the response that show at this second, or will soon; for the facilitator alone. */
export function nudgesOf(session: Session): NudgeView[] {
  return session.clock.state === 'running' ? [...overdueUpdate(session)] : [];
}

function overdueUpdate({ incident, clock }: Session): NudgeView[] {
  const dueAtS = incident?.nextUpdateAtS ?? null;
  if (dueAtS === null || dueAtS > clock.atS) return [];
  return [
    {
      id: 'update-black-hole',
      name: 'Update black hole',
      state: 'now',
      sinceS: dueAtS,
      dueAtS: null,
      sentence: 'The promised update is overdue.',
      ask: { persona: 'Support', text: 'What may I tell customers?' },
    },
  ];
}

import type { AnyDraft } from '../entry.ts';
import type { Session } from '../session.ts';
import { coaching } from './coaching.ts';
import { crew } from './crew.ts';
import { slowDown } from './slow-down.ts';
import { stopRules } from './stop-rules.ts';
import { timeboxWarnings } from './timebox.ts';

/**
 * What the drill itself brings up at this second: stop rules, warnings, bots in empty roles, the coach. Asked once a
 * second on the server; what comes of it is logged as input, so that a replay never asks and these may be changed
 * without touching drills of the past.
 */
export function attend(session: Session): AnyDraft[] {
  if (session.clock.state !== 'running') return [];
  const said = crew(session);
  return [
    ...stopRules(session),
    ...timeboxWarnings(session),
    ...slowDown(session),
    ...said,
    // One voice at a time.
    ...coaching(session, { mayAsk: said.length === 0 }),
  ];
}

import type { InjectDraft, InjectWhen } from '../../protocol/control.ts';
import type { Refusal } from '../../protocol/refusal.ts';
import { canonicalJson } from '../canonical.ts';
import { injectMisfit } from '../inject-misfit.ts';
import { presentTrigger } from '../inject-script.ts';
import { refuse } from '../refuse.ts';
import type { Session } from '../session.ts';
import { clockWords } from '../words.ts';
import { one, type Deciders } from './decision.ts';

/** An inject that comes back when its time is over gives its facilitator this long. */
const COMES_AGAIN_S = 60;

/** The script of what happens to the team, while it is played. */
export const injectDeciders: Deciders<
  'inject.fire' | 'inject.skip' | 'inject.delay' | 'inject.restore' | 'inject.write'
> = {
  'inject.fire': (session, { inject }, asking) =>
    settledInject(session, inject) ?? one(session, asking, 'inject.fired', { inject }),
  'inject.skip': (session, { inject }, asking) =>
    settledInject(session, inject) ?? one(session, asking, 'inject.skipped', { inject }),
  'inject.delay': (session, { inject, byS }, asking) => {
    const no = settledInject(session, inject) ?? (byS < 0 ? tooSoon(session, inject, byS) : null);
    return no ?? (byS === 0 ? [] : one(session, asking, 'inject.delayed', { inject, byS }));
  },
  'inject.restore': (session, { inject }, asking) => {
    const known = session.injects.get(inject);
    if (known?.state === 'to come') return [];
    if (known?.state !== 'skipped') return settledInject(session, inject) ?? [];
    return one(session, asking, 'inject.restored', { inject, atS: againAtS(session, known.plannedS ?? null) });
  },
  'inject.write': (session, { inject }, asking) => {
    const draft = unlessTheSame(session, inject);
    const no =
      (draft.id === null ? null : settledInject(session, draft.id)) ??
      injectMisfit(session.scenario, draft) ??
      (draft.when === null ? null : isPast(session, draft.when));
    return no ?? one(session, asking, 'inject.written', { inject: { ...draft, id: draft.id ?? freeId(session) } });
  },
};

/** Why nothing can be done with an inject any more; null when it is still to come. */
export function settledInject(session: Session, inject: string): Refusal | null {
  const known = session.injects.get(inject);
  if (!known) return refuse('inject/unknown', `There is no inject "${inject}".`, 'Choose one from the timeline.');
  if (known.state === 'to come') return null;
  return refuse(
    'inject/settled',
    `This inject was ${known.state} already.`,
    'Add another one, or speak as a persona to say something more.',
  );
}

/** What would be behind already is refused: moving is no way to fire, and firing cannot be taken back. */
function tooSoon({ injects, clock }: Session, inject: string, byS: number): Refusal | null {
  const atS = injects.get(inject)?.atS ?? null;
  if (atS === null)
    return refuse('inject/settled', 'This inject waits for something, not for a time.', 'Edit it to give it a time.');
  if (atS + byS > clock.atS) return null;
  return refuse(
    'inject/settled',
    `The drill is past ${clockWords(atS + byS)}.`,
    'Fire it now, or choose a later time.',
  );
}

/** When one that was skipped fires after all; null waits for its condition. */
function againAtS({ clock }: Session, plannedS: number | null): number | null {
  return plannedS === null || plannedS > clock.atS ? plannedS : clock.atS + COMES_AGAIN_S;
}

/** Whoever changes the words only sends its trigger along; a duration that runs must not begin anew for that. */
function unlessTheSame(session: Session, draft: InjectDraft): InjectDraft {
  if (draft.when === null || draft.id === null) return draft;
  const trigger = presentTrigger(session, draft.id);
  return trigger && canonicalJson(trigger) === canonicalJson(draft.when) ? { ...draft, when: null } : draft;
}

/**
 * What lies behind would fire at once. Whoever writes it has rather mistyped, and an inject cannot be taken back: to fire
 * it now there is `inject.fire`.
 */
function isPast({ clock, said, alerts }: Session, when: InjectWhen): Refusal | null {
  if ('atS' in when) {
    if (when.atS >= clock.atS) return null;
    const hint = `Give a time after ${clockWords(clock.atS)}, or write it and fire it now.`;
    return refuse('inject/settled', `The drill is past ${clockWords(when.atS)}.`, hint);
  }
  const happened =
    (when.on === 'said' && said.has(when.what)) ||
    (when.on === 'acknowledged' && [...alerts.values()].some(({ tier, ack }) => tier === 'page' && ack !== null));
  if (!happened) return null;
  return refuse('inject/settled', 'What it would wait for has happened.', 'Give it a time, or fire it now.');
}

function freeId({ injects }: Session): string {
  let number = 1;
  while (injects.has(`added-${number}`)) number++;
  return `added-${number}`;
}

import { deckView } from '../deck.ts';
import { sameCombination } from '../fault-clearance.ts';
import type { Session } from '../session.ts';
import type { Evolvers } from './moment.ts';

/** Checks of one fault that are kept: more settings of its dials nobody compares. */
const KEPT = 4;

export const breakingEvolvers: Evolvers<'fault.checked' | 'plan.sealed' | 'prediction.recorded'> = {
  'fault.checked': (session, { check }) => {
    const others = session.checks.get(check.fault) ?? [];
    session.checks.set(check.fault, [check, ...others.filter((one) => !sameCombination(one, check))].slice(0, KEPT));
    refreshDeck(session);
  },
  'plan.sealed': (session, { text, salt, hash }, { atS, seat }) => {
    session.plan = { text, salt, hash, seat: seat ?? '', sealedAtS: atS, late: session.fired.length > 0 };
    refreshDeck(session);
  },
  'prediction.recorded': (session, prediction, { atS, seat }) => {
    // A new list: the deck that was shown last holds the old one.
    session.predictions = [...session.predictions, { ...prediction, seat: seat ?? '', atS }];
    refreshDeck(session);
  },
};

/** The deck as it stands now, and whether it looks different from before. */
export function refreshDeck(session: Session): void {
  const deck = deckView(session);
  session.fresh.deck = JSON.stringify(deck) !== JSON.stringify(session.deck);
  session.deck = deck;
}

import { deckView } from '../deck.ts';
import type { Session } from '../session.ts';
import type { Evolvers } from './moment.ts';

export const breakingEvolvers: Evolvers<'fault.checked' | 'plan.sealed' | 'prediction.recorded'> = {
  'fault.checked': (session, { check }) => {
    session.checks.set(check.fault, check);
    refreshDeck(session);
  },
  'plan.sealed': (session, { text, salt, hash }, { atS, seat }) => {
    session.plan = { text, salt, hash, seat: seat ?? '', sealedAtS: atS };
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

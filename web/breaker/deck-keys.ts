import type { Binding } from '../kit/keys.svelte.ts';

export interface DeckActs {
  cards: number;
  stoppable: boolean;
  open: boolean;
  ended: boolean;
  move: (by: number) => void;
  /** What a card's own key does: stop it, choose it, or hold to fire it. */
  take: (index: number) => void;
  /** Fires the open card, for who cannot hold a key. */
  fire: () => void;
  /** A bot has brought the open card back, and nothing else is in the way. */
  clear: boolean;
  stopAll: () => void;
  ask: () => void;
  predict: () => void;
  say: () => void;
}

/** Cards that have a key of their own. */
const NUMBERED = 9;

/** The keys of the breakers' page. */
export function deckKeys(acts: DeckActs): Binding[] {
  const going = () => !acts.ended;
  return [
    { id: 'deck.next', keys: 'ArrowDown', label: 'next fault', group: 'Deck', foot: true, run: () => acts.move(1) },
    { id: 'deck.back', keys: 'ArrowUp', label: 'fault before', group: 'Deck', run: () => acts.move(-1) },
    ...Array.from({ length: Math.min(NUMBERED, acts.cards) }, (_, index): Binding => ({
      id: `deck.card-${index + 1}`,
      keys: String(index + 1),
      label: index === 0 ? 'choose, hold to fire, stop' : `card ${index + 1}: choose, hold to fire, stop`,
      group: 'Deck',
      foot: index === 0,
      when: going,
      run: () => acts.take(index),
    })),
    {
      id: 'deck.fire',
      keys: 'Ctrl+Enter',
      label: 'fire the open card',
      group: 'Deck',
      when: () => going() && acts.clear,
      run: acts.fire,
    },
    {
      id: 'deck.stop-all',
      keys: 'Escape',
      label: 'stop all',
      group: 'Deck',
      foot: true,
      when: () => going() && acts.stoppable,
      run: acts.stopAll,
    },
    {
      id: 'deck.ask',
      keys: 'q',
      label: 'ask facilitator',
      group: 'Deck',
      foot: true,
      when: () => going() && acts.open,
      run: acts.ask,
    },
    { id: 'deck.predict', keys: 'p', label: 'predict', group: 'Deck', foot: true, when: going, run: acts.predict },
    { id: 'deck.say', keys: 'm', label: 'message', group: 'Deck', run: acts.say },
  ];
}

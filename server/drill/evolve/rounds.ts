import type { RoundView } from '../../protocol/tabletop.ts';
import type { Session } from '../session.ts';
import type { Evolvers } from './moment.ts';

export const roundEvolvers: Evolvers<
  | 'round.opened'
  | 'round.option'
  | 'round.voted'
  | 'round.hands'
  | 'round.noted'
  | 'round.timer'
  | 'round.marked'
  | 'round.decided'
  | 'round.applied'
> = {
  'round.opened': (session, { round, notes, lengthS }) => {
    const timer = { lengthS, endsAtMs: null, leftS: lengthS };
    session.rounds.push({ view: { ...round, timer, notes: [], decision: null, applied: null }, notes });
  },
  'round.option': (session, { round, id, text, lines }) =>
    change(session, round, (view) => ({
      options: [...view.options, { id, text, lines, by: 'table', votes: [], hands: 0 }],
    })),
  'round.voted': (session, { round, option }, { seat }) => {
    if (seat === null) return;
    change(session, round, ({ options }) => ({
      options: options.map((one) => {
        const others = one.votes.filter((voter) => voter !== seat);
        const again = one.votes.includes(seat);
        return { ...one, votes: one.id === option && !again ? [...others, seat] : others };
      }),
    }));
  },
  'round.hands': (session, { round, option, count }) =>
    change(session, round, ({ options }) => ({
      options: options.map((one) => (one.id === option ? { ...one, hands: count } : one)),
    })),
  'round.noted': (session, { round, id, text }, { seat }) =>
    change(session, round, ({ notes }) => ({ notes: [...notes, { id, seat: seat ?? '', text }] })),
  'round.timer': (session, { round, endsAtMs, leftS, lengthS }) =>
    change(session, round, () => ({ timer: { endsAtMs, leftS, lengthS } })),
  'round.marked': (session, { round, expected, mark }) => {
    const found = session.rounds.find(({ view }) => view.number === round);
    if (!found) return;
    const marked = found.notes.expected.map((one) => (one.id === expected ? { ...one, mark } : one));
    found.notes = { ...found.notes, expected: marked };
  },
  'round.decided': (session, { round, option, text, reason }, { atS }) => {
    session.said.add('decision');
    change(session, round, () => ({ decision: { option, text, reason, atS } }));
  },
  'round.applied': (session, { round, lines }) => change(session, round, () => ({ applied: { lines } })),
};

function change(session: Session, number: number, to: (view: RoundView) => Partial<RoundView>): void {
  const found = session.rounds.find(({ view }) => view.number === number);
  if (found) found.view = { ...found.view, ...to(found.view) };
}

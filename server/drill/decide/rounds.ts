import type { Refusal } from '../../protocol/refusal.ts';
import { refuse } from '../refuse.ts';
import type { Session } from '../session.ts';
import { one, type Deciders } from './decision.ts';

/** As many as people can compare. */
const MOST_OPTIONS = 12;

/** What people say and choose at the table. */
export const roundDeciders: Deciders<
  'round.option' | 'round.vote' | 'round.hands' | 'round.note' | 'round.mark' | 'round.decide'
> = {
  'round.option': (session, { round, text, lines }, asking) => {
    const found = openRound(session, round);
    if ('code' in found) return found;
    if (found.view.options.length >= MOST_OPTIONS)
      return refuse(
        'request/malformed',
        `There are ${MOST_OPTIONS} options on the table already.`,
        'Decide among them first.',
      );
    return one(session, asking, 'round.option', { round, id: `t${found.view.options.length + 1}`, text, lines });
  },
  'round.vote': (session, { round, option }, asking) => {
    const found = openRound(session, round);
    if ('code' in found) return found;
    return noOption(found, option) ?? one(session, asking, 'round.voted', { round, option });
  },
  'round.hands': (session, { round, option, count }, asking) => {
    const found = openRound(session, round);
    if ('code' in found) return found;
    return noOption(found, option) ?? one(session, asking, 'round.hands', { round, option, count });
  },
  'round.note': (session, { round, text }, asking) => {
    const found = roundOf(session, round);
    if ('code' in found) return found;
    return one(session, asking, 'round.noted', { round, id: `w${found.view.notes.length + 1}`, text });
  },
  'round.mark': (session, { round, expected, mark }, asking) => {
    const found = roundOf(session, round);
    if ('code' in found) return found;
    if (!found.notes.expected.some(({ id }) => id === expected))
      return refuse('request/malformed', 'There is no such response to expect.', 'Mark one of those in the notes.');
    return one(session, asking, 'round.marked', { round, expected, mark });
  },
  'round.decide': (session, { round, option, text, reason }, asking) => {
    const found = openRound(session, round);
    if ('code' in found) return found;
    const none = option === null ? null : noOption(found, option);
    return none ?? one(session, asking, 'round.decided', { round, option, text, reason });
  },
};

type Round = Session['rounds'][number];

function roundOf(session: Session, number: number): Round | Refusal {
  return (
    session.rounds.find(({ view }) => view.number === number) ??
    refuse('round/none', 'There is no such round.', 'Open the next one first.')
  );
}

/** A round that is still discussed: the newest, until its decision was run in the world. */
function openRound(session: Session, number: number): Round | Refusal {
  const found = roundOf(session, number);
  if ('code' in found) return found;
  if (found === session.rounds.at(-1) && !found.view.applied) return found;
  return refuse('round/settled', 'This round is over.', 'Go on in the newest one.');
}

function noOption({ view }: Round, option: string): Refusal | null {
  if (view.options.some(({ id }) => id === option)) return null;
  return refuse('request/malformed', 'There is no such option.', 'Choose one that is on the table.');
}

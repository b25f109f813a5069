import type { EntryPayloads } from '../drill/entry.ts';
import type { Session } from '../drill/session.ts';
import { isWords } from '../drill/evolve/staging.ts';
import type { InjectDef } from '../scenario/scenario.ts';
import { evidenceOf } from './evidence.ts';
import type { Happenings } from './leap-watch.ts';
import { momentOf, type Moment } from './moment.ts';
import { optionsOf } from './options.ts';
import { questionOf, titleOf } from './question.ts';
import { notesOf } from './round-notes.ts';
import { situationOf } from './situation.ts';

/** Discussion time that a round begins with, seconds of wall clock. */
const LENGTH_S = { opening: 180, other: 300 };

/**
 * The next round of a tabletop as it stands at this second of the world: what everybody knows, the evidence, one question,
 * moves to choose from, and the facilitator's notes. Pure; the same session gives the same round.
 */
export function roundOf(session: Session, happened?: Happenings): EntryPayloads['round.opened'] {
  const moment = momentOf(session, happened);
  const number = session.rounds.length + 1;
  const messages = messagesOf(session, moment);
  const inject = messages.at(-1) ?? null;
  return {
    round: {
      number,
      atS: session.clock.atS,
      title: titleOf(session, moment, inject),
      situation: situationOf(session, moment, messages.slice(0, -1)),
      inject: inject && { from: inject.from, text: inject.text },
      evidence: evidenceOf(session),
      question: questionOf(session, moment, inject),
      options: optionsOf(session, moment),
    },
    notes: notesOf(session, number, moment),
    lengthS: moment.kind === 'opening' ? LENGTH_S.opening : LENGTH_S.other,
  };
}

/** Words that reached the team since the last round, oldest first. */
function messagesOf({ scenario }: Session, { happened }: Moment): InjectDef[] {
  const arrived = happened.injects.flatMap((id) => scenario.injects.find((one) => one.id === id) ?? []);
  return arrived.filter(({ via }) => isWords(via));
}

import { sha256 } from '../hash.ts';
import { refuse } from '../refuse.ts';
import { one, type Deciders } from './decision.ts';

/** What breakers say before they break something. */
export const breakingDeciders: Deciders<'plan.seal' | 'prediction.record'> = {
  'plan.seal': (session, { text }, asking) => {
    if (session.plan) {
      return refuse(
        'plan/sealed',
        'The plan is sealed.',
        'It is opened at the debrief; say more in the private channel.',
      );
    }
    // The command's id is random and nobody else's: with it a short plan cannot be guessed from its hash.
    const salt = asking.command;
    return one(session, asking, 'plan.sealed', { text, salt, hash: sha256(`${salt}\n${text}`) });
  },
  'prediction.record': (session, prediction, asking) =>
    one(session, asking, 'prediction.recorded', { id: `p${session.predictions.length + 1}`, ...prediction }),
};

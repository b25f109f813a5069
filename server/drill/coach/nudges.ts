import type { Skill } from '../../protocol/onboarding.ts';

/** Seconds without a nudge after one. */
export const BETWEEN_NUDGES_S = 60;
/** Seconds that the coach keeps from what a colleague has just said. */
export const APART_FROM_BOTS_S = 6;

interface Nudge {
  /** Seconds that the skill is waited for before the coach says it. */
  afterS: number;
  text: string;
}

/**
 * First a question, then where to look in this product. Never the answer, the cause, a command, or a runbook that the
 * page does not name itself. Each is said once.
 */
export const NUDGES: Record<Skill, readonly [Nudge, Nudge]> = {
  acknowledge: [
    { afterS: 45, text: 'Something rings. Who has it?' },
    { afterS: 110, text: 'The page stands first under Alerts. Its button tells everybody that you have it.' },
  ],
  'read the payload': [
    { afterS: 100, text: 'What does the page say is broken, for whom, and how bad?' },
    {
      afterS: 180,
      text: 'Below the page’s title: its value and what is normal, what users notice, where to verify, a first step.',
    },
  ],
  declare: [
    { afterS: 150, text: 'Is this more than one pair of hands should carry? Who else needs to know that it is on?' },
    {
      afterS: 240,
      text: 'Declare stands below the channel. Anybody may, on suspicion, and lower the severity later.',
    },
  ],
  'find the runbook': [
    { afterS: 160, text: 'Has somebody met this before? Where would they have written it down?' },
    { afterS: 260, text: '“Find a runbook”, beside the terminal, searches by the literal words of a page.' },
  ],
  verify: [
    { afterS: 60, text: 'What came of the last step, and how do you know?' },
    {
      afterS: 150,
      text: 'Each step has checks below its command, which you judge or ask again; the charts show users’ side of it.',
    },
  ],
  update: [
    { afterS: 120, text: 'Who waits to hear from you, and since when?' },
    { afterS: 210, text: 'CAN update stands below the channel: condition, action, need, and when the next one comes.' },
  ],
  'hand over': [
    { afterS: 100, text: 'If you had to leave now: what would a colleague need to know to go on?' },
    {
      afterS: 190,
      text: '“Hand over” in this panel gives a role to a colleague, with a briefing: condition, action, need. It is done when they have read it back.',
    },
  ],
  close: [
    { afterS: 120, text: 'How would you know that it is over? Who would you tell?' },
    {
      afterS: 240,
      text: 'The charts have bounds, and Alerts says what still fires. All clear stands below the channel.',
    },
  ],
};

/** What is no rung of a skill: a moment of the drill, in words that hold whatever the drill is about. */
export const ASIDES = {
  quiet: 'Nothing has paged yet. What does a good minute look like here?',
  early: 'The all-clear is out. Do the alerts and the charts agree with it?',
  calmAgain: [
    'Nothing pages any more. Who was harmed meanwhile, who knows of it, and where is it written down?',
    'What is over can be declared, too: Declare stands below the channel. Updates, a handover and the all-clear follow from it.',
  ],
  still:
    'It has been quiet for a while, and a page still fires. What do you know by now, and what would you look at next?',
  promise: (at: string) => `An update was promised for ${at}. What has changed?`,
  end: (left: readonly Skill[]) =>
    left.length === 0
      ? 'It is over, and you have shown everything on the list. End the drill when you are ready; the debrief follows.'
      : `It is over. Not shown yet: ${left.join(', ')}. You may go on, or end the drill and play it again another day.`,
} as const;

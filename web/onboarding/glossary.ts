import type { Skill } from '../../server/protocol/onboarding.ts';

/** Words of an incident for somebody who meets them for the first time, each in a sentence. */
export const GLOSSARY = {
  page: 'An alert that needs a person now. It rings until somebody acknowledges it.',
  acknowledge: 'To say “I have it”: the others see that somebody looks, and it stops ringing. It repairs nothing.',
  payload:
    'What a page says beside its title: the value and what is normal, what users notice, where to verify, a first step.',
  declare:
    'To say aloud that this is an incident, and how bad. Anybody may, on suspicion; it can be called milder later.',
  severity: 'How bad it is for users: SEV-1 is the worst that is common, SEV-3 can wait for working hours.',
  runbook:
    'A page that says, step by step, what to look at and what to do when this alert fires, and how to check each step.',
  verify: 'To look whether a step did what it should, instead of assuming so.',
  update: 'What those outside are told: Condition, Action, Need, and when the next one comes. CAN for short.',
  'hand over':
    'To give a role to a colleague with all that they need to go on. It is done when they have read it back.',
  'read back': 'To repeat what one was told, so that both know it was understood.',
  'all-clear': 'The unmistakable word that it is over: nothing fires, users are served, nothing is left half done.',
  commander:
    'The Incident Commander (IC) decides who does what and keeps the overview. The others do the hands-on work.',
  debrief:
    'A talk about what happened, afterwards: about the system and the way of working, never about whose fault it was.',
} as const;

export type Word = keyof typeof GLOSSARY;

/** The word that a skill is explained by. */
export const SKILL_WORDS: Record<Skill, Word> = {
  acknowledge: 'acknowledge',
  'read the payload': 'payload',
  declare: 'declare',
  'find the runbook': 'runbook',
  verify: 'verify',
  update: 'update',
  'hand over': 'hand over',
  close: 'all-clear',
};

import type { Skill } from '../../protocol/onboarding.ts';

/** What showing a skill means, as the checklist says it. */
export const SKILL_MEANS: Record<Skill, string> = {
  acknowledge: 'Acknowledge the first page within its response time.',
  'read the payload': 'Open what the page points at before acting.',
  declare: 'Declare an incident with a severity.',
  'find the runbook': 'Open the runbook that the alert names, or a better one.',
  verify: 'Check a step against the system instead of assuming that it worked.',
  update: 'Send a CAN update that says when the next one comes.',
  'hand over': 'Give a role to a colleague with a briefing, and have it read back.',
  close: 'Give the all-clear when it is true.',
};

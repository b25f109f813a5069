import type { Skill } from '../../protocol/onboarding.ts';
import type { Session } from '../session.ts';
import type { BriefingPart } from './briefing.ts';
import { regionOf, type CoachSnapshot } from './machine.ts';

const ASKED_FOR: Record<BriefingPart, string> = {
  condition: 'what is the case',
  action: 'what is being done',
  need: 'what is promised or left to do',
};

/** Of a skill that was begun: what is still missing before it counts, in a sentence; null when nothing of it is there. */
export function missingOf(session: Session, seat: string, skill: Skill): string | null {
  const watch = session.coach.watch?.get(seat);
  if (!watch || regionOf(watch, skill) === 'seen') return null;
  const meant = session.coach.meant.get(seat)?.skill === skill;
  switch (skill) {
    case 'read the payload':
      return regionOf(watch, skill) === 'tooSoon'
        ? 'Something was changed before the page was read. Reading it now counts, as late.'
        : null;
    case 'verify':
      return regionOf(watch, skill) === 'waiting'
        ? 'A step was run or something was changed. Missing: a look at what came of it.'
        : null;
    case 'declare':
      return meant ? 'The channel has read it. Missing: the declaration, with a severity.' : null;
    case 'update':
      return meant ? 'The channel has read it. Missing: a CAN update, which says when the next one comes.' : null;
    case 'hand over':
      return handoverLacks(watch, meant);
    case 'close':
      if (regionOf(watch, skill) === 'early')
        return 'The all-clear was given while something still fired. It counts, as late, once it is true.';
      return meant ? 'The channel has read it. Missing: the all-clear itself.' : null;
    default:
      return null;
  }
}

function handoverLacks({ context }: CoachSnapshot, meant: boolean): string | null {
  const { briefed, handed } = context;
  if (!briefed && !handed) return meant ? 'The channel has read it. Missing: a role given to a colleague.' : null;
  const parts = briefed ? briefed.lacks.map((part) => ASKED_FOR[part]) : ['a briefing in the channel'];
  const lacks = [
    ...(handed ? [] : ['a role given to a colleague']),
    ...parts,
    ...(handed ? ['that the colleague reads it back'] : []),
  ];
  const there = [...(briefed ? ['words'] : []), ...(handed ? ['a role'] : [])].join(' and ');
  return `There: ${there}. Missing: ${lacks.join('; ')}.`;
}

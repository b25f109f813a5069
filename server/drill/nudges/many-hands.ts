import type { NudgeView } from '../../protocol/control.ts';
import type { Session } from '../session.ts';
import { wallWords } from '../words.ts';
import { nudge, type Pattern } from './nudge.ts';
import { fixersIn, type Hand } from './response.ts';

export const HERO: Pattern = {
  id: 'ic-as-hero-debugger',
  name: 'IC as hero debugger',
  ask: {
    persona: 'Duty manager',
    text: 'Who has the overview at the moment, and who has their hands on the keyboard?',
  },
};
const COMMANDS_BY_COMMANDER = 3;

export const SWARM: Pattern = {
  id: 'swarm-without-structure',
  name: 'Swarm without structure',
  ask: { persona: 'Duty manager', text: 'Whom do I ask how it stands? Who is in charge of this?' },
};
const SWARM_HANDS = 3;
const SWARM_WINDOW_S = 300;

/** PATTERN-5: lines from the seat that held command, when there were three or more and somebody else to run them. */
export function byCommander<H extends Hand>(hands: readonly H[], fixers: number): H[] | null {
  const own = hands.filter(({ commands }) => commands);
  return fixers >= 2 && own.length >= COMMANDS_BY_COMMANDER ? own : null;
}

export function heroSentence(count: number): string {
  return `${count} commands were run from the seat that held the Incident Commander role.`;
}

/** PATTERN-6: the first five minutes in which three or more seats ran commands before anybody took command. */
export function swarmWindow<H extends Hand>(hands: readonly H[]): H[] | null {
  const unled = hands.filter(({ led }) => !led);
  for (const [i, first] of unled.entries()) {
    const later = unled.findIndex(({ atS }, at) => at > i && atS - first.atS > SWARM_WINDOW_S);
    const window = unled.slice(i, later < 0 ? undefined : later);
    if (seatsOf(window) >= SWARM_HANDS) return window;
  }
  return null;
}

export function swarmSentence(window: readonly Hand[], clock: (atS: number) => string): string {
  const [from, to] = [clock(window[0]!.atS), clock(window.at(-1)!.atS)];
  return `${seatsOf(window)} seats ran commands between ${from} and ${to} while nobody held the Incident Commander role.`;
}

export function hero(session: Session): NudgeView | null {
  const own = byCommander(session.response.hands, fixersIn(session.seats.values()));
  if (!own) return null;
  const third = own[COMMANDS_BY_COMMANDER - 1]!;
  return nudge(session, HERO, { sinceS: own[0]!.atS, holdsFromS: third.atS, sentence: heroSentence(own.length) });
}

export function swarm(session: Session): NudgeView | null {
  const { response, scenario } = session;
  if (response.command.length > 0) return null;
  const window = swarmWindow(response.hands);
  if (!window) return null;
  const clock = (atS: number) => wallWords(scenario.world.startsAtMs, atS);
  const sinceS = window[0]!.atS;
  return nudge(session, SWARM, { sinceS, holdsFromS: sinceS, sentence: swarmSentence(window, clock) });
}

function seatsOf(hands: readonly Hand[]): number {
  return new Set(hands.map(({ seat }) => seat)).size;
}

import type { Session } from '../drill/session.ts';
import type { InjectDef } from '../scenario/scenario.ts';
import { journeyPlural } from './journey-figures.ts';
import type { Moment, MomentKind } from './moment.ts';
import { capital } from './moves.ts';
import { senderWords } from './sender.ts';

interface Names {
  from: string;
  rule: string;
  users: string;
}

/** How the titles of rounds about a message end. */
const WRITES = ' writes';

/** One question for each moment, and others for when it comes again. None of them knows the cause. */
const QUESTIONS: Record<MomentKind, ((names: Names) => string)[]> = {
  opening: [
    () =>
      'Before anything happens: who takes command, who types, who writes to customers, and what would make you declare an incident?',
  ],
  page: [
    ({ rule }) => `${rule} pages. Who is on it, which severity do you call, and what do you look at first?`,
    ({ rule }) => `Now ${rule} pages, too. Is it the same trouble or another one, and how would you tell?`,
  ],
  inject: [
    ({ from }) => `What do you answer ${from}, who does it, and when do they hear from you next?`,
    ({ from }) => `${capital(from)} is waiting. Who answers, and what do the others go on with meanwhile?`,
    ({ from }) => `Does what ${from} says change what you do next? If not, what do you answer?`,
  ],
  worse: [
    ({ users }) => `Users feel it in their ${users}. What do you look at first, and what do you not touch yet?`,
    ({ users }) => `It got worse for ${users}. Which two explanations fit all you see, and what would tell them apart?`,
    () => 'What changed, and when? Who could know, and have you asked them?',
  ],
  looked: [
    () => 'What do you know now, and what do you only guess? What is the smallest move that you could take back?',
    () => 'Does what you saw speak for a cause, or only not against it? What would prove you wrong?',
    () => 'You have a candidate or you have none: which move helps users in either case?',
  ],
  after: [
    () => 'Did it work? Which figure tells you, and what would you see by now if it had been the wrong move?',
    () => 'Did that help, harm or do nothing? How long do you wait before you take it back?',
    () => 'What is still not as it was, and is that yours to mend now?',
  ],
  restored: [
    () => 'Is it over? Who says so, what do customers hear, and what goes into the runbook?',
    () => 'It still holds. What would make it come back tonight, and who looks at it tomorrow?',
  ],
  quiet: [
    () => 'Nothing new for ten minutes. What do you use them for, and what would you be sorry not to have looked at?',
    () => 'Quiet again. Are you waiting for something in particular? Say what, and until when.',
    () => 'Who has been told what so far, and who has heard nothing?',
  ],
};

/** The question for this moment; one that was asked before comes again only when all were asked. */
export function questionOf(session: Session, moment: Moment, inject: InjectDef | null): string {
  const names = namesOf(session, moment, inject);
  const asked = session.rounds.map(({ view }) => view.question);
  const choices = QUESTIONS[moment.kind].map((words) => words(names));
  // Names differ from one message to the next: the question behind them must differ, too.
  const before = moment.kind === 'inject' ? session.rounds.filter(({ view }) => view.title.endsWith(WRITES)).length : 0;
  const inTurn = choices.map((_, at) => choices[(at + before) % choices.length]!);
  return inTurn.find((text) => !asked.includes(text)) ?? inTurn.at(-1)!;
}

function namesOf({ alerts, scenario }: Session, { happened }: Moment, inject: InjectDef | null): Names {
  const slo = scenario.world.slos.find(({ id }) => id === scenario.slo);
  const page = alerts.get(happened.pages[0] ?? '');
  const users = journeyPlural(slo?.journey ?? 'user');
  return { from: senderWords(inject?.from ?? ''), rule: page?.rule ?? 'An alert', users };
}

/** A title for the list of rounds. */
export function titleOf(session: Session, moment: Moment, inject: InjectDef | null): string {
  switch (moment.kind) {
    case 'opening':
      return 'Before anything happens';
    case 'page':
      return `${session.alerts.get(moment.happened.pages[0] ?? '')?.rule ?? 'An alert'} pages`;
    case 'inject':
      return inject ? `${capital(senderWords(inject.from))}${WRITES}` : 'News';
    case 'worse':
      return session.rounds.length === 1 ? 'Something is wrong' : 'It gets worse';
    case 'looked':
      return 'What you saw';
    case 'after':
      return 'What came of it';
    case 'restored':
      return session.rounds.some(({ view }) => view.title === 'It holds again') ? 'It still holds' : 'It holds again';
    case 'quiet':
      return 'Nothing new';
  }
}

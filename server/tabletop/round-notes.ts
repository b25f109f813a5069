import { conditionWords } from '../drill/condition-words.ts';
import type { Session } from '../drill/session.ts';
import { wallWords } from '../drill/words.ts';
import type { RoundNotesView } from '../protocol/tabletop.ts';
import type { Moment, MomentKind } from './moment.ts';
import { typedAs } from '../scenario/typed-as.ts';

const MOST_EXPECTED = 7;

/** What a prepared team does at such a moment, from the practice of incident response. */
const PRACTICE: Record<MomentKind, string[]> = {
  opening: [
    'Says who is Incident Commander, Operations Lead, Communications Lead and Scribe',
    'Says what would make them declare, and that anybody may',
    'Knows where to see what changed, and when',
  ],
  page: [
    'Somebody says that they are on it: the page is acknowledged',
    'An incident is declared on suspicion, with a severity and a reason for it',
    'One person takes command and says so; who commands does not type',
    'They ask since when, how many users, and what changed',
  ],
  inject: [
    'One person answers; the others go on',
    'The answer says condition, action, need and the time of the next update',
  ],
  worse: [
    'They tell what they know from what they guess',
    'They name at least two explanations and what would tell them apart',
    'They look before they touch, and say what they will not touch yet',
  ],
  looked: [
    'They say what the evidence rules out, not only what it supports',
    'They choose the smallest move that can be taken back, and say what would show that it was wrong',
  ],
  after: [
    'They name the figure that tells whether it worked, and how long they give it',
    'They take back what did not help before they try the next thing',
    'The decision and its reason are written down',
  ],
  restored: [
    'They check that nothing fires, that it has held, and that no temporary measure is left behind',
    'One person gives the all-clear, and customers hear it',
    'They name at least one thing that the runbook lacked',
  ],
  quiet: ['They say what they wait for and until when', 'Somebody outside the room hears where things stand'],
};

/** The facilitator's side of a round. */
export function notesOf(session: Session, number: number, moment: Moment): RoundNotesView {
  const texts = [...wanted(session, moment), ...PRACTICE[moment.kind]].slice(0, MOST_EXPECTED);
  return {
    number,
    expected: [...new Set(texts)].map((text, at) => ({ id: `e${at + 1}`, text, mark: null })),
    background: background(session, moment),
    next: nextOf(session),
  };
}

/** What the injects of this moment hope for, and objectives that it is time for. */
function wanted({ scenario, objectives }: Session, { happened, kind }: Moment): string[] {
  const injects = scenario.injects.filter(({ id, expects }) => happened.injects.includes(id) && expects !== '');
  const open = scenario.objectives.filter(({ id }) => objectives.get(id)?.state === 'open').map(({ text }) => text);
  const due = kind === 'page' || kind === 'worse' || kind === 'looked' ? open.slice(0, 3) : [];
  return [...injects.map(({ expects }) => expects), ...due];
}

function background(session: Session, { happened, kind }: Moment): string[] {
  const { scenario, created } = session;
  const seen = happened.symptoms.flatMap((at) => scenario.symptoms[at]?.what ?? []);
  const truth = [`What is behind it: ${scenario.variant.cause}`];
  if (kind === 'opening') return [...truth, scenario.hypothesis.private, ...herrings(session)].filter(Boolean);
  const helps = scenario.runbooks.find(({ id }) => id === scenario.variant.runbook);
  return [
    ...(seen.length > 0 ? [`Came true since the last round: ${seen.join('. ')}.`] : []),
    ...truth,
    ...(helps ? [`The runbook that fits: ${helps.id} ${helps.title}`] : []),
    ...scenario.tempting.map((move) => `If they want “${typedAs(move, scenario.world)}”: ${move.hurts}`),
    ...herrings(session),
    ...scenario.hints.map((hint) => `When the talk dries up: ${hint}`),
    ...(created.hypothesis === '' ? [] : [`The hypothesis that is tested: ${created.hypothesis}`]),
  ];
}

function herrings({ scenario }: Session): string[] {
  return scenario.redHerrings.map(({ what, why }) => `Not the cause: ${what}. ${why}`);
}

/** What the world has in store if nobody acts: the next inject that has its time, else one that waits for something. */
export function nextOf({ scenario, injects, clock, fired }: Session): RoundNotesView['next'] {
  const time = (atS: number) => wallWords(scenario.world.startsAtMs, atS);
  const faults = scenario.timeline
    .filter(({ atS, fault }) => atS > clock.atS && !fired.some((one) => one.fault === fault))
    .map(({ atS, fault }) => {
      const title = scenario.world.faults.find(({ id }) => id === fault)?.title ?? fault;
      return { atS, text: `At ${time(atS)} it begins: ${title}.` };
    });
  const waiting = scenario.injects.flatMap((inject): { atS: number | null; text: string }[] => {
    const state = injects.get(inject.id);
    if (state?.state !== 'to come') return [];
    const when = 'atS' in inject.when ? null : inject.when.condition;
    const from = `${inject.from}: “${inject.text}”`;
    if (state.atS !== null) return [{ atS: state.atS, text: `At ${time(state.atS)} ${from}` }];
    return [{ atS: null, text: `When ${when ? conditionWords(when) : 'you send it'}, ${from}` }];
  });
  const timed = [...faults, ...waiting].filter(
    (one): one is { atS: number; text: string } => one.atS !== null && one.atS > clock.atS,
  );
  return timed.sort((a, b) => a.atS - b.atS)[0] ?? waiting.find(({ atS }) => atS === null) ?? null;
}

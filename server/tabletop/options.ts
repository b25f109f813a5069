import { drawn } from '../drill/hash.ts';
import type { Session } from '../drill/session.ts';
import type { RoundOption } from '../protocol/tabletop.ts';
import { isOver, isUnderWay, type Moment } from './moment.ts';
import { capital, inSequence } from './moves.ts';
import { otherMoves } from './other-moves.ts';
import { declareLine, updateLine } from './process-lines.ts';
import { heardNames, isProposable, pagesOnTable } from './proposable.ts';
import { inQuestion } from './in-question.ts';
import { rehearseLine } from './rehearsed-line.ts';
import { openStages, type Stage } from './right-moves.ts';
import { typedLines } from './typed-lines.ts';

interface Candidate {
  text: string;
  lines: string[];
}

const MOST = 5;

/**
 * Three to five moves on the table: what a team could propose by now, where to look, what a team does besides, and
 * waiting. One of the proposals helps as soon as somebody could come up with it; neither the order, drawn by the seed, nor
 * the wording, nor the length tells which.
 */
export function optionsOf(session: Session, moment: Moment): RoundOption[] {
  const chosen = distinct(candidatesOf(session, moment)).slice(0, MOST);
  const key = ({ text, lines }: Candidate) =>
    drawn(session.created.seed, 'round', String(session.rounds.length + 1), text, ...lines);
  return [...chosen]
    .sort((a, b) => key(a) - key(b))
    .map(({ text, lines }, at) => ({
      id: 'abcde'[at] ?? `o${at + 1}`,
      text,
      lines,
      by: 'scenario',
      votes: [],
      hands: 0,
    }));
}

/** In the order in which they get a place. */
function candidatesOf(session: Session, moment: Moment): Candidate[] {
  if (moment.kind === 'opening') return OPENING;
  const [look, look2] = looks(session);
  const some = (...ones: (Candidate | undefined | null)[]) => ones.flatMap((one) => one ?? []);
  const [move, move2, move3] = proposals(session);
  if (isOver(session)) return some(allClear(session), move, look, LONGER, update(session));
  if (!isUnderWay(session)) return some(declare(session), look, look2, ANSWER, WAIT);
  if (isCalm(session)) return some(allClear(session), move, declare(session), look, LONGER);
  const process = declare(session) ?? (moment.kind === 'inject' ? update(session) : null);
  // Waiting is what happens when nobody acts; that users are served is something to say.
  if (session.stamps.impact === null) return some(move, move2, look, process, LEAVE, move3, look2, GATHER);
  return some(move, move2, move3, look, process, WAIT, look2, GATHER);
}

const OPENING: Candidate[] = [
  { text: 'Agree out loud who commands, who types, who writes to customers and who keeps the notes', lines: [] },
  { text: 'Look through the titles of the runbooks first', lines: [] },
  { text: 'Go through what changed today before anything happens', lines: [] },
];
const WAIT: Candidate = { text: 'Wait two minutes and watch the charts', lines: [] };
/** Something pages, and no promise is broken. */
const LEAVE: Candidate = { text: 'Say that users are served, and leave everything as it is', lines: [] };
const LONGER: Candidate = { text: 'Keep everybody here and watch for ten more minutes', lines: [] };
const GATHER: Candidate = {
  text: 'Gather more evidence: each looks at one thing, all compare in two minutes',
  lines: [],
};
const ANSWER: Candidate = { text: 'Answer whoever wrote, and ask for one example with its time', lines: [] };

/**
 * Moves that somebody could propose by now: the next one that helps, when it is among them, and others. Several others are
 * put together where the one that helps takes several steps.
 */
function proposals(session: Session): Candidate[] {
  const heard = heardNames(session);
  const acts = (line: string) => ({ line, actions: rehearseLine(session, line)?.actions ?? [] });
  const couldCome = ({ lines }: Stage) => isProposable(lines.map(acts), heard);
  const [stage] = openStages(session);
  const right = stage && couldCome(stage) ? stage : null;
  // A part of what helps is a move like any other while nobody could come up with the whole.
  const others = otherMoves(session).filter(
    (move) => !move.lines.some((line) => right?.lines.includes(line)) && couldCome(move),
  );
  // Once it is over nothing but what is left of the repair is worth proposing.
  const moves = isOver(session) ? [right] : [right, ...together(others, right?.phrases.length ?? 1)];
  return moves.flatMap((move) => (move ? { text: capital(inSequence(move.phrases)), lines: move.lines } : []));
}

/** Something paged, nobody was hurt, and nothing pages any more. */
function isCalm({ stamps, alerts }: Session): boolean {
  const pages = [...alerts.values()].some(({ state, tier }) => state === 'firing' && tier === 'page');
  return stamps.impact === null && !pages;
}

function together(moves: readonly Stage[], steps: number): Stage[] {
  const groups: Stage[] = [];
  for (let at = 0; at < moves.length; at += steps) {
    const group = moves.slice(at, at + steps);
    groups.push({ phrases: group.flatMap((one) => one.phrases), lines: group.flatMap((one) => one.lines) });
  }
  return groups;
}

/** Commands that only look: of the pages that lie open, then those that anybody asks. None twice. */
function looks(session: Session): Candidate[] {
  const typed = typedLines(session);
  const service = inQuestion(session);
  const steps = pagesOnTable(session).flatMap(({ steps: all }) =>
    all.flatMap(({ title, commands: [command] }) => (command ? { text: asking(title), lines: [command.text] } : [])),
  );
  const usual: Candidate[] = [
    { text: 'See which of the users’ requests fail', lines: [`promql 'sum by (journey, outcome) (rate(journey_requests_total[1m]))'`] }, // prettier-ignore
    { text: `Read what ${service} writes`, lines: [`logs ${service} --since 5m`] },
    { text: `Ask what changed in ${service}`, lines: [`deploy history ${service}`] },
    { text: `Look at the pods of ${service}`, lines: [`kubectl get pods -l app=${service}`] },
  ];
  const found: Candidate[] = [];
  for (const one of [...steps, ...usual]) {
    if (one.lines.some((line) => typed.has(line))) continue;
    const rehearsed = rehearseLine(session, one.lines[0] ?? '');
    if (!rehearsed?.works || rehearsed.actions.length > 0) continue;
    found.push(one);
    if (found.length === 2) break;
  }
  return found;
}

/** A page's heading says what was seen when it was written; at the table it is a question. */
function asking(title: string): string {
  return capital(title)
    .replace(/^See that /, 'See whether ')
    .replace(/, and that .*$/, '');
}

function declare(session: Session): Candidate | null {
  const { incident, alerts } = session;
  const open = [...alerts.values()].some(({ state, tier, ack }) => state === 'firing' && tier === 'page' && !ack);
  if (incident && !open) return null;
  const lines = [...(open ? ['alerts ack all'] : []), ...(incident ? [] : [declareLine(session)])];
  const words = [...(open ? ['acknowledge the page'] : []), ...(incident ? [] : ['declare an incident'])];
  return { text: capital(`${words.join(', ')}, and say so in the channel`), lines };
}

function update(session: Session): Candidate | null {
  const { incident } = session;
  if (!incident || incident.allClearAtS !== null) return null;
  const text = 'Send an update: condition, action, need, and when the next one comes';
  return { text, lines: [updateLine(session)] };
}

function allClear({ incident }: Session): Candidate {
  const given = incident?.allClearAtS != null;
  const lines = incident && !given ? ['incident allclear "Users are served again and we have checked it."'] : [];
  return {
    text: given ? 'Stand down and write down what the runbook lacked' : 'Give the all-clear and stand down',
    lines,
  };
}

function distinct(candidates: readonly Candidate[]): Candidate[] {
  const seen = new Set<string>();
  return candidates.filter(({ text }) => !seen.has(text) && seen.add(text));
}

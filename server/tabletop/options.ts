import { drawn } from '../drill/hash.ts';
import type { Session } from '../drill/session.ts';
import type { RoundOption } from '../protocol/tabletop.ts';
import { usualLine } from '../scenario/usual-line.ts';
import type { TemptingDef } from '../scenario/scenario.ts';
import { isOver, isUnderWay, type Moment } from './moment.ts';
import { capital, inSequence, moveWords } from './moves.ts';
import { declareLine, updateLine } from './process-lines.ts';
import { rehearseLine } from './rehearsed-line.ts';
import { openStages } from './right-moves.ts';

interface Candidate {
  text: string;
  lines: string[];
}

const MOST = 5;

/**
 * Three to five moves on the table: what helps, what tempts, where to look, what a team does besides, and waiting. Their
 * order is drawn by the seed, their wording is the same for all: neither tells which is which.
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
  if (isOver(session)) return some(allClear(session), right(session), look, LONGER, update(session));
  if (!isUnderWay(session)) return some(declare(session), look, look2, ANSWER, WAIT);
  const [tempting, tempting2] = temptations(session);
  const process = declare(session) ?? (moment.kind === 'inject' ? update(session) : null);
  const rest = session.stamps.impact === null ? LEAVE : WAIT;
  return some(right(session), tempting, look, process, rest, tempting2, look2);
}

const OPENING: Candidate[] = [
  { text: 'Agree out loud who commands, who types, who writes to customers and who keeps the notes', lines: [] },
  { text: 'Look through the titles of the runbooks first', lines: [] },
  { text: 'Go through what changed today before anything happens', lines: [] },
];
const WAIT: Candidate = { text: 'Wait two minutes and watch the charts', lines: [] };
/** Something pages, and no promise is broken. */
const LEAVE: Candidate = { text: 'Say that users are served, and leave everything as it is', lines: [] };
const LONGER: Candidate = { text: 'Keep the incident open and watch for ten more minutes', lines: [] };
const ANSWER: Candidate = { text: 'Answer whoever wrote, and ask for one example with its time', lines: [] };

/** The next move that helps. */
function right(session: Session): Candidate | null {
  const stage = openStages(session)[0];
  return stage ? { text: capital(stage.words), lines: stage.lines } : null;
}

/** Moves that come to mind and were not made yet. They stay on the table until somebody makes them, as the others do. */
function temptations(session: Session): Candidate[] {
  const { scenario, tempted, created } = session;
  const helping = new Set(openStages(session).flatMap(({ lines }) => lines));
  const open = scenario.tempting.flatMap((move, at) => {
    if (tempted.has(at)) return [];
    const found = temptation(session, move);
    return found && !found.lines.some((line) => helping.has(line)) ? [found] : [];
  });
  return open.sort((a, b) => drawn(created.seed, 'tempting', a.text) - drawn(created.seed, 'tempting', b.text));
}

function temptation(session: Session, { action, line: typed }: TemptingDef): Candidate | null {
  const line = typed ?? usualLine(action, session.scenario.world);
  if (line === null) return null;
  const rehearsed = rehearseLine(session, line);
  if (!rehearsed || rehearsed.actions.length === 0) return null;
  return { text: capital(inSequence(rehearsed.actions.map((one) => moveWords(one, line).now))), lines: [line] };
}

/** Commands that only look: of the runbooks that the firing alerts name, then of the others. None twice. */
function looks(session: Session): Candidate[] {
  const { scenario, alerts } = session;
  const named = [...alerts.values()]
    .filter(({ state, tier }) => state === 'firing' && tier !== 'fyi')
    .flatMap(({ payload }) => payload.firstStep?.runbook ?? []);
  const books = [...scenario.runbooks].sort((a, b) => Number(named.includes(b.id)) - Number(named.includes(a.id)));
  const typed = typedLines(session);
  const found: Candidate[] = [];
  for (const { steps } of books)
    for (const { title, commands } of steps) {
      const [command] = commands;
      if (!command || typed.has(command.text)) continue;
      const rehearsed = rehearseLine(session, command.text);
      if (!rehearsed?.works || rehearsed.actions.length > 0) continue;
      found.push({ text: capital(title), lines: [command.text] });
      if (found.length === 2) return found;
    }
  return found;
}

/** Every line that was typed so far, whoever did it. */
export function typedLines({ terminal }: Session): Set<string> {
  return new Set([...terminal.values()].flat().map(({ line }) => line));
}

function declare(session: Session): Candidate | null {
  const { incident, alerts } = session;
  const open = [...alerts.values()].some(({ state, tier, ack }) => state === 'firing' && tier === 'page' && !ack);
  if (incident && !open) return null;
  const lines = [...(open ? ['alerts ack all'] : []), ...(incident ? [] : [declareLine(session)])];
  const words = [...(open ? ['acknowledge the page'] : []), ...(incident ? [] : ['declare an incident'])];
  return { text: capital(`${words.join(' and ')}, and say so in the channel`), lines };
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

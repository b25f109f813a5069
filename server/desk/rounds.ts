import type { Admitted } from '../drill/decide/decide.ts';
import { draftAt } from '../drill/decide/decision.ts';
import { refuse } from '../drill/refuse.ts';
import type { Session } from '../drill/session.ts';
import { sameCommand, stepOfLine } from '../drill/steps.ts';
import type { AppliedLine, RoundView } from '../protocol/tabletop.ts';
import type { Refusal } from '../protocol/refusal.ts';
import type { Reply } from '../protocol/wire.ts';
import { watchLeap } from '../tabletop/leap-watch.ts';
import { roundOf } from '../tabletop/round.ts';
import type { Leap, LeapBy } from './leap.ts';
import { runLine, type LineDrill } from './terminal-line.ts';

/** The table's terminal, beside those that people type in. */
export const TABLE_TERMINAL = 'table';
/** Simulated seconds between two lines of one decision: somebody types them. */
const LINE_EVERY_S = 25;
/** What a decision needs at least to show, and when the world stops at the latest if nothing else happens. */
const AFTER_DEEDS = { settleS: 120, patienceS: 300 };
const AFTER_LOOKING = { settleS: 30, patienceS: 60 };
const AFTER_WORDS = { settleS: 0, patienceS: 300 };

/** Characters and lines of an output that the table sees. */
const OUTPUT_SHOWN = { lines: 12, characters: 1200 };

/** Opens the round about this second, without letting the world run: the first one, right after the start. */
export async function openRound(drill: LineDrill, by: LeapBy): Promise<number> {
  const opened = roundOf(drill.session);
  await drill.input([draftAt(drill.session, 'round.opened', opened, by)]);
  return opened.round.number;
}

/** Lets the world run to its next event and opens the round about it. */
export async function nextRound(
  drill: LineDrill,
  { seat, command }: Admitted<'round.next'>,
): Promise<Reply<{ number: number }>> {
  if (!isTabletop(drill)) return { ok: false, refusal: NO_TABLETOP };
  const by = { seat: seat.id, command };
  const number = await atOnce(drill, () =>
    drill.session.rounds.length === 0 ? openRound(drill, by) : runOn(drill, by, {}),
  );
  return { ok: true, result: { number } };
}

/** Runs the decision of the newest round in the world, lets it show, and opens the round about what came of it. */
export async function applyRound(
  drill: LineDrill,
  { seat, command, payload }: Admitted<'round.apply'>,
): Promise<Reply<{ number: number }>> {
  if (!isTabletop(drill)) return { ok: false, refusal: NO_TABLETOP };
  const round = drill.session.rounds.at(-1)?.view;
  const no = notToApply(round, payload.round);
  if (no || !round) return { ok: false, refusal: no ?? noRound() };
  const number = await atOnce(drill, () => runDecision(drill, round, seat, command));
  return { ok: true, result: { number } };
}

/**
 * What the table does is stored with what comes of it, up to the next round: a crash in the middle leaves the round as it
 * was decided, and the same command again does all of it.
 */
function atOnce<T>({ together }: LineDrill, work: () => Promise<T>): Promise<T> {
  return together ? together(work) : work();
}

async function runDecision(
  drill: Tabletop,
  round: RoundView,
  seat: Admitted['seat'],
  command: string,
): Promise<number> {
  const { session } = drill;
  const lines = round.options.find(({ id }) => id === round.decision?.option)?.lines ?? [];
  const deedsBefore = session.acted.length;
  const stopsBefore = stopsMet(session);
  const applied: AppliedLine[] = [];
  for (const line of lines) {
    if (applied.length > 0)
      await drill.leap(session.clock.atS + LINE_EVERY_S, () => false, { seat: seat.id, command: null });
    // A stop rule ends what the table does, too: the round is about where it stands.
    if (stopsMet(session) > stopsBefore) break;
    applied.push(await typeLine(drill, seat, line));
  }
  const by = { seat: seat.id, command };
  await drill.input([draftAt(session, 'round.applied', { round: round.number, lines: applied }, by)]);
  const next = { seat: seat.id, command: null };
  if (stopsMet(session) > stopsBefore) return openRound(drill, next);
  const pace = session.acted.length > deedsBefore ? AFTER_DEEDS : applied.length > 0 ? AFTER_LOOKING : AFTER_WORDS;
  return runOn(drill, next, pace);
}

function stopsMet({ control }: Session): number {
  return control.stops.filter(({ metAtS }) => metAtS !== null).length;
}

/** Starts, stops or lengthens the newest round's timer. It counts wall time: people talk while the world stands. */
export async function setTimer(
  drill: LineDrill,
  { seat, command, payload }: Admitted<'round.timer'>,
): Promise<Reply<void>> {
  const { session } = drill;
  const found = session.rounds.find(({ view }) => view.number === payload.round);
  if (!found) return { ok: false, refusal: noRound() };
  const nowMs = drill.desk?.parts.ticker.now() ?? 0;
  const timer = changed(found.view.timer, payload, nowMs);
  await drill.input([draftAt(session, 'round.timer', { round: payload.round, ...timer }, { seat: seat.id, command })]);
  return { ok: true, result: undefined };
}

function changed(
  timer: RoundView['timer'],
  { act, seconds }: Admitted<'round.timer'>['payload'],
  nowMs: number,
): RoundView['timer'] {
  const leftS = timer.endsAtMs === null ? timer.leftS : Math.max(0, Math.round((timer.endsAtMs - nowMs) / 1000));
  switch (act) {
    case 'start': {
      // Begun with a length of its own, gone on with, or begun anew when it had run out.
      const runS = seconds > 0 ? seconds : leftS > 0 ? leftS : timer.lengthS;
      const lengthS = seconds > 0 ? seconds : timer.lengthS;
      return { lengthS, endsAtMs: nowMs + runS * 1000, leftS: runS };
    }
    case 'stop':
      return { ...timer, endsAtMs: null, leftS };
    case 'add': {
      const endsAtMs = timer.endsAtMs === null ? null : Math.max(timer.endsAtMs, nowMs) + seconds * 1000;
      return { lengthS: timer.lengthS + seconds, endsAtMs, leftS: leftS + seconds };
    }
  }
}

async function runOn(drill: Tabletop, by: LeapBy, pace: { settleS?: number; patienceS?: number }): Promise<number> {
  const { session } = drill;
  const watch = watchLeap(session, pace);
  await drill.leap(watch.toS, watch.isThere, { seat: by.seat, command: null });
  // A stop rule may have ended it meanwhile; there is still something to talk about.
  const opened = roundOf(session, watch.happened);
  await drill.input([draftAt(session, 'round.opened', opened, by)]);
  return opened.round.number;
}

/** As if the table had typed it. A line that would go on shows its first output alone. */
async function typeLine(drill: LineDrill, seat: Admitted['seat'], line: string): Promise<AppliedLine> {
  const { session, parts } = drill;
  const table: LineDrill = { session, parts, input: (drafts) => drill.input(drafts) };
  await openPageOf(drill, seat.id, line);
  const step = stepOfLine(session, line);
  await runLine(
    table,
    { seat, command: null },
    { line, terminal: TABLE_TERMINAL, step: step && { ...step, how: 'terminal' } },
  );
  const ran = session.terminal.get(seat.id)?.at(-1);
  return ran
    ? { line, exitCode: ran.exitCode, output: shown(`${ran.stdout}${ran.stderr}`) }
    : { line, exitCode: 1, output: '' };
}

/** A line out of a runbook is read out of it: the page counts as opened, and the line as its step. */
async function openPageOf(drill: LineDrill, seat: string, line: string): Promise<void> {
  const { session } = drill;
  if (stepOfLine(session, line)) return;
  const found = session.scenario.runbooks.find(({ steps }) =>
    steps.some(({ commands }) => commands.some(({ text }) => sameCommand(text, line))),
  );
  if (found) await drill.input([draftAt(session, 'runbook.opened', { runbook: found.id }, { seat, command: null })]);
}

function shown(output: string): string {
  const lines = output.trimEnd().split('\n');
  const first = lines.slice(0, OUTPUT_SHOWN.lines).join('\n').slice(0, OUTPUT_SHOWN.characters);
  return lines.length > OUTPUT_SHOWN.lines || first.length < lines.join('\n').length ? `${first}\n…` : first;
}

/** A drill whose world runs only when a round lets it. */
type Tabletop = LineDrill & { leap: Leap };

function isTabletop(drill: LineDrill): drill is Tabletop {
  return drill.session.created.mode === 'tabletop' && drill.leap !== undefined;
}

const NO_TABLETOP = refuse(
  'round/none',
  'This drill has no rounds.',
  'Rounds belong to a tabletop; set one up to use them.',
);

function notToApply(round: RoundView | undefined, number: number): Refusal | null {
  if (!round) return noRound();
  if (round.number !== number || round.applied)
    return refuse('round/settled', 'This round is over.', 'Go on in the newest one.');
  if (!round.decision)
    return refuse('round/undecided', 'Nothing has been decided in this round.', 'Record the decision first.');
  return null;
}

function noRound(): Refusal {
  return refuse('round/none', 'There is no such round.', 'Open the next one first.');
}

import type { Session } from '../drill/session.ts';
import type { Action } from '../engine/input.ts';
import { movePhrases, moveWords } from './moves.ts';
import { rehearseLine } from './rehearsed-line.ts';
import { typedLines } from './typed-lines.ts';

/** Command lines that belong together and help, as the scenario's oracle or its runbook has them. */
export interface Stage {
  lines: string[];
  /** What each does: "stop the rollout of checkout where it is", "roll checkout back to the version before". */
  phrases: string[];
}

/** The oracle's lines that follow each other so closely are one move. */
const TOGETHER_S = 30;

/** What would help and has not been done, in the order in which it helps. */
export function openStages(session: Session): Stage[] {
  const typed = typedLines(session);
  return stagesOf(session).filter(({ lines }) => !lines.every((line) => typed.has(line)));
}

/** Without what the tools would refuse now, as halting a rollout that has ended; all of it where nothing would work. */
function doableNow(session: Session, lines: string[]): string[] {
  const doable = lines.filter((line) => rehearseLine(session, line)?.works !== false);
  return doable.length > 0 ? doable : lines;
}

function stagesOf(session: Session): Stage[] {
  const { bots, nothingWrong } = session.scenario;
  if (nothingWrong) return [];
  const groups = bots.oracle.length > 0 ? grouped(bots.oracle) : runbookMoves(session);
  return groups.map((group) => {
    const lines = doableNow(session, group);
    return { lines, phrases: [...new Set(lines.flatMap((line) => phrasesOf(session, line)))] };
  });
}

function grouped(lines: readonly { afterS: number; line: string }[]): string[][] {
  const groups: string[][] = [];
  let lastS = Number.NEGATIVE_INFINITY;
  for (const { afterS, line } of [...lines].sort((a, b) => a.afterS - b.afterS)) {
    if (afterS - lastS < TOGETHER_S) groups.at(-1)?.push(line);
    else groups.push([line]);
    lastS = afterS;
  }
  return groups;
}

/** For a scenario whose author wrote down no best way: the steps of its runbook that change something. */
function runbookMoves(session: Session): string[][] {
  const { runbooks, variant } = session.scenario;
  const steps = runbooks.find(({ id }) => id === variant.runbook)?.steps ?? [];
  return steps.flatMap(({ commands }) =>
    commands.flatMap(({ text }) => ((rehearseLine(session, text)?.actions.length ?? 0) > 0 ? [[text]] : [])),
  );
}

/** What the line would do now; for one that would do nothing now, what it is for, what a runbook calls it, or the line itself. */
function phrasesOf(session: Session, line: string): string[] {
  const actions = rehearseLine(session, line)?.actions ?? [];
  if (actions.length > 0) return movePhrases(actions, [line], 'now');
  const sessions = sessionsLine(line);
  if (sessions) return [moveWords(sessions, line).now];
  const step = session.scenario.runbooks
    .flatMap(({ steps }) => steps)
    .find(({ commands }) => commands.some(({ text }) => text.trim() === line.trim()));
  return [step ? `${step.title[0]?.toLowerCase()}${step.title.slice(1)}` : `run “${line}”`];
}

/** A line of psql that ends or cancels sessions, also while there are none. */
function sessionsLine(line: string): Action | null {
  const [, verb] = /pg_(cancel|terminate)_backend/.exec(line) ?? [];
  const [, db] = /psql\s.*?-h\s+(\S+)/.exec(line) ?? [];
  if (verb === undefined || db === undefined) return null;
  return { do: verb === 'cancel' ? 'db.cancel' : 'db.terminate', db, pids: [] };
}

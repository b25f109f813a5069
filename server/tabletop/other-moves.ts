import { drawn } from '../drill/hash.ts';
import type { Session } from '../drill/session.ts';
import { usualLine } from '../scenario/usual-line.ts';
import { inQuestion } from './in-question.ts';
import { movePhrases } from './moves.ts';
import { pagesOnTable } from './proposable.ts';
import { rehearseLine } from './rehearsed-line.ts';
import type { Stage } from './right-moves.ts';
import { typedLines } from './typed-lines.ts';

/** A deploy that is older comes to nobody's mind first. */
const RECENT_S = 3600;

/**
 * Moves that come to mind besides the one that helps, in an order that the seed draws: the scenario's tempting ones, the
 * next step of each page that lies open, and what anybody tries first. They stay until somebody makes them, as the one
 * that helps does.
 */
export function otherMoves(session: Session): Stage[] {
  const { seed } = session.created;
  const typed = typedLines(session);
  const lines = [...tempting(session), ...nextSteps(session, typed), ...firstMoves(session)];
  const moves = [...new Set(lines)].flatMap((line) => (typed.has(line) ? [] : (moveOf(session, line) ?? [])));
  const key = ({ lines: [line = ''] }: Stage) => drawn(seed, 'tempting', line);
  return moves.sort((a, b) => key(a) - key(b));
}

function tempting({ scenario, tempted }: Session): string[] {
  return scenario.tempting.flatMap(({ action, line }, at) =>
    tempted.has(at) ? [] : (line ?? usualLine(action, scenario.world) ?? []),
  );
}

/** Of each page the first command that changes something and was not typed yet. */
export function nextSteps(session: Session, typed: ReadonlySet<string>): string[] {
  return pagesOnTable(session).flatMap(({ steps }) => {
    const commands = steps.flatMap((step) => step.commands.map(({ text }) => text));
    return commands.find((text) => !typed.has(text) && changes(session, text)) ?? [];
  });
}

function firstMoves(session: Session): string[] {
  const { scenario, changes: known, clock } = session;
  const service = inQuestion(session);
  const recent = known.filter(({ kind, atS }) => kind === 'deploy' && clock.atS - atS < RECENT_S);
  const actions = [
    `service.restart ${service}`,
    `service.scale ${service}`,
    ...[...new Set(recent.map(({ target }) => target))].map((target) => `deploy.rollback ${target}`),
  ];
  return actions.flatMap((action) => usualLine(action, scenario.world) ?? []);
}

function changes(session: Session, line: string): boolean {
  return (rehearseLine(session, line)?.actions.length ?? 0) > 0;
}

function moveOf(session: Session, line: string): Stage | null {
  const actions = rehearseLine(session, line)?.actions ?? [];
  if (actions.length === 0) return null;
  return { lines: [line], phrases: movePhrases(actions, [line], 'now') };
}

import type { Session } from '../drill/session.ts';
import type { Action } from '../engine/input.ts';
import { splitLine } from '../shell/split-line.ts';

/** What a command line would do if it were typed now. */
export interface RehearsedLine {
  actions: Action[];
  /** Every tool of it took its arguments. */
  works: boolean;
}

/**
 * Asks the tools of a line what they would do; nothing happens. Null for a line that only a shell can read: variables,
 * `$(…)`, placeholders, files.
 */
export function rehearseLine(session: Session, line: string): RehearsedLine | null {
  if (/<[a-z][^>]*>|\$/i.test(line)) return null;
  const segments = splitLine(line.replace(/<\s*\/dev\/null/g, ''));
  if (!segments) return null;
  const known = session.sim.toolNames();
  const actions: Action[] = [];
  let works = true;
  for (const { stages } of segments) {
    const [first] = stages;
    if (!first || stages.some(({ redirected }) => redirected)) return null;
    const [tool = '', ...argv] = first.words.map(({ value }) => value);
    if (!known.includes(tool)) return null;
    const result = session.sim.runTool(contextOf(session), tool, argv, '');
    actions.push(...result.actions);
    works &&= result.exitCode === 0;
  }
  return { actions, works };
}

function contextOf({ scenario, clock }: Session) {
  return {
    seat: 'table',
    access: scenario.access,
    env: {},
    nowMs: scenario.world.startsAtMs + clock.atS * 1000,
  };
}

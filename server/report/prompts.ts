import type { Pattern } from '../scoring/patterns.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { isMove } from '../scenario/tempting-move.ts';
import { wallClock } from '../scoring/clock-words.ts';
import type { TakenAction } from '../scoring/mitigation.ts';
import type { Stamps } from '../scoring/stamps.ts';

/** What every blameless debrief asks (practice digest §8). */
const ALWAYS = [
  'What did we expect to happen, and what surprised us?',
  'What went well that we want to keep?',
  'Where were we lucky?',
  'What can we add to the runbook?',
];

/** Questions for the conversation: those of every debrief, the scenario's own, and those that this log raises. `right`: entries of moves that brought the service back; they tempted nobody. */
export function promptsOf(scenario: Scenario, stamps: Stamps, taken: readonly TakenAction[], patterns: readonly Pattern[], right: ReadonlySet<number> = new Set()): string[] {
  const raised: string[] = [];
  const clock = (atS: number) => wallClock(scenario.world.startsAtMs, atS);
  for (const move of scenario.tempting) {
    const { hurts } = move;
    const first = taken.find(({ action, entry }) => isMove(move, action) && !right.has(entry));
    if (first) raised.push(`At ${clock(first.atS)} “${first.line}” was run (${hurts.replace(/\.$/, '')}). What made it make sense at that moment?`);
  }
  if (stamps.detection && !stamps.ident) raised.push('The cause was not confirmed during the drill. What would have shown it?');
  if (stamps.impact && !stamps.mit) raised.push('The service was not back when the drill ended. What was the next move, and what did it wait for?');
  if (patterns.length > 0) raised.push(`The log shows “${patterns[0]!.name}”. What in our way of working makes that likely?`);
  return [...new Set([...ALWAYS, ...scenario.prompts, ...raised])];
} // prettier-ignore

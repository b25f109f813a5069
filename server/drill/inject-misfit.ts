import type { InjectDraft } from '../protocol/control.ts';
import type { Refusal } from '../protocol/refusal.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { refuse } from './refuse.ts';

/** What a written inject asks of a scenario that it does not have; null when all is there. */
export function injectMisfit(
  scenario: Pick<Scenario, 'id' | 'world' | 'injects'>,
  { id, lane, text, fault, when }: InjectDraft,
): Refusal | null {
  const what = `The inject “${text.slice(0, 60)}”`;
  if (fault !== null && !scenario.world.faults.some((known) => known.id === fault))
    return refuse(
      'fault/unknown',
      `${what} fires the fault "${fault}", which "${scenario.id}" does not have.`,
      'Choose a fault of this scenario, or none.',
    );
  const known = scenario.injects.find((one) => one.id === id);
  if (when === null && !known)
    return refuse(
      'inject/unknown',
      `${what} says nothing about when it fires.`,
      'Give it a time, or something to wait for.',
    );
  // One that came with the scenario may stand for what its world does by itself.
  if (fault === null && (lane === 'fault' || lane === 'traffic') && known?.via !== lane)
    return refuse(
      'request/malformed',
      `${what} says nothing to the team and fires no fault: nothing would happen.`,
      'Choose a fault of this scenario, or let a person say it.',
    );
  return when !== null && 'slo' in when ? unknownSlo(scenario, when.slo, what) : null;
}

/** Why `what` cannot wait for this promise. */
export function unknownSlo({ id, world }: Pick<Scenario, 'id' | 'world'>, slo: string, what: string): Refusal | null {
  const known = world.slos.map((one) => one.id);
  if (known.includes(slo)) return null;
  const message = `${what} waits for the promise "${slo}", which "${id}" does not have.`;
  return refuse('request/malformed', message, `Its promises are ${known.join(', ')}.`);
}

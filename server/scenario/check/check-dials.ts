import { dialIn, dialProblem } from '../../engine/fault-dials.ts';
import { isMap } from '../merge.ts';
import { withIds } from '../named.ts';
import type { Faults } from '../schema/fault.ts';
import type { Report } from './report.ts';

export type Dial = NonNullable<Faults[string]['deck']['parameters']>[string];

/** A fault's dials by themselves: bounds the right way round, a step that reaches the value, and a machine that listens. */
export function checkDials(id: string, { deck, machine }: Faults[string], report: Report): void {
  const dials = withIds(deck.parameters ?? {});
  const used = dialsIn(machine);
  for (const dial of dials) {
    const path = ['faults', id, 'deck', 'parameters', dial.id];
    const { min, max, step, value } = dial;
    if (step <= 0) report.error('fault/dial', [...path, 'step'], `step ${step} leads nowhere`, 'write a step above 0');
    else if (min >= max)
      report.error('fault/dial', [...path, 'max'], `max ${max} is not above min ${min}`, 'exchange them');
    else {
      const wrong = dialProblem(dials, { [dial.id]: value });
      if (wrong !== null)
        report.error('fault/dial', [...path, 'value'], `value ${value} cannot be dialled: ${wrong}`, 'choose another');
    }
    if (!used.has(dial.id))
      report.error('fault/dial', path, `no action of the machine uses "$${dial.id}"`, 'use it in params, or remove it');
  }
}

/** Names of the dials that a machine refers to, in `params` or as a delay. */
function dialsIn(machine: unknown, found = new Set<string>()): Set<string> {
  const note = (value: unknown): void => {
    const dial = dialIn(value);
    if (dial !== null) found.add(dial);
  };
  if (Array.isArray(machine)) machine.forEach((item) => dialsIn(item, found));
  if (isMap(machine)) {
    for (const [key, value] of Object.entries(machine)) {
      note(key);
      note(value);
      dialsIn(value, found);
    }
  }
  return found;
}

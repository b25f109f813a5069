import type { FaultParameter } from '../protocol/breaking.ts';
import type { Params } from './fault-vocabulary/word.ts';

/** What a dial is set to, by its id, in the dial's own unit. */
export type DialValues = Readonly<Record<string, number>>;

/** `$sessions`: the whole value of a machine's parameter, or the whole key of a delay, is what the dial says. */
const REFERENCE = /^\$([a-z][a-z0-9]*(?:-[a-z0-9]+)*)$/;

/** Smallest part of a step that counts: dials come from sliders, whose sums are not exact. */
const EXACT_TO = 1e-6;

/** The dial that a machine's value refers to; null when it is a value of its own. */
export function dialIn(value: unknown): string | null {
  return typeof value === 'string' ? (REFERENCE.exec(value)?.[1] ?? null) : null;
}

/** A dial's number as the model takes it: shares 0..1, times in seconds, rates per second; other units as they are. */
export function modelValue(unit: string, value: number): number {
  switch (unit) {
    case '%':
      // To the bits that the same percentage has in a scenario's file.
      return Math.round(value * 1e6) / 1e8;
    case 'ms':
      return value / 1000;
    case 'min':
      return value * 60;
    case 'h':
      return value * 3600;
    case '/min':
      return value / 60;
    default:
      return value;
  }
}

/** Every dial as the model takes it; what `set` does not name stands where the scenario put it. */
export function modelValues(dials: readonly FaultParameter[], set: DialValues = {}): DialValues {
  return Object.fromEntries(dials.map(({ id, unit, value }) => [id, modelValue(unit, set[id] ?? value)]));
}

/** Parameters of an action or guard with the dials read. */
export function withDials(params: Params, values: DialValues): Params {
  const dialled = Object.entries(params).some(([, value]) => dialIn(value) !== null);
  if (!dialled) return params;
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      const dial = dialIn(value);
      return [name, dial === null ? value : values[dial]];
    }),
  );
}

/** A machine with every dial where the scenario has it, or at one of its ends: what an engine without dials would read. */
export function withDialsAt(machine: unknown, dials: readonly FaultParameter[], end: 'value' | 'min' | 'max'): unknown {
  const values = Object.fromEntries(dials.map((dial) => [dial.id, modelValue(dial.unit, dial[end])]));
  const read = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(read);
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(
      Object.entries(node).map(([key, value]): [string, unknown] => {
        if (key === 'params') return [key, withDials((value ?? {}) as Params, values)];
        const dial = dialIn(key);
        return [dial === null ? key : String(Math.round(values[dial]! * 1000)), read(value)];
      }),
    );
  };
  return read(machine);
}

/** Where all dials stand when these are set: what a check and a firing are compared by. */
export function dialSettings(dials: readonly FaultParameter[], set: DialValues = {}): Record<string, number> {
  return Object.fromEntries(dials.map(({ id, value }) => [id, set[id] ?? value]));
}

/** Why these settings cannot be: a dial that is not there, beyond its bounds, or between two steps. Null = they can. */
export function dialProblem(dials: readonly FaultParameter[], set: DialValues): string | null {
  for (const [id, value] of Object.entries(set)) {
    const dial = dials.find((one) => one.id === id);
    if (dial === undefined) return `This fault has no dial "${id}".`;
    const { label, unit, min, max, step } = dial;
    if (value < min || value > max) return `${label} goes from ${min} to ${max} ${unit}; ${value} is outside.`;
    const steps = (value - min) / step;
    if (Math.abs(steps - Math.round(steps)) > EXACT_TO) return `${label} goes in steps of ${step} ${unit}.`;
  }
  return null;
}

import { paramKind } from '../engine/fault-vocabulary/param-kind.ts';
import { isMap } from './merge.ts';
import { readDuration, readGrowth, readPercent, readRate } from './quantities.ts';

/**
 * An authored fault machine as XState's config: `after: { 3m: … }` becomes milliseconds, and quantities with a unit in
 * the `params` of actions and guards become shares, seconds and rates by the kind that their name has in the vocabulary.
 * Nothing else is touched; what the names mean is checked by the engine.
 */
export function compileMachine(machine: Record<string, unknown>): Record<string, unknown> {
  return compileNode(machine) as Record<string, unknown>;
}

function compileNode(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(compileNode);
  if (!isMap(node)) return node;
  const entries = Object.entries(node).map(([key, value]): [string, unknown] => {
    if (key === 'after' && isMap(value)) return [key, compileDelays(value)];
    if (key === 'params') return [key, compileParams(value)];
    return [key, compileNode(value)];
  });
  return Object.fromEntries(entries);
}

function compileDelays(after: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(after).map(([delay, transition]): [string, unknown] => {
    const seconds = readDuration(delay);
    return [seconds === null ? delay : String(Math.round(seconds * 1000)), compileNode(transition)];
  });
  return Object.fromEntries(entries);
}

function compileParams(params: unknown): unknown {
  if (!isMap(params)) return params;
  const entries = Object.entries(params).map(([name, value]): [string, unknown] => [name, compileParam(name, value)]);
  return Object.fromEntries(entries);
}

/** A quantity as a parameter of that name takes it, in the engine's unit; what cannot be read stays as it is. */
export function compileParam(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  switch (paramKind(name)) {
    case 'share':
    case 'factor':
      return readPercent(value) ?? value;
    case 'seconds':
      return readDuration(value) ?? value;
    case 'per second':
      return readRate(value) ?? value;
    case 'GiB per hour':
      return readGrowth(value) ?? value;
    default:
      return value;
  }
}

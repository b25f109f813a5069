import { isMap } from './merge.ts';
import { readDuration, readQuantity } from './quantities.ts';

/**
 * An authored fault machine as XState's config: `after: { 3m: … }` becomes milliseconds, and quantities with a unit in
 * numeric `params` of actions and guards (`share`, `factor`, `s` and names that end in `S`) become shares, seconds and
 * rates per second. Nothing else is touched; what the names mean is checked by the engine.
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
  const entries = Object.entries(params).map(([key, value]): [string, unknown] => [
    key,
    typeof value === 'string' && isNumeric(key) ? readQuantity(value) : value,
  ]);
  return Object.fromEntries(entries);
}

function isNumeric(param: string): boolean {
  return param === 'share' || param === 'factor' || param === 's' || param.endsWith('S');
}

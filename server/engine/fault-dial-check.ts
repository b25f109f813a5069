import type { FaultParameter } from '../protocol/breaking.ts';
import type { MachineProblem } from './fault-check.ts';
import { dialIn } from './fault-dials.ts';

/** Dials that a machine names and its deck does not have. `path` leads there as in `checkMachine`. */
export function unknownDials(config: unknown, dials: readonly FaultParameter[]): MachineProblem[] {
  const problems: MachineProblem[] = [];
  const known = dials.map(({ id }) => id);
  const look = (value: unknown, path: string, param?: string): void => {
    const dial = dialIn(value);
    if (dial === null || known.includes(dial)) return;
    const remedy = known.length > 0 ? `known: ${known.join(', ')}` : 'declare it under deck.parameters';
    problems.push({ path, message: `unknown dial "$${dial}"; ${remedy}`, ...(param === undefined ? {} : { param }) });
  };
  const walk = (node: unknown, path: string): void => {
    if (Array.isArray(node)) node.forEach((item) => walk(item, path));
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
    for (const [key, value] of Object.entries(node)) {
      // State names stand in a path without their "states".
      const at = key === 'states' || key === 'params' ? path : path === '' ? key : `${path}.${key}`;
      if (key === 'params') for (const [name, set] of Object.entries(value as object)) look(set, at, name);
      else {
        look(key, at);
        walk(value, at);
      }
    }
  };
  walk(config, '');
  return problems;
}

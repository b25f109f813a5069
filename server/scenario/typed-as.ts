import type { WorldSpec } from '../engine/spec.ts';
import type { TemptingDef } from './scenario.ts';
import { usualLine } from './usual-line.ts';

/** A tempting move as somebody would type it; where nobody can say how, the action in words. */
export function typedAs({ action, line }: Pick<TemptingDef, 'action' | 'line'>, world: WorldSpec): string {
  return line ?? usualLine(action, world) ?? action.replace('.', ' ');
}

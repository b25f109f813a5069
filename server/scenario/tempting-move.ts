import { actionName, type Action } from '../engine/input.ts';
import type { TemptingDef } from './scenario.ts';

/**
 * Whether an action is this tempting move. Where the move says how it is typed, a setting must be the same one, and a share
 * of users let in at least as large: turning the breaker on is not raising the retries, and 20 % is not 50 %.
 */
export function isMove({ action: name, line }: TemptingDef, action: Action): boolean {
  if (actionName(action) !== name) return false;
  if (line === undefined) return true;
  switch (action.do) {
    case 'config.set':
      return line.includes(`${action.key}=`) || line.includes(`${action.key}-`);
    case 'traffic.admit': {
      const percent = /(\d+)\s*%/.exec(line)?.[1];
      return percent === undefined || (action.share < 1 && 100 * action.share >= Number(percent));
    }
    case 'service.scale': {
      const replicas = /--replicas[= ](\d+)/.exec(line)?.[1];
      return replicas === undefined || action.replicas >= Number(replicas);
    }
    default:
      return true;
  }
}

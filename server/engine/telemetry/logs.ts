import type { LogLine } from '../inspect.ts';
import type { World } from '../world.ts';

/** Which lines are wanted: `fromS` < time <= `toS`; at most `limit`, the newest ones. */
export interface LogQuery {
  service?: string;
  pod?: string;
  fromS: number;
  toS: number;
  level?: LogLine['level'];
  limit: number;
}

/** Log lines, oldest first. */
export function logLines(_world: World, _query: LogQuery): LogLine[] {
  return [];
}

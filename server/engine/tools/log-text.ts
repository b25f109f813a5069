import type { LogLine } from '../inspect.ts';
import type { World } from '../world.ts';
import { isoTime } from './when.ts';

/** One structured line as the services write it: time, level, message, then key=value. */
export function logText(world: World, line: LogLine): string {
  const fields = Object.entries(line.fields).map(
    ([key, value]) => `${key}=${typeof value === 'string' && /[\s"=]/.test(value) ? JSON.stringify(value) : value}`,
  );
  return [
    isoTime(world.spec.startsAtMs + line.atS * 1000),
    line.level.toUpperCase().padEnd(5),
    line.message,
    ...fields,
  ].join(' ');
}

import type { LogLine } from '../inspect.ts';
import type { At } from './series-reader.ts';

/** One kind of line: how often it is due in the window of a sample, and what it says. */
export interface Voice {
  service: string;
  level: LogLine['level'];
  /** Its message with … for what varies from line to line: what makes two lines alike. */
  shape: string;
  /** Words that may stand for the …, beside numbers, hexadecimal ids and names of pods. */
  words: string;
  count: At;
  /** Fields that are the same in all its lines; `say` has them too. */
  fixed?: Record<string, string | number>;
  /** Lines shown per window at most: a log store samples too. The count is not. */
  most: number;
  pods: (n: number) => readonly string[];
  /** `draw` are 32 random bits of this line. */
  say: (n: number, draw: number) => { message: string; fields?: Record<string, string | number> };
  /** Key of the `Failure` that it tells of; '' = any of the service's; absent = none. */
  failure?: string;
}

export const LEVELS: readonly LogLine['level'][] = ['debug', 'info', 'warn', 'error', 'fatal'];

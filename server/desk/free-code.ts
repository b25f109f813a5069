import { speakableCode } from '../account/join-code.ts';
import type { DeskParts } from './parts.ts';

/** A join code that no drill has. */
export async function freeCode({ store, draw }: Pick<DeskParts, 'store' | 'draw'>): Promise<string> {
  for (;;) {
    const code = speakableCode(draw);
    if (!(await store.drillByJoinCode(code))) return code;
  }
}

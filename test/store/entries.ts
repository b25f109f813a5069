import { createHash, randomUUID } from 'node:crypto';
import type { AnyEntry } from '../../server/drill/entry.ts';
import type { DrillMeta } from '../../server/store/log-store.ts';

export function aDrill(id = randomUUID(), createdMs = 1_700_000_000_000): DrillMeta {
  return {
    id,
    scenario: 'connection-pool-exhaustion',
    cover: 'Thursday afternoon',
    joinCode: `code-${id}`,
    createdBy: 'p1',
    createdMs,
  };
}

/** `count` chat lines that follow `after`; the text makes them (and their hashes) differ. */
export function lines(drill: string, after: number, count: number, text = 'hello'): AnyEntry[] {
  return Array.from({ length: count }, (_, index) => {
    const seq = after + 1 + index;
    return {
      drill,
      seq,
      kind: 'chat.said',
      v: 1,
      simMs: seq * 1000,
      wallMs: 1_700_000_000_000 + seq,
      seat: 's1',
      command: randomUUID(),
      payload: { id: `m${seq}`, channel: 'team', text, persona: null },
      hash: createHash('sha256').update(`${drill}/${seq}/${text}`).digest('hex'),
    };
  });
}

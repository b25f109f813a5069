import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical.ts';
import type { AnyDraft, AnyEntry } from './entry.ts';

/** Where a log stands: its last sequence number and hash; before the first entry both are the beginning. */
export interface LogHead {
  seq: number;
  hash: string;
}

export const EMPTY_LOG: LogHead = { seq: 0, hash: '0'.repeat(64) };

/** Gives a draft its place in the log: the next number, and the hash chained to all before it. */
export function seal(head: LogHead, drill: string, wallMs: number, draft: AnyDraft): AnyEntry {
  const entry = {
    drill,
    seq: head.seq + 1,
    kind: draft.kind,
    v: draft.v,
    simMs: draft.simMs,
    wallMs,
    seat: draft.seat,
    command: draft.command,
    payload: draft.payload,
  };
  return { ...entry, hash: chainHash(head.hash, entry) } as AnyEntry;
}

/** SHA-256, hex, of the previous hash, a line break and the entry's canonical JSON without its own hash. */
function chainHash(previous: string, entry: Omit<AnyEntry, 'hash'>): string {
  const { drill, seq, kind, v, simMs, wallMs, seat, command, payload } = entry;
  return sha256(`${previous}\n${canonicalJson({ drill, seq, kind, v, simMs, wallMs, seat, command, payload })}`);
}

/**
 * The first entry that breaks the chain, with the reason, or null. An intact chain has dense numbers from 1,
 * one drill, a simulated clock that never falls, and every hash right.
 */
export function firstBreak(entries: readonly AnyEntry[]): { seq: number; reason: string } | null {
  let head = EMPTY_LOG;
  let simMs = 0;
  for (const entry of entries) {
    const seq = head.seq + 1;
    if (entry.seq !== seq) return { seq, reason: `expected entry ${seq}, found ${entry.seq}` };
    if (entry.drill !== entries[0]?.drill) return { seq, reason: `belongs to drill ${entry.drill}` };
    if (entry.simMs < simMs)
      return { seq, reason: `its simulated time ${entry.simMs} ms lies before entry ${seq - 1}` };
    if (chainHash(head.hash, entry) !== entry.hash) return { seq, reason: 'its hash does not fit its content' };
    head = entry;
    simMs = entry.simMs;
  }
  return null;
}

export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** A number in 0..1 (1 excluded) that depends on nothing but its names: small draws outside the engine. */
export function drawn(...names: readonly string[]): number {
  return Number.parseInt(sha256(names.join('\u0000')).slice(0, 12), 16) / 2 ** 48;
}

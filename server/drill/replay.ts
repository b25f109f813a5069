import type { Scenario } from '../scenario/scenario.ts';
import { advance, type Applied } from './advance.ts';
import { applyInput } from './apply.ts';
import { canonicalJson } from './canonical.ts';
import { isOutcome, type AnyDraft, type AnyEntry, type Entry, type EntryPayloads } from './entry.ts';
import { firstBreak, sha256 } from './hash.ts';
import { createSession, type Session } from './session.ts';
import type { Simulation } from './simulation.ts';
import { upcast } from './upcast.ts';

/** What a drill was made of, as its first entry names it; throws when it is not there any more. */
export interface Stage {
  scenario: Scenario;
  sim: Simulation;
}
export type ResolveStage = (created: EntryPayloads['drill.created']) => Stage;

interface ReplayResult {
  entries: number;
  /** SHA-256 over what the replay brought about: equal on every machine. */
  digest: string;
  /** True when the chain is intact and every stored outcome came about again, in its place, and no other. */
  matches: boolean;
  firstDifference?: Difference;
}

interface Difference {
  /** Sequence number in the log at which they part; one past the end when the log stops short. */
  seq: number;
  stored: string | null;
  replayed: string | null;
  reason: string;
}

/** The session that a log leads to, with everything that came about on the way. */
interface Rebuilt {
  session: Session;
  applied: Applied[];
}

/** Runs the inputs of a log again and compares the outcomes with those that are stored. */
export function replay(entries: readonly AnyEntry[], resolve: ResolveStage): ReplayResult {
  const broken = firstBreak(entries);
  if (broken) {
    const difference = { seq: broken.seq, stored: null, replayed: null, reason: broken.reason };
    return { entries: entries.length, digest: '', matches: false, firstDifference: difference };
  }
  const { applied } = rebuild(entries, resolve);
  const replayed = [created(entries), ...applied.map(({ draft }) => draft)];
  const result = { entries: entries.length, digest: sha256(replayed.map(comparable).join('\n')) };
  const difference = firstDifferenceOf(
    entries.map((entry) => upcast(entry)),
    replayed,
  );
  return difference ? { ...result, matches: false, firstDifference: difference } : { ...result, matches: true };
}

/** Replays the inputs up to the last logged second. Stored outcomes are not read, except for the time they tell. */
export function rebuild(
  entries: readonly AnyEntry[],
  resolve: ResolveStage,
  prepare: (session: Session) => void = () => undefined,
): Rebuilt {
  const steps = rebuilding(entries, resolve, prepare);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same, entry by entry: a server that has other drills lets them have their turn in between. */
export function* rebuilding(
  entries: readonly AnyEntry[],
  resolve: ResolveStage,
  prepare: (session: Session) => void,
): Generator<undefined, Rebuilt> {
  const first = created(entries);
  const { scenario, sim } = resolve(first.payload);
  const session = createSession(scenario, sim, first);
  prepare(session);
  const applied: Applied[] = [];
  for (const stored of entries.slice(1)) {
    const entry = upcast(stored);
    if (isOutcome(entry.kind)) applied.push(...advance(session, Math.round(entry.simMs / 1000)));
    else applied.push(...applyInput(session, entry));
    yield;
  }
  return { session, applied };
}

/** What a replay must reproduce of an entry: all but its place in the log, its hash and the wall clock. */
function comparable({ kind, v, simMs, seat, command, payload }: AnyDraft): string {
  return canonicalJson({ kind, v, simMs, seat, command, payload });
}

function created(entries: readonly AnyEntry[]): Entry<'drill.created'> {
  const first = entries[0];
  if (first?.kind !== 'drill.created') throw new Error('a log begins with drill.created');
  return upcast(first) as Entry<'drill.created'>;
}

/** Where two lists of entries part; `seq` counts from 1 in both. */
export function firstDifferenceOf(stored: readonly AnyDraft[], replayed: readonly AnyDraft[]): Difference | null {
  const length = Math.max(stored.length, replayed.length);
  const text = (entry: AnyDraft | undefined) => (entry ? comparable(entry) : null);
  for (let at = 0; at < length; at++) {
    const [was, is] = [text(stored[at]), text(replayed[at])];
    if (was === is) continue;
    const reason =
      was === null
        ? 'the replay went on where the log ends'
        : is === null
          ? 'the log has an entry that the replay does not bring about'
          : 'the replay brings about something else';
    return { seq: at + 1, stored: was, replayed: is, reason };
  }
  return null;
}

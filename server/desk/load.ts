import type { AnyEntry, Entry } from '../drill/entry.ts';
import { EMPTY_LOG, firstBreak, seal, type LogHead } from '../drill/hash.ts';
import { firstDifferenceOf, rebuilding, type rebuild } from '../drill/replay.ts';
import type { Session } from '../drill/session.ts';
import { upcast } from '../drill/upcast.ts';
import { pinnedScenario } from '../library/pinned-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { AudienceStreams } from './audience-streams.ts';
import type { DeskParts } from './parts.ts';

/** Wall milliseconds for which a replay may keep the processor. */
const TURN_MS = 50;

/** A drill as its log left it. */
interface LoadedDrill {
  session: Session;
  head: LogHead;
  streams: AudienceStreams;
  /** Outcomes that the last server brought about and did not live to store; they belong at the end of the log. */
  missing: AnyEntry[];
}

/** The log cannot be continued here; the message says why, in a sentence for the operator. */
export class CannotLoad extends Error {
  override readonly name = 'CannotLoad';
}

/**
 * Replays a log to its last second, with the scenario as it was when the drill was created. Throws `CannotLoad` when the
 * log was tampered with, when that scenario is nowhere any more, or when this engine brings about something else than
 * what people saw.
 */
export async function loadDrill(
  parts: DeskParts,
  entries: readonly AnyEntry[],
  names: Record<string, string>,
): Promise<LoadedDrill> {
  const broken = firstBreak(entries);
  if (broken) throw new CannotLoad(`its log is damaged at entry ${broken.seq}: ${broken.reason}`);
  const first = entries[0] as Entry<'drill.created'>;
  const scenario = await sameScenario(parts, first);
  const { session, applied } = await replayed(parts, entries, scenario, names);
  const drafts = applied.map(({ draft }) => draft);
  const stored = entries.slice(1).map((entry) => upcast(entry));
  const difference = firstDifferenceOf(stored, drafts.slice(0, stored.length));
  if (difference) throw new CannotLoad(`entry ${difference.seq + 1} came out differently: ${difference.reason}`);
  const streams = new AudienceStreams(first.drill);
  for (const { events } of applied) streams.push(events);
  return { session, streams, ...sealed(entries, drafts.slice(stored.length), parts.ticker.now()) };
}

/** A long drill takes seconds to replay, and other drills go on meanwhile. */
async function replayed(
  { simulate }: DeskParts,
  entries: readonly AnyEntry[],
  scenario: Scenario,
  names: Record<string, string>,
): Promise<ReturnType<typeof rebuild>> {
  const resolve = ({ seed }: { seed: string }) => ({ scenario, sim: simulate(scenario, seed) });
  const nameSeats = (session: Session) => {
    for (const [seat, name] of Object.entries(names)) session.names.set(seat, name);
  };
  try {
    const steps = rebuilding(entries, resolve, nameSeats);
    let sinceMs = performance.now();
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
      if (performance.now() - sinceMs < TURN_MS) continue;
      await new Promise((goOn) => setImmediate(goOn));
      sinceMs = performance.now();
    }
  } catch (cause) {
    throw new CannotLoad('replaying its log failed', { cause });
  }
}

async function sameScenario(parts: DeskParts, { payload }: Entry<'drill.created'>): Promise<Scenario> {
  if (payload.engine !== parts.engine) {
    throw new CannotLoad(
      `it was played with engine ${payload.engine}, this server has ${parts.engine}; its recorded outcomes stay readable`,
    );
  }
  const scenario = await pinnedScenario(parts, payload);
  if (!scenario)
    throw new CannotLoad(`its scenario "${payload.scenario}" is gone or has changed, and no copy was kept with it`);
  return scenario;
}

function sealed(
  entries: readonly AnyEntry[],
  drafts: Parameters<typeof seal>[3][],
  wallMs: number,
): Pick<LoadedDrill, 'head' | 'missing'> {
  const last = entries.at(-1);
  let head: LogHead = last ? { seq: last.seq, hash: last.hash } : EMPTY_LOG;
  const missing = drafts.map((draft) => {
    const entry = seal(head, entries[0]!.drill, wallMs, draft);
    head = { seq: entry.seq, hash: entry.hash };
    return entry;
  });
  return { head, missing };
}

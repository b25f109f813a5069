import { answerOf } from '../drill/answer.ts';
import type { Admitted } from '../drill/decide/decide.ts';
import { draftAt } from '../drill/decide/decision.ts';
import type { AnyEntry } from '../drill/entry.ts';
import { seal } from '../drill/hash.ts';
import { isRefusal, refuse } from '../drill/refuse.ts';
import type { Session } from '../drill/session.ts';
import { clockWords } from '../drill/words.ts';
import type { Refusal } from '../protocol/refusal.ts';
import type { Reply } from '../protocol/wire.ts';
import type { DrillMeta, NewBranch } from '../store/log-store.ts';
import { carriedOver, cutLog } from './cut-log.ts';
import { freeCode } from './free-code.ts';
import { newId } from './ids.ts';
import type { DeskParts } from './parts.ts';
import type { LineDrill } from './terminal-line.ts';

/**
 * Goes on from an earlier second in a drill of its own, in which everybody sits who sits here; this one ends and is kept
 * (docs/decisions/009). The branch and the end of this drill are stored together: a crash leaves both or neither.
 */
export async function rewind(drill: LineDrill, admitted: Admitted<'drill.rewind'>): Promise<Reply<unknown>> {
  const { seat, command, name, payload } = admitted;
  const { session, desk } = drill;
  if (!desk) return { ok: false, refusal: NO_STORE };
  const { atS } = payload;
  if (atS > session.clock.atS) return { ok: false, refusal: notReached(atS, session.clock.atS) };
  const reason = sentence(`Rewound to ${clockWords(atS)}`, payload.reason);
  // What they showed belongs to both.
  await drill.following?.endAll();
  const branch = await branchAt(desk.parts, session, atS, reason);
  if (isRefusal(branch)) return { ok: false, refusal: branch };
  const { meta, entries, names } = branch;
  const ended = { reason, continuedAs: { drill: meta.id, atS } };
  const no = await desk.adopt(entries, names, async (all) => {
    const end = draftAt(session, 'drill.ended', ended, { seat: seat.id, command });
    await drill.input([end], { meta, entries: all });
  });
  if (no) return { ok: false, refusal: no };
  return answerOf(session, name, payload, session.answers.get(command) ?? null);
}

/** The branch as it will begin; nothing of it is stored yet. */
async function branchAt(
  desk: DeskParts,
  session: Session,
  atS: number,
  reason: string,
): Promise<(NewBranch & { names: Record<string, string> }) | Refusal> {
  const { store, ticker, draw, logError } = desk;
  const { drill } = session;
  try {
    const from = await store.drill(drill);
    if (!from) throw new Error('the drill is not in the store');
    const meta = { ...from, id: newId('d', draw), joinCode: await freeCode(desk), createdMs: ticker.now() };
    const entries = branchLog(await store.read(drill), session, meta, atS, reason);
    return { meta, entries, names: await store.seatNames(drill) };
  } catch (error) {
    // Nothing has changed here, so trouble in it harms this command alone.
    logError({ drill, seq: 0, what: 'drill.rewind', error });
    return refuse('server/unexpected', 'Something unexpected went wrong here.', 'Nothing has changed. Try again.');
  }
}

/** The cut log, what holds on, and the pause in which the branch waits for everybody. */
function branchLog(
  all: readonly AnyEntry[],
  from: Session,
  { id, joinCode, createdMs }: DrillMeta,
  atS: number,
  reason: string,
): AnyEntry[] {
  const entries = cutLog(all, { drill: id, joinCode, branchOf: { drill: from.drill, atS } });
  const goOn = from.created.mode === 'tabletop' ? 'Go on to the next round' : 'Resume';
  const pause = draftAt(from, 'drill.paused', { reason: `${reason} ${goOn} when everybody is ready.` });
  for (const draft of [...carriedOver(all.slice(entries.length), atS), { ...pause, simMs: atS * 1000 }])
    entries.push(seal(entries.at(-1)!, id, createdMs, draft));
  return entries;
}

function sentence(what: string, why: string): string {
  const text = why === '' ? what : `${what}: ${why}`;
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

function notReached(atS: number, nowS: number): Refusal {
  const message = `The drill has not come to ${clockWords(atS)} yet; it stands at ${clockWords(nowS)}.`;
  return refuse('checkpoint/unknown', message, 'Choose a moment that has passed.');
}

const NO_STORE = refuse('checkpoint/unknown', 'Nothing of this drill is kept.', 'Rewind a drill with people.');

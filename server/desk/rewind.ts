import { answerOf } from '../drill/answer.ts';
import type { Admitted } from '../drill/decide/decide.ts';
import { draftAt } from '../drill/decide/decision.ts';
import type { AnyEntry } from '../drill/entry.ts';
import { seal, sha256 } from '../drill/hash.ts';
import { refuse } from '../drill/refuse.ts';
import type { Session } from '../drill/session.ts';
import { clockWords } from '../drill/words.ts';
import type { Refusal } from '../protocol/refusal.ts';
import type { Reply } from '../protocol/wire.ts';
import { StoreUnavailable } from '../store/log-store.ts';
import { carriedOver, cutLog } from './cut-log.ts';
import { freeCode } from './free-code.ts';
import { newId } from './ids.ts';
import type { DeskParts } from './parts.ts';
import type { LineDrill } from './terminal-line.ts';

/**
 * Goes on from an earlier second in a drill of its own, in which everybody sits who sits here; this one ends and is kept
 * (docs/decisions/009). The branch is stored whole, people are seated in it, it is opened, then this drill ends: a crash
 * in between loses nothing, and the same command again finishes what it began.
 */
export async function rewind(drill: LineDrill, admitted: Admitted<'drill.rewind'>): Promise<Reply<unknown>> {
  const { seat, command, name, payload } = admitted;
  const { session, desk } = drill;
  if (!desk) return { ok: false, refusal: NO_STORE };
  const { atS } = payload;
  if (atS > session.clock.atS) return { ok: false, refusal: notReached(atS, session.clock.atS) };
  const reason = sentence(`Rewound to ${clockWords(atS)}`, payload.reason);
  const branch = branchId(session.drill, command);
  const no = await branchOff(desk.parts, session, { id: branch, atS, reason });
  if (no) return { ok: false, refusal: no };
  await seatEverybody(desk.parts, session.drill, branch);
  // Opened before this one ends: if it could not go on there, people go on here.
  const shut = await desk.open(branch);
  if (shut) return { ok: false, refusal: shut };
  await drill.following?.endAll();
  const ended = { reason, continuedAs: { drill: branch, atS } };
  await drill.input([draftAt(session, 'drill.ended', ended, { seat: seat.id, command })]);
  return answerOf(session, name, payload, session.answers.get(command) ?? null);
}

interface Branch {
  id: string;
  atS: number;
  reason: string;
}

/** Stores the branch. One that the same command has stored before a crash is there already. */
async function branchOff(desk: DeskParts, session: Session, { id, atS, reason }: Branch): Promise<Refusal | null> {
  const { store, ticker, logError } = desk;
  try {
    if (await store.drill(id)) return null;
    const meta = await store.drill(session.drill);
    if (!meta) throw new Error('the drill is not in the store');
    const joinCode = await freeCode(desk);
    const now = ticker.now();
    const entries = branchLog(await store.read(session.drill), session, { id, atS, reason }, joinCode, now);
    await store.createDrill({ ...meta, id, joinCode, createdMs: now }, entries);
    return null;
  } catch (error) {
    // Nothing has changed here, so trouble in it harms this command alone.
    if (error instanceof StoreUnavailable) throw error;
    logError({ drill: session.drill, seq: 0, what: 'drill.rewind', error });
    return refuse('server/unexpected', 'Something unexpected went wrong here.', 'Nothing has changed. Try again.');
  }
}

/** The cut log, what holds on, and the pause in which the branch waits for everybody. */
function branchLog(
  all: readonly AnyEntry[],
  from: Session,
  { id, atS, reason }: Branch,
  joinCode: string,
  nowMs: number,
) {
  const entries = cutLog(all, { drill: id, joinCode, branchOf: { drill: from.drill, atS } });
  const goOn = from.created.mode === 'tabletop' ? 'Go on to the next round' : 'Resume';
  const pause = draftAt(from, 'drill.paused', { reason: `${reason} ${goOn} when everybody is ready.` });
  for (const draft of [...carriedOver(all.slice(entries.length), atS), { ...pause, simMs: atS * 1000 }])
    entries.push(seal(entries.at(-1)!, id, nowMs, draft));
  return entries;
}

async function seatEverybody({ store }: DeskParts, from: string, to: string): Promise<void> {
  for (const [seat, name] of Object.entries(await store.seatNames(from))) await store.nameSeat(to, seat, name);
  for (const { seat, person } of await store.peopleOf(from)) await store.seatPerson(to, seat, person);
}

/** Depends on the command alone, so that sending it again after a crash makes no second branch. */
function branchId(drill: string, command: string): string {
  const digits = sha256(`${drill} ${command}`);
  let at = 0;
  return newId('d', (below) => Number.parseInt(digits.slice(at, (at += 5)), 16) % below);
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

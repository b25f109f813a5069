import type { Applied } from '../drill/advance.ts';
import type { Admitted } from '../drill/decide/decide.ts';
import { answerOf } from '../drill/answer.ts';
import { newsOf } from '../drill/news.ts';
import { refuse } from '../drill/refuse.ts';
import type { Refusal } from '../protocol/refusal.ts';
import { clockWords } from '../drill/words.ts';
import type { Session } from '../drill/session.ts';
import type { Reply } from '../protocol/wire.ts';
import type { LineDrill } from './terminal-line.ts';

/** How far a jump to the next event looks, and how far a jump to a second goes. */
const NEXT_WITHIN_S = 15 * 60;
const FARTHEST_S = 2 * 3600;
/** What a jump passed on the way is told in a sentence, not in a list. */
const TOLD = 3;

/**
 * Lets the world run at once: to a drill second, or (null) to the next thing that a facilitator waits for (`news.ts`),
 * fifteen simulated minutes at most. A stop rule that is met on the way ends it.
 */
export async function jump(drill: LineDrill, admitted: Admitted<'drill.jump'>): Promise<Reply<unknown>> {
  const { seat, command, payload } = admitted;
  const { session } = drill;
  const fromS = session.clock.atS;
  const no = payload.toS === null ? null : outOfReach(payload.toS, fromS);
  if (no) return { ok: false, refusal: no };
  if (!drill.leap) return { ok: false, refusal: NO_CLOCK };
  const passed: string[] = [];
  const isThere = (applied: readonly Applied[]) => {
    passed.push(...applied.flatMap(({ draft }) => newsOf(session, draft) ?? []));
    return payload.toS === null && passed.length > 0;
  };
  const toS = payload.toS ?? fromS + NEXT_WITHIN_S;
  await drill.leap(toS, isThere, { seat: seat.id, command }, () => told(session, payload.toS, passed));
  return answerOf(session, admitted.name, payload, session.answers.get(command) ?? null);
}

const NO_CLOCK = refuse('request/malformed', 'There is no clock here to move.', 'Jump in a drill with people.');

function outOfReach(toS: number, fromS: number): Refusal | null {
  if (toS <= fromS) {
    const message = `The drill stands at ${clockWords(fromS)}; ${clockWords(toS)} has passed.`;
    return refuse('request/malformed', message, 'To go back, rewind.');
  }
  if (toS - fromS <= FARTHEST_S) return null;
  return refuse('request/malformed', 'A jump goes two hours at most.', 'Jump there in two steps.');
}

/** What it came to, in a sentence; where the drill stands instead, when something stopped it. */
function told({ clock }: Session, toS: number | null, passed: readonly string[]): string {
  if (clock.state === 'paused') return clock.reason ?? 'Paused.';
  if (toS === null) return passed.length === 0 ? `Nothing happened in ${NEXT_WITHIN_S / 60} minutes.` : listed(passed);
  return passed.length === 0 ? `At ${clockWords(toS)}.` : `At ${clockWords(toS)}. On the way: ${listed(passed)}`;
}

/** "CheckoutErrorsHigh pages; “Checkout works” is broken." */
function listed(passed: readonly string[]): string {
  const more = passed.length - TOLD;
  const text = [...passed.slice(0, TOLD), ...(more > 0 ? [`${more} more`] : [])].join('; ');
  return /[.?!…”]$/.test(text) ? text : `${text}.`;
}

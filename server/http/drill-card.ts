import { isOver } from '../desk/branches.ts';
import type { DrillCard } from '../protocol/http.ts';
import type { Person } from '../store/account-store.ts';
import type { DrillMeta } from '../store/log-store.ts';
import type { HttpParts } from './parts.ts';

/**
 * A drill as this person may see it, or null when it is none of theirs. The symptom title waits for the end of the drill
 * and of every drill in which people went on from it.
 */
export async function drillCard(
  { store, desk }: Pick<HttpParts, 'store' | 'desk'>,
  meta: DrillMeta,
  person: Person,
): Promise<DrillCard | null> {
  const seat = await store.seatOf(meta.id, person.id);
  const own = seat === null ? null : await desk.seat(meta.id, seat);
  const mine = own && own.state !== 'left' ? own.kind : null;
  if (mine === null && !person.facilitator) return null;
  const status = await desk.status(meta.id);
  if (!status) return null;
  const mayKnow = mine === null ? person.facilitator : mine === 'facilitator';
  const mayInvite = person.facilitator || mine === 'facilitator';
  // Of a drill that was rewound people play on: its end tells nothing yet.
  const told = mayKnow || (status.state === 'ended' && (await isOver(desk, meta.id)));
  return {
    id: meta.id,
    cover: meta.cover,
    title: told ? status.title : null,
    mode: status.mode,
    state: status.state,
    atS: status.atS,
    createdMs: meta.createdMs,
    seats: status.seats,
    joinCode: mayInvite ? meta.joinCode : null,
    mine,
    ...(status.continuedAs === null ? {} : { continuedAs: status.continuedAs }),
  };
}

import type { MapNodeView } from '../../server/protocol/room.ts';
import type { RoundView } from '../../server/protocol/tabletop.ts';

/**
 * The service map as it was when a round was opened: what calls what is as ever, health and figures are the round's.
 * Rounds of older drills have none of their own: then the newest one shows the map as it is, and an earlier one nothing.
 */
export function mapAt(
  now: readonly MapNodeView[],
  { evidence }: Pick<RoundView, 'evidence'>,
  isNewest: boolean,
): MapNodeView[] {
  const { health } = evidence;
  if (!health) return isNewest ? [...now] : [];
  return now.flatMap((node) => {
    const then = health.find(({ id }) => id === node.id);
    return then ? [{ ...node, ...then }] : [];
  });
}

import type { Change } from '../../engine/effect.ts';
import type { ChangeSpec } from '../../engine/spec.ts';
import type { ChangeView } from '../../protocol/room.ts';
import type { Evolvers } from './moment.ts';

export const changeEvolvers: Evolvers<'change.happened'> = {
  'change.happened': (session, { change }) => {
    session.changes.push(numbered(change, session.changes.length));
  },
};

/** A change before drill second 0, as the scenario lists it. */
export function changeFromHistory(spec: ChangeSpec, index: number): ChangeView {
  return numbered(spec, index);
}

/** Changes are numbered as they are seen: an id of the engine's own may name what must stay hidden. */
function numbered({ atS, kind, target, summary, author, diff }: Omit<Change, 'id'>, index: number): ChangeView {
  return { id: `c${index + 1}`, atS, kind, target, summary, author, diff: diff ?? null };
}

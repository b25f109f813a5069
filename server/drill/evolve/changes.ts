import type { Change } from '../../engine/effect.ts';
import type { WorldSpec } from '../../engine/spec.ts';
import type { ChangeView } from '../../protocol/room.ts';
import type { Evolvers } from './moment.ts';

export const changeEvolvers: Evolvers<'change.happened'> = {
  'change.happened': (session, { change }) => {
    session.changes.push(numbered(change, session.changes.length));
  },
};

/** Changes before drill second 0, as the scenario lists them; a deploy without a diff gets its version's commit. */
export function changesFromHistory({ history, services }: WorldSpec): ChangeView[] {
  return history.map((change, index) => {
    const versions = services.find(({ id }) => id === change.target)?.versions ?? {};
    const to = /→\s*v?([\w.-]*\w)/.exec(change.summary)?.[1] ?? '';
    const diff = change.diff ?? (change.kind === 'deploy' ? versions[to]?.commit?.diff : undefined);
    return numbered(diff === undefined ? change : { ...change, diff }, index);
  });
}

/** Changes are numbered as they are seen: an id of the engine's own may name what must stay hidden. */
function numbered({ atS, kind, target, summary, author, diff }: Omit<Change, 'id'>, index: number): ChangeView {
  return { id: `c${index + 1}`, atS, kind, target, summary, author, diff: diff ?? null };
}

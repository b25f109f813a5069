import type { AnyDraft } from '../entry.ts';
import type { Session } from '../session.ts';
import { severityTitle } from '../words.ts';

/** A name is one line in a menu. */
const MAX_NAME = 60;

/**
 * Keeps a moment to which the drill can be rewound, where the drill turns: a page, an inject, the declaration; before a
 * decision or a round, so that it can be decided another way; before and after a jump. At most one a second is kept by
 * itself; that of a round or a decision goes before others.
 */
export function keepCheckpoint(session: Session, draft: AnyDraft): void {
  const { control } = session;
  if (draft.kind === 'checkpoint.marked') session.fresh.checkpoints = true;
  const moment = momentOf(session, draft);
  if (!moment) return;
  const atS = Math.max(0, moment.atS ?? Math.round(draft.simMs / 1000));
  const there = control.checkpoints.find((one) => one.kept === 'by itself' && one.atS === atS);
  const id = `${LETTERS[draft.kind] ?? 'k'}${atS}`;
  if (there && RANKS.indexOf(id[0]!) <= RANKS.indexOf(there.id[0]!) && draft.kind !== 'round.opened') return;
  const others = control.checkpoints.filter((one) => one.kept === 'by hand' || one.atS !== atS);
  control.checkpoints = [...others, { id, atS, name: shortened(moment.name), kept: 'by itself' as const }];
  control.checkpoints.sort((a, b) => a.atS - b.atS);
  session.fresh.checkpoints = true;
}

/** First letters of their ids, by what they stand before; of one second the later in `RANKS` is kept. */
const LETTERS: Partial<Record<AnyDraft['kind'], string>> = { 'decision.made': 'd', 'round.opened': 'r' };
const RANKS = 'kdr';

/** What makes this entry a turning point, and the second before it to which people want to be put back. */
function momentOf({ rounds }: Session, draft: AnyDraft): { name: string; atS?: number } | null {
  switch (draft.kind) {
    case 'alert.changed': {
      const { kind, tier, rule } = draft.payload.transition;
      return kind === 'firing' && tier === 'page' ? { name: `${rule} pages` } : null;
    }
    case 'inject.delivered':
      return { name: `${draft.payload.from}: ${draft.payload.text}` };
    case 'incident.declared':
      return { name: `${draft.payload.id} declared, ${severityTitle(draft.payload.severity)}` };
    case 'decision.made':
      return { name: `Before the decision: ${draft.payload.text}`, atS: Math.round(draft.simMs / 1000) - 1 };
    case 'round.opened': {
      // The world stood at the round before; from there it runs to this one again.
      const before = rounds.at(-2);
      return before ? { name: `Before round ${draft.payload.round.number}`, atS: before.view.atS } : null;
    }
    case 'drill.resumed':
      return draft.payload.jump && draft.command !== null ? { name: 'Before a jump' } : null;
    case 'clock.reached':
      if (draft.payload.jumped !== undefined) return { name: `After a jump: ${draft.payload.jumped}` };
      return draft.command === null ? null : { name: 'Before a jump' };
    default:
      return null;
  }
}

function shortened(name: string): string {
  const line = name.replace(/\s+/g, ' ').trim();
  return line.length <= MAX_NAME ? line : `${line.slice(0, MAX_NAME - 1).trimEnd()}…`;
}

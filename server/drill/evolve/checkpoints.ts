import type { AnyDraft } from '../entry.ts';
import type { Session } from '../session.ts';
import { severityTitle } from '../words.ts';

/** A name is one line in a menu. */
const MAX_NAME = 60;

/**
 * Keeps a moment to which the drill can be rewound, where the drill turns: a page, an inject, the declaration; before a
 * decision, so that it can be taken another way; before and after a jump. At most one a second is kept by itself.
 */
export function keepCheckpoint(session: Session, draft: AnyDraft): void {
  const { checkpoints } = session.control;
  if (draft.kind === 'checkpoint.marked') session.fresh.checkpoints = true;
  const moment = momentOf(draft);
  if (!moment) return;
  const { name, backS = 0 } = moment;
  const atS = Math.max(0, Math.round(draft.simMs / 1000) - backS);
  if (checkpoints.some((one) => one.kept === 'by itself' && one.atS === atS)) return;
  checkpoints.push({ id: `k${checkpoints.length + 1}`, atS, name: shortened(name), kept: 'by itself' });
  checkpoints.sort((a, b) => a.atS - b.atS);
  session.fresh.checkpoints = true;
}

/** What makes this entry a turning point, and how far before it people want to be put back. */
function momentOf(draft: AnyDraft): { name: string; backS?: number } | null {
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
      return { name: `Before the decision: ${draft.payload.text}`, backS: 1 };
    case 'round.opened':
      return { name: `Before round ${draft.payload.round.number}`, backS: 1 };
    case 'drill.resumed':
      return draft.payload.jump ? { name: 'Before a jump' } : null;
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

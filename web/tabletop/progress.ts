import type { TabletopView } from '../../server/protocol/tabletop.ts';

export interface Progress {
  steps: ('done' | 'now' | 'next')[];
  /** "Round 3 of about 7". */
  label: string;
}

/** Where a tabletop stands. How many rounds it takes depends on what the table decides, hence "about". */
export function progressOf({ rounds, about }: TabletopView): Progress {
  const at = rounds.length;
  const of = Math.max(about, at);
  const stepAt = (i: number): Progress['steps'][number] => (i < at - 1 ? 'done' : i === at - 1 ? 'now' : 'next');
  const steps = Array.from({ length: of }, (_, i) => stepAt(i));
  if (at === 0) return { steps, label: of > 0 ? `About ${of} rounds` : 'Before the first round' };
  return { steps, label: `Round ${at} of about ${of}` };
}

import type { DrillState } from '../state/drill.svelte.ts';

/** True for a new responder where nobody facilitates: they start, pause and end the drill, and ask for hints. */
export function isAlone(drill: DrillState): boolean {
  const { view } = drill;
  if (!view || drill.readOnly || view.head.mode !== 'onboarding' || drill.seat?.kind !== 'fixer') return false;
  return !view.seats.some((seat) => seat.kind === 'facilitator' && seat.state !== 'left');
}

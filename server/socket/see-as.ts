import { SIGNALS } from '../drill/signals.ts';
import type { Refusal } from '../protocol/refusal.ts';
import type { Reply } from '../protocol/wire.ts';

/** What may be asked over somebody's shoulder: it changes nothing, and nobody notices. */
const LOOK_UPS: ReadonlySet<string> = new Set([
  ...Object.keys(SIGNALS),
  'runbook.open',
  'telemetry.history',
  'terminal.history',
]);

/** A command of a connection that looks over a seat's shoulder, as the facilitator's own seat sends it; null = refused. */
export function asLookUp<T extends { name: string; payload: Record<string, unknown> }>(
  command: T,
  watched: string,
): T | null {
  if (!LOOK_UPS.has(command.name)) return null;
  return command.name === 'terminal.history' ? { ...command, payload: { seat: watched } } : command;
}

export const ONLY_LOOKS = no(
  'You look over a shoulder here, and can change nothing.',
  'Go back to the panel to do it yourself.',
);
export const NOT_A_FACILITATOR = no(
  'Only facilitators see what another seat sees.',
  'Open your own page of the drill.',
);
export const NOBODY_THERE = no('Nobody sits there.', 'Go back to the panel and choose another seat.', 'seat/unknown');

function no(message: string, hint: string, code: Refusal['code'] = 'role/not-allowed'): Reply<never> {
  return { ok: false, refusal: { code, message, hint } };
}

import { refuse } from '../drill/refuse.ts';
import type { Reply } from '../protocol/wire.ts';

/** What the desk itself says no to; the session's own refusals are made where they are decided. */

export function storeDown(): Reply<never> & { ok: false } {
  const message = 'Nothing can be stored at the moment; the drill stands still.';
  return { ok: false, refusal: refuse('store/unavailable', message, 'Nothing was lost. Try again in a moment.') };
}

export function quarantined(): Reply<never> {
  const message = 'Something unexpected stopped this drill here. Its log is safe.';
  return {
    ok: false,
    refusal: refuse('drill/quarantined', message, 'Reload; if it stays so, restart the server and export the drill.'),
  };
}

export function badId(): Reply<never> {
  return { ok: false, refusal: refuse('request/malformed', 'A command id is a UUID.', 'Make one for each command.') };
}

export function busy(): Reply<never> {
  const message = 'A line is still running in this terminal.';
  return { ok: false, refusal: refuse('terminal/busy', message, 'Wait for it, or open another terminal.') };
}

export function tooOften(perMinute: number): Reply<never> {
  const message = `Too often: at most ${perMinute} a minute.`;
  return { ok: false, refusal: refuse('request/rate-limited', message, 'Wait a moment and send it again.') };
}

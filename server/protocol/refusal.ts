export const PROTOCOL_VERSION = 1;

/** Every way the server says no. Closed: a screen can rely on it, and a test lists it against docs/protocol.md. */
export const REFUSAL_CODES = [
  'request/malformed',
  'request/too-large',
  'request/rate-limited',
  'request/too-late',
  'protocol/version',
  'origin/not-allowed',
  'session/none',
  'session/revoked',
  'link/used',
  'role/not-allowed',
  'drill/not-found',
  'drill/not-started',
  'drill/paused',
  'drill/already-started',
  'drill/ended',
  'drill/quarantined',
  'drill/locked',
  'role/not-lead',
  'seat/waiting',
  'seat/unknown',
  'seat/taken',
  'code/unknown',
  'invite/invalid',
  'scenario/unknown',
  'scenario/invalid',
  'alert/unknown',
  'alert/settled',
  'incident/none',
  'incident/declared',
  'runbook/unknown',
  'runbook/conflict',
  'gap/unknown',
  'gap/settled',
  'step/unknown',
  'fault/unknown',
  'fault/not-ready',
  'fault/unchecked',
  'fault/unrecoverable',
  'plan/sealed',
  'inject/unknown',
  'inject/settled',
  'hint/none-left',
  'round/none',
  'round/settled',
  'round/undecided',
  'checkpoint/unknown',
  'setup/unknown',
  'action/unknown',
  'terminal/busy',
  'store/unavailable',
  'server/unexpected',
] as const;

export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** A no with a reason and a way on. `message` says what happened, `hint` what to do. */
export interface Refusal {
  code: RefusalCode;
  message: string;
  hint: string;
}

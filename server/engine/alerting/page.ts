/** Whether people know: a machine of its own beside the alert's, since a firing alert is not an acknowledged one. */
import type { AlertingState, AlertInstance, AlertTransition, Severity } from './alert.ts';
import type { CompiledRules } from './rules.ts';
import { transitionOf } from './transition.ts';

/** How long an unacknowledged page waits before the pager rings again, seconds; null: it rings once. */
const REPAGE_S: Readonly<Record<Severity, number | null>> = { sev1: 180, sev2: 300, sev3: 900, sev4: null, sev5: null };

/** Rings for an alert that starts to fire. */
export function openPage(state: AlertingState, instance: AlertInstance, atS: number): void {
  state.pages[instance.fingerprint] = {
    fingerprint: instance.fingerprint,
    state: 'unacked',
    severity: instance.severity,
    firstPagedAtS: atS,
    lastPagedAtS: atS,
    pages: 1,
    ackedBy: null,
    ackedAtS: null,
    escalations: [],
  };
}

/** Rings again when nobody has acknowledged for the severity's time. */
export function ring(
  state: AlertingState,
  rules: CompiledRules,
  fingerprint: string,
  atS: number,
  transitions: AlertTransition[],
): void {
  const page = state.pages[fingerprint];
  const wait = page && REPAGE_S[page.severity];
  if (!page || !wait || page.state === 'acked' || atS - page.lastPagedAtS < wait) return;
  page.lastPagedAtS = atS;
  page.pages++;
  const transition = told('repage', state, rules, fingerprint, atS);
  if (transition) transitions.push(transition);
}

/**
 * A seat takes a firing alert; of any tier, but only a page stops ringing. Null when there is nothing to
 * take: not firing, or somebody has it (the first one counts).
 */
export function acknowledge(
  state: AlertingState,
  rules: CompiledRules,
  fingerprint: string,
  seat: string,
  atS: number,
): AlertTransition | null {
  const instance = state.instances[fingerprint];
  if (instance?.state !== 'firing') return null;
  if (!state.pages[fingerprint]) openPage(state, instance, instance.firedAtS ?? atS);
  const page = state.pages[fingerprint]!;
  if (page.state === 'acked') return null;
  page.state = 'acked';
  page.ackedBy = seat;
  page.ackedAtS = atS;
  return told('acked', state, rules, fingerprint, atS, seat);
}

/**
 * A seat calls for more people: counts as a page and rings again until somebody acknowledges anew.
 * Null when the alert is not firing.
 */
export function escalate(
  state: AlertingState,
  rules: CompiledRules,
  fingerprint: string,
  seat: string,
  atS: number,
): AlertTransition | null {
  const instance = state.instances[fingerprint];
  if (instance?.state !== 'firing') return null;
  if (!state.pages[fingerprint]) openPage(state, instance, atS);
  else state.pages[fingerprint].pages++;
  const page = state.pages[fingerprint]!;
  page.state = 'unacked';
  page.lastPagedAtS = atS;
  page.escalations.push({ by: seat, atS });
  return told('escalated', state, rules, fingerprint, atS, seat);
}

function told(
  kind: AlertTransition['kind'],
  state: AlertingState,
  rules: CompiledRules,
  fingerprint: string,
  atS: number,
  seat?: string,
): AlertTransition | null {
  const instance = state.instances[fingerprint];
  const rule = rules.find((candidate) => candidate.name === instance?.rule);
  if (!instance || !rule) return null;
  const transition = transitionOf(kind, state, rule, instance, atS);
  return seat === undefined ? transition : { ...transition, seat };
}

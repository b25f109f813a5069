import { dialProblem, dialSettings } from '../engine/fault-dials.ts';
import type { FaultSpec } from '../engine/spec.ts';
import type { FaultCheck } from '../protocol/breaking.ts';
import type { Refusal } from '../protocol/refusal.ts';
import { refuse } from './refuse.ts';
import type { Session } from './session.ts';

/** How long a check speaks for the world, seconds of the drill: people go on, and the timebox runs out. */
const CHECK_HOLDS_S = 300;

type Dials = Readonly<Record<string, number>>;

export function faultSpec(session: Session, fault: string): FaultSpec | undefined {
  return session.scenario.world.faults.find(({ id }) => id === fault);
}

/** Faults that were fired and have not run their course, in the order of the scenario. */
export function faultsAtWork(session: Session): string[] {
  return session.sim.faults().flatMap(({ id, fired, done }) => {
    const sent = fired || session.fired.some((one) => one.fault === id);
    return sent && !done ? [id] : [];
  });
}

/** What would be at work if this fault were fired now: which a check must have tried. */
export function togetherWith(session: Session, fault: string): string[] {
  return [...new Set([...faultsAtWork(session), fault])].sort();
}

/** Where a fault's dials would stand, in full. */
export function settingsOf(session: Session, fault: string, parameters: Dials = {}): Record<string, number> {
  return dialSettings(faultSpec(session, fault)?.deck.parameters ?? [], parameters);
}

/** Why dials cannot be set so; null when they can. */
export function settingRefusal(session: Session, fault: string, parameters: Dials = {}): Refusal | null {
  const wrong = dialProblem(faultSpec(session, fault)?.deck.parameters ?? [], parameters);
  return wrong === null ? null : refuse('request/malformed', wrong, 'Turn the dial back into its range.');
}

/** The checks of a fault for which the same faults would be at work, newest first; the combination of others is gone. */
export function presentChecks(session: Session, fault: string): FaultCheck[] {
  const together = togetherWith(session, fault);
  return (session.checks.get(fault) ?? []).filter((check) => sameList([...check.together].sort(), together));
}

/** The check of a fault with its dials just so; null when no bot has tried that. */
export function presentCheck(session: Session, fault: string, parameters: Dials): FaultCheck | null {
  return presentChecks(session, fault).find((check) => sameSettings(check.parameters, parameters)) ?? null;
}

/** Both tried the same faults together, with the dials of their own just so. */
export function sameCombination(a: FaultCheck, b: FaultCheck): boolean {
  return sameSettings(a.parameters, b.parameters) && sameList([...a.together].sort(), [...b.together].sort());
}

/** What a breaker must know before firing: null when a bot has just brought this very combination back. */
export function clearanceRefusal(session: Session, fault: string, parameters: Dials = {}): Refusal | null {
  const check = presentCheck(session, fault, settingsOf(session, fault, parameters));
  if (!check || session.clock.atS - check.checkedAtS > CHECK_HOLDS_S) {
    return refuse(
      'fault/unchecked',
      check
        ? 'The check of this fault is too old: the drill has gone on since.'
        : 'No bot has tried this combination yet.',
      'Check it first: a bot plays it from here to the end.',
    );
  }
  if (check.recoverable) return null;
  return refuse('fault/unrecoverable', check.reason, 'Choose another fault, turn a dial back, or wait for one to end.');
}

function sameSettings(a: Dials, b: Dials): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => a[name] === b[name]);
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}

import { faultsAtWork, faultSpec, settingsOf } from '../drill/fault-clearance.ts';
import type { Session } from '../drill/session.ts';
import { hasFuture, isInTime, withoutFuture, type Fired } from './future.ts';
import type { Attempt } from './remedy.ts';
import type { StandingDrill } from './standing-drill.ts';

interface Case {
  drill: StandingDrill;
  fired: NonNullable<Fired>;
  /** The best attempt with nothing more to come, and with what the scenario still fires. */
  own: Attempt;
  whole: Attempt;
  attempt: (on: StandingDrill, fired: Fired) => Promise<Attempt>;
}

/**
 * Why no bot brought every promise back, in a sentence: which promise stays broken, and what keeps it so: the time that is
 * left, a dial, the faults that were there before, those that are still to come, or the fault itself.
 */
export async function whyUnrecoverable({ drill, fired, own, whole, attempt }: Case): Promise<string> {
  const { session } = drill;
  const title = titleOf(session, fired.fault);
  const leftS = session.control.timeboxS - session.clock.atS;
  const late = isInTime(own, session) ? whole : own;
  if (late.backAtS !== null)
    return `The timebox ends in ${minutes(leftS)}; a bot needs ${minutes(late.backAtS - session.clock.atS)} to bring every promise back, and two more to be sure.`;

  const promise = `“${promiseOf(session, late.broken[0])}” stays broken to the end`;
  const others = faultsAtWork(session);
  const without = withoutFuture(drill);
  if (others.length > 0 && !isInTime(await attempt(without, null), session))
    return `${promise}, whatever is fired: ${listed(session, others)} cannot be ended any more as things stand.`;

  const turned = turnedDials(session, fired);
  const usual = { fault: fired.fault, parameters: settingsOf(session, fired.fault) };
  if (turned !== null && isInTime(await attempt(drill, usual), session))
    return `${promise}: ${title} keeps it so with ${turned}. With its dials as they were a bot brings it back.`;

  if (others.length > 0)
    return `${promise}: together with ${listed(session, others)}, ${title} leaves no way back; without it a bot brings every promise back.`;
  const mayStillCome = hasFuture(session) && (isInTime(own, session) || own === whole);
  if (mayStillCome && isInTime(await attempt(drill, null), session))
    return `${promise}: with what the scenario still has to come, ${title} leaves no way back.`;
  return `${promise}: ${title} keeps it so${turned === null ? '' : ` with ${turned}`}, and no remedy of the deck ends it in time.`;
}

/** "Checkouts at 6 times": the dials that do not stand where the scenario has them; null when all do. */
function turnedDials(session: Session, { fault, parameters }: NonNullable<Fired>): string | null {
  const dials = faultSpec(session, fault)?.deck.parameters ?? [];
  const words = dials
    .filter(({ id, value }) => parameters[id] !== value)
    .map(({ id, label, unit }) => `“${label}” at ${parameters[id]} ${unit}`);
  return words.length > 0 ? words.join(' and ') : null;
}

function titleOf(session: Session, fault: string): string {
  return `“${faultSpec(session, fault)?.title ?? fault}”`;
}

function promiseOf(session: Session, slo: string | undefined): string {
  const known = session.scenario.world.slos.find(({ id }) => id === (slo ?? session.scenario.slo));
  return known?.title ?? session.scenario.slo;
}

function listed(session: Session, faults: readonly string[]): string {
  return faults.map((fault) => titleOf(session, fault)).join(' and ');
}

function minutes(seconds: number): string {
  return seconds < 90 ? `${Math.max(0, Math.round(seconds))} s` : `${Math.round(seconds / 60)} min`;
}

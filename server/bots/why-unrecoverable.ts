import { faultsAtWork, faultSpec, settingsOf } from '../drill/fault-clearance.ts';
import type { Session } from '../drill/session.ts';
import type { FaultCheck } from '../protocol/breaking.ts';
import { hasFuture, isInTime, withoutFuture, type Fired } from './future.ts';
import { promiseTitle } from './promise-title.ts';
import type { Attempt } from './remedy.ts';
import type { StandingDrill } from './standing-drill.ts';
import { wayBack } from './way-back.ts';

interface Case {
  drill: StandingDrill;
  fired: NonNullable<Fired>;
  /** The best attempt with nothing more to come, and with what the scenario still fires. */
  own: Attempt;
  whole: Attempt;
  attempt: (on: StandingDrill, fired: Fired, how: string) => Promise<Attempt>;
}

/**
 * Why no bot brought every promise back, in a sentence: which promise stays broken, and what keeps it so: the time that is
 * left, a dial, the faults that were there before, those that are still to come, or the fault itself. And dials with which
 * one does, unless no dial matters.
 */
export async function whyUnrecoverable(asked: Case): Promise<Required<Pick<FaultCheck, 'reason' | 'wayBack'>>> {
  const { drill, own, whole, attempt } = asked;
  const { session } = drill;
  const leftS = session.control.timeboxS - session.clock.atS;
  const late = isInTime(own, session) ? whole : own;
  if (late.backAtS !== null) {
    const reason = `The timebox ends in ${minutes(leftS)}; a bot needs ${minutes(late.backAtS - session.clock.atS)} to bring every promise back, and two more to be sure.`;
    return { reason, wayBack: await wayBack(asked) };
  }

  const promise = `“${promiseTitle(session, late.broken[0]?.slo ?? session.scenario.slo)}” stays broken to the end`;
  const others = faultsAtWork(session);
  const without = withoutFuture(drill);
  if (others.length > 0 && !isInTime(await attempt(without, null, 'without it'), session))
    return {
      reason: `${promise}, whatever is fired: ${listed(session, others)} cannot be ended any more as things stand.`,
      wayBack: null,
    };

  const back = await wayBack(asked);
  return { reason: `${promise}: ${await whatKeepsIt(asked)}`, wayBack: back };
}

/** The rest of the sentence: a dial, the faults beside it, those to come, or the fault itself. */
async function whatKeepsIt({ drill, fired, own, whole, attempt }: Case): Promise<string> {
  const { session } = drill;
  const title = titleOf(session, fired.fault);
  const turned = turnedDials(session, fired);
  const usual = { fault: fired.fault, parameters: settingsOf(session, fired.fault) };
  if (turned !== null && isInTime(await attempt(drill, usual, 'with the dials as they were'), session))
    return `${title} keeps it so with ${turned}. With its dials as they were a bot brings it back.`;
  const others = faultsAtWork(session);
  if (others.length > 0)
    return `together with ${listed(session, others)}, ${title} leaves no way back; without it a bot brings every promise back.`;
  const mayStillCome = hasFuture(session) && (isInTime(own, session) || own === whole);
  if (mayStillCome && isInTime(await attempt(drill, null, 'without it'), session))
    return `with what the scenario still has to come, ${title} leaves no way back.`;
  return `${title} keeps it so${turned === null ? '' : ` with ${turned}`}, and no remedy of the deck ends it in time.`;
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

function listed(session: Session, faults: readonly string[]): string {
  return faults.map((fault) => titleOf(session, fault)).join(' and ');
}

function minutes(seconds: number): string {
  return seconds < 90 ? `${Math.max(0, Math.round(seconds))} s` : `${Math.round(seconds / 60)} min`;
}

import type { DeskShell } from '../desk/parts.ts';
import { faultsAtWork, settingsOf, togetherWith } from '../drill/fault-clearance.ts';
import type { FaultCheck } from '../protocol/breaking.ts';
import type { Progress } from '../protocol/library.ts';
import type { RecoverableJob, RecoverableResult } from './bot-job.ts';
import { BotHands } from './bot-hands.ts';
import { firstPageOf } from './first-page.ts';
import { hasFuture, isInTime, withoutFuture, type Fired } from './future.ts';
import { ORDERS, remedy, type Attempt, type Order } from './remedy.ts';
import { forked, standAgain, type StandingDrill } from './standing-drill.ts';
import { whyUnrecoverable } from './why-unrecoverable.ts';

/** How far past the timebox a bot goes on, to tell what cannot be mended from what only comes too late. */
const LONGER_S = 900;
/** How long after what the scenario fires last a world is watched for an end of its own. */
const ITSELF_S = 600;
const LOOK_EVERY_S = 5;

/**
 * Fires a fault in copies of the drill as it stands and plays the remedies of all that is then at work, in one order
 * after the other until one brings every promise back within the timebox; then once more with what the scenario itself
 * still has to come. When nothing does, it looks for the reason. Deterministic; the drill itself is not touched.
 */
export async function recoverable(
  { soFar, fault, parameters }: RecoverableJob,
  shell: DeskShell,
  onProgress: (progress: Progress) => void,
): Promise<RecoverableResult> {
  const drill = standAgain(soFar);
  const { session } = drill;
  const fired = { fault, parameters: settingsOf(session, fault, parameters) };
  const say = (done: number, what: string) => onProgress({ done, of: 4, what });
  say(0, 'Waiting for the first page');
  const alone = aloneOf(drill, shell);
  const pageAtS = firstPageOf(alone, fired, shell);
  say(1, 'A bot plays the remedies');
  const own = await bestAttempt(alone, fired, shell);
  say(2, 'Once more, with what is still to come');
  const whole = alone !== drill && isInTime(own, session) ? await bestAttempt(drill, fired, shell) : own;
  const since = (atS: number | null) => (atS === null ? null : Math.max(0, atS - session.clock.atS));
  const check = {
    fault,
    parameters: fired.parameters,
    together: togetherWith(session, fault),
    checkedAtS: session.clock.atS,
    pageAfterS: since(pageAtS),
  };
  if (isInTime(whole, session))
    return found({ ...check, recoverable: true, reason: howItCameBack(own), backAfterS: since(own.backAtS) });
  say(3, 'Looking for the reason');
  const reason = await whyUnrecoverable({
    drill,
    fired,
    own,
    whole,
    attempt: (on, what) => bestAttempt(on, what, shell),
  });
  return found({ ...check, recoverable: false, reason, backAfterS: null });
}

function found(check: FaultCheck): RecoverableResult {
  return { kind: 'recoverable', check };
}

/** The attempt that came back first; the others are made only as long as none is in time. */
async function bestAttempt(drill: StandingDrill, fired: Fired, shell: DeskShell): Promise<Attempt> {
  const several = faultsAtWork(drill.session).some((id) => id !== fired?.fault) || hasFuture(drill.session);
  let best: Attempt | null = null;
  for (const order of several ? ORDERS : ORDERS.slice(0, 1)) {
    const next = await attempt(drill, fired, order, shell);
    if (best === null || (next.backAtS ?? Infinity) < (best.backAtS ?? Infinity)) best = next;
    if (isInTime(best, drill.session)) break;
  }
  return best!;
}

async function attempt(drill: StandingDrill, fired: Fired, order: Order, shell: DeskShell): Promise<Attempt> {
  const hands = new BotHands(forked(drill), shell);
  if (fired) hands.enter('fault.fired', fired);
  const made = await remedy(hands, drill.session.control.timeboxS + LONGER_S, order);
  hands.leave();
  return made;
}

/**
 * The drill in which the fault can be seen for itself: with nothing more to come. Where the world has an end of its own in
 * it (a certificate with a date), leaving out the fault that stands for it would leave that end without a remedy.
 */
function aloneOf(drill: StandingDrill, shell: DeskShell): StandingDrill {
  if (!hasFuture(drill.session)) return drill;
  const alone = withoutFuture(drill);
  const others = faultsAtWork(drill.session).length > 0;
  return !others && breaksByItself(alone, shell) ? drill : alone;
}

/** A promise breaks although nothing is fired. */
function breaksByItself(drill: StandingDrill, shell: DeskShell): boolean {
  const hands = new BotHands(forked(drill), shell);
  const { scenario, control, sim } = { ...hands.session };
  const lastS = Math.max(hands.atS, ...scenario.timeline.map(({ atS }) => atS)) + ITSELF_S;
  const isBroken = () => sim.slos().some(({ breached }) => breached);
  while (hands.atS < Math.min(lastS, control.timeboxS) && !isBroken()) hands.advanceTo(hands.atS + LOOK_EVERY_S);
  return isBroken();
}

function howItCameBack({ broke, typed }: Attempt): string {
  if (!broke) return 'No promise breaks as long as people do what they should.';
  if (typed.length === 0) return 'A promise breaks and comes back by itself.';
  return `A bot brought every promise back with ${typed.length === 1 ? 'one command' : `${typed.length} commands`}.`;
}

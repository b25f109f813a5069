import type { DeskShell } from '../desk/parts.ts';
import { canonicalJson } from '../drill/canonical.ts';
import { faultsAtWork, settingsOf, togetherWith } from '../drill/fault-clearance.ts';
import type { CheckTry, FaultCheck } from '../protocol/breaking.ts';
import type { Progress } from '../protocol/library.ts';
import type { RecoverableJob, RecoverableResult } from './bot-job.ts';
import { BotHands, type Players } from './bot-hands.ts';
import { CheckTold } from './check-told.ts';
import { firstPageOf } from './first-page.ts';
import { hasFuture, isInTime, withoutFuture, type Fired } from './future.ts';
import { promiseTitle } from './promise-title.ts';
import { ORDERS, remedy, type Attempt, type Order } from './remedy.ts';
import { forked, standAgain, type StandingDrill } from './standing-drill.ts';
import { whyUnrecoverable } from './why-unrecoverable.ts';

/** How far past the timebox a bot goes on, to tell what cannot be mended from what only comes too late. */
const LONGER_S = 900;
/** How long after what the scenario fires last a world is watched for an end of its own. */
const ITSELF_S = 600;
const LOOK_EVERY_S = 5;

const IN_ORDER: Record<Order, string> = {
  'by time': 'Every remedy at its time',
  'newest fault first': 'The newest fault first',
  'oldest fault first': 'The oldest fault first',
};

/**
 * Fires a fault in copies of the drill as it stands and plays the remedies of all that is then at work, in one order
 * after the other until one brings every promise back within the timebox; then once more with what the scenario itself
 * still has to come. When nothing does, it looks for the reason and for dials with which one does. Deterministic; the
 * drill itself is not touched. `onProgress` may throw, which ends it.
 */
export async function recoverable(
  { soFar, fault, parameters }: RecoverableJob,
  shell: DeskShell,
  onProgress: (progress: Progress) => void,
): Promise<RecoverableResult> {
  const told = new CheckTold(onProgress);
  await told.begins('A copy of the drill', 0, 0, 'builds it as it stands');
  const players = { shell, told };
  const drill = standAgain(soFar);
  const { session } = drill;
  const fired = { fault, parameters: settingsOf(session, fault, parameters) };
  const alone = aloneOf(drill, players);
  const pageAtS = await firstPageOf(alone, fired, players);
  const own = await bestAttempt(alone, fired, players);
  const whole =
    alone !== drill && isInTime(own, session)
      ? await bestAttempt(drill, fired, players, 'with what is still to come')
      : own;
  const since = (atS: number | null) => (atS === null ? null : Math.max(0, atS - session.clock.atS));
  const check = {
    fault,
    parameters: fired.parameters,
    together: togetherWith(session, fault),
    checkedAtS: session.clock.atS,
    pageAfterS: since(pageAtS),
    tried: told.tried,
  };
  if (isInTime(whole, session))
    return found({ ...check, recoverable: true, reason: howItCameBack(own), backAfterS: since(own.backAtS) });
  const attempt = remembered((on, what, how) => bestAttempt(on, what, players, how));
  const why = await whyUnrecoverable({ drill, fired, own, whole, attempt });
  return found({ ...check, recoverable: false, backAfterS: null, ...why });
}

function found(check: FaultCheck): RecoverableResult {
  return { kind: 'recoverable', check };
}

type TryOn = (on: StandingDrill, fired: Fired, how: string) => Promise<Attempt>;

/** What was tried in a drill once is not played again. */
function remembered(play: TryOn): TryOn {
  const made = new Map<StandingDrill, Map<string, Promise<Attempt>>>();
  return (on, fired, how) => {
    const inIt = made.get(on) ?? new Map<string, Promise<Attempt>>();
    made.set(on, inIt);
    const key = canonicalJson(fired);
    const known = inIt.get(key) ?? play(on, fired, how);
    inIt.set(key, known);
    return known;
  };
}

/** The attempt that came back first; the others are made only as long as none is in time. */
async function bestAttempt(drill: StandingDrill, fired: Fired, players: Players, how?: string): Promise<Attempt> {
  const several = faultsAtWork(drill.session).some((id) => id !== fired?.fault) || hasFuture(drill.session);
  let best: Attempt | null = null;
  for (const order of several ? ORDERS : ORDERS.slice(0, 1)) {
    const next = await attempt(drill, fired, order, players, how);
    if (best === null || (next.backAtS ?? Infinity) < (best.backAtS ?? Infinity)) best = next;
    if (isInTime(best, drill.session)) break;
  }
  return best!;
}

async function attempt(
  drill: StandingDrill,
  fired: Fired,
  order: Order,
  players: Players,
  how?: string,
): Promise<Attempt> {
  const hands = new BotHands(forked(drill), players);
  const fromS = hands.atS;
  const untilS = drill.session.control.timeboxS + LONGER_S;
  await players.told.begins(how === undefined ? IN_ORDER[order] : `${IN_ORDER[order]}, ${how}`, fromS, untilS);
  if (fired) hands.enter('fault.fired', fired);
  const made = await remedy(hands, untilS, order);
  players.told.ended(asTry(hands, made, fromS));
  hands.leave();
  return made;
}

function asTry(hands: BotHands, { typed, backAtS, broken }: Attempt, fromS: number): Omit<CheckTry, 'how'> {
  return {
    typed: typed.map((line) => ({ line, step: hands.stepOf(line) })),
    backAfterS: backAtS === null ? null : Math.max(0, backAtS - fromS),
    broken: broken.map(({ slo, sinceS }) => ({ promise: promiseTitle(hands.session, slo), forS: hands.atS - sinceS })),
  };
}

/**
 * The drill in which the fault can be seen for itself: with nothing more to come. Where the world has an end of its own in
 * it (a certificate with a date), leaving out the fault that stands for it would leave that end without a remedy.
 */
function aloneOf(drill: StandingDrill, players: Players): StandingDrill {
  if (!hasFuture(drill.session)) return drill;
  const alone = withoutFuture(drill);
  const others = faultsAtWork(drill.session).length > 0;
  return !others && breaksByItself(alone, players) ? drill : alone;
}

/** A promise breaks although nothing is fired. */
function breaksByItself(drill: StandingDrill, players: Players): boolean {
  const hands = new BotHands(forked(drill), players);
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

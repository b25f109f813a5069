import type { DeskShell } from '../desk/parts.ts';
import { faultsAtWork, faultSpec, settingsOf, togetherWith } from '../drill/fault-clearance.ts';
import type { Session } from '../drill/session.ts';
import type { FaultCheck } from '../protocol/breaking.ts';
import type { Progress } from '../protocol/library.ts';
import type { RecoverableJob, RecoverableResult } from './bot-job.ts';
import { BotHands } from './bot-hands.ts';
import { ORDERS, remedy, type Attempt, type Order } from './remedy.ts';
import { forked, standAgain, type StandingDrill } from './standing-drill.ts';

/** How far past the timebox a bot goes on, to tell what cannot be mended from what only comes too late. */
const LONGER_S = 900;

/** What is fired before the bot sets to work; null = nothing, as the drill stands. */
type Fired = { fault: string; parameters: Record<string, number> } | null;

/**
 * Fires a fault in copies of the drill as it stands and plays the remedies of all that is then at work, in one order
 * after the other until one brings every promise back within the timebox. When none does, it looks for the reason: the
 * time, the dial, the faults that were there before. Deterministic; the drill itself is not touched.
 */
export async function recoverable(
  { soFar, fault, parameters }: RecoverableJob,
  shell: DeskShell,
  onProgress: (progress: Progress) => void,
): Promise<RecoverableResult> {
  const drill = standAgain(soFar);
  const { session } = drill;
  const fired = { fault, parameters: settingsOf(session, fault, parameters) };
  const check: Omit<FaultCheck, 'recoverable' | 'reason' | 'backAfterS' | 'pageAfterS'> = {
    fault,
    parameters: fired.parameters,
    together: togetherWith(session, fault),
    checkedAtS: session.clock.atS,
  };
  const best = await bestOf(drill, fired, shell, onProgress);
  const since = (atS: number | null) => (atS === null ? null : atS - session.clock.atS);
  const pageAfterS = since(best.pagedAtS);
  if (isInTime(best, session))
    return {
      kind: 'recoverable',
      check: { ...check, recoverable: true, reason: howItCameBack(best), backAfterS: since(best.backAtS), pageAfterS },
    };
  onProgress({ done: ORDERS.length, of: ORDERS.length + 1, what: 'Looking for the reason' });
  const reason = await whyNot(drill, fired, best, shell);
  return { kind: 'recoverable', check: { ...check, recoverable: false, reason, backAfterS: null, pageAfterS } };
}

/** The attempt that came back first; the others are made only as long as none is in time. */
async function bestOf(
  drill: StandingDrill,
  fired: Fired,
  shell: DeskShell,
  onProgress: (progress: Progress) => void = () => undefined,
): Promise<Attempt> {
  const alone = faultsAtWork(drill.session).filter((id) => id !== fired?.fault).length === 0;
  const orders = alone ? ORDERS.slice(0, 1) : ORDERS;
  let best: Attempt | null = null;
  for (const [done, order] of orders.entries()) {
    onProgress({ done, of: orders.length + 1, what: 'A bot plays the remedies' });
    const attempt = await attemptOf(drill, fired, order, shell);
    if (best === null || (attempt.backAtS ?? Infinity) < (best.backAtS ?? Infinity)) best = attempt;
    if (isInTime(best, drill.session)) break;
  }
  return best!;
}

async function attemptOf(drill: StandingDrill, fired: Fired, order: Order, shell: DeskShell): Promise<Attempt> {
  const hands = new BotHands(forked(drill), shell);
  if (fired) hands.enter('fault.fired', fired);
  const attempt = await remedy(hands, endS(drill.session) + LONGER_S, order);
  hands.leave();
  return attempt;
}

function endS({ control }: Session): number {
  return control.timeboxS;
}

/** Two minutes of quiet within the timebox. */
function isInTime({ backAtS }: Attempt, session: Session): boolean {
  return backAtS !== null && backAtS + HOLDS_S <= endS(session);
}

/** As long as a recovery has to last to count (MTTM-1). */
const HOLDS_S = 120;

function howItCameBack({ broke, typed }: Attempt): string {
  if (!broke) return 'No promise breaks as long as people do what the deck says.';
  return typed.length === 0 ? 'It comes back by itself.' : `A bot brought it back with ${typed.length} commands.`;
}

/** In a sentence: which promise stays broken, and what keeps it so. */
async function whyNot(
  drill: StandingDrill,
  fired: NonNullable<Fired>,
  best: Attempt,
  shell: DeskShell,
): Promise<string> {
  const { session } = drill;
  const title = titleOf(session, fired.fault);
  const leftS = endS(session) - session.clock.atS;
  if (best.backAtS !== null)
    return `The timebox ends in ${minutes(leftS)}; a bot needs ${minutes(best.backAtS - session.clock.atS)} and two more to be sure.`;
  const promise = `“${promiseOf(session, best.broken[0])}” stays broken to the end`;
  const others = faultsAtWork(session);
  if (others.length > 0 && !isInTime(await bestOf(drill, null, shell), session))
    return `${promise}, whatever you fire: ${listed(session, others)} cannot be brought back any more as things stand.`;
  const usual = settingsOf(session, fired.fault);
  const turned = turnedDial(session, fired);
  if (turned !== null && isInTime(await bestOf(drill, { ...fired, parameters: usual }, shell), session))
    return `${promise}: ${title} keeps it so with ${turned}; as the scenario has it a bot brings it back.`;
  if (others.length > 0)
    return `${promise}: ${title} and ${listed(session, others)} together leave no way back; what ends one keeps the other.`;
  return `${promise}: ${title} keeps it so, and no remedy of the deck ends it.`;
}

/** "Sessions held at 180": the dials that do not stand where the scenario has them. */
function turnedDial(session: Session, { fault, parameters }: NonNullable<Fired>): string | null {
  const dials = faultSpec(session, fault)?.deck.parameters ?? [];
  const turned = dials.filter(({ id, value }) => parameters[id] !== value);
  const words = turned.map(({ id, label, unit }) => `${label} at ${parameters[id]} ${unit}`);
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

import type { FaultSpec } from '../engine/spec.ts';
import type { FaultParameter } from '../protocol/breaking.ts';
import type { DeckCardView, DeckView } from '../protocol/room.ts';
import { faultSpec, presentChecks } from './fault-clearance.ts';
import type { Session } from './session.ts';

/** The breakers' deck as it stands at this second. */
export function deckView(session: Session): DeckView {
  const budget = session.created.budget;
  const spent = spentBudget(session);
  const coolUntilS = coolDownEndS(session);
  return {
    budget,
    spent,
    cards: session.scenario.world.faults.map((fault) => card(session, fault, budget - spent, coolUntilS)),
    hypothesis: hypothesis(session),
    plan: session.plan && {
      hash: session.plan.hash,
      sealedAtS: session.plan.sealedAtS,
      late: session.plan.late,
      seat: session.plan.seat,
      text: session.plan.text,
    },
    predictions: session.predictions,
    coolingUntilS: coolUntilS > session.clock.atS ? coolUntilS : null,
    pages: session.scenario.rules.filter(({ tier }) => tier === 'page').map(({ name }) => name),
    elsewhere: session.scenario.elsewhere ?? [],
  };
}

/** Cost of what breakers fired themselves; what the scenario fires is free. */
function spentBudget(session: Session): number {
  return sum(firedByBreakers(session).map(({ fault }) => faultSpec(session, fault)?.deck.cost ?? 0));
}

/** Drill second until which the deck rests after the breakers' last fault. */
function coolDownEndS(session: Session): number {
  const ends = firedByBreakers(session).map(({ fault, atS }) => atS + (faultSpec(session, fault)?.deck.cooldownS ?? 0));
  return Math.max(0, ...ends);
}

function firedByBreakers(session: Session): Session['fired'] {
  return session.fired.filter(({ seat }) => seat !== null);
}

function card(session: Session, fault: FaultSpec, left: number, coolUntilS: number): DeckCardView {
  const { deck } = fault;
  const fired = session.fired.findLast((one) => one.fault === fault.id) ?? null;
  const cooling = coolUntilS > session.clock.atS;
  const checks = presentChecks(session, fault.id);
  return {
    fault: fault.id,
    title: fault.title,
    summary: fault.summary,
    blastRadius: deck.blastRadius,
    detectable: deck.detectable,
    cost: deck.cost,
    reaches: [...deck.reaches],
    looksLike: deck.looksLike,
    tempts: deck.tempts,
    state: cardState(session, fault, fired !== null, left, cooling),
    readyAtS: fired === null && cooling ? coolUntilS : null,
    firedAtS: fired?.atS ?? null,
    stoppedAtS: session.faultMoves.get(fault.id)?.findLast(({ event }) => event === 'STOP')?.atS ?? null,
    undo: deck.undo,
    parameters: dials(session, fault),
    check: checks[0] ?? null,
    checks,
  };
}

/** The dials of a card: where the fault was fired with, or where the scenario has them. */
function dials(session: Session, { id, deck }: FaultSpec): FaultParameter[] {
  const set = session.dialled.get(id);
  return (deck.parameters ?? []).map((dial) => ({ ...dial, value: set?.[dial.id] ?? dial.value }));
}

function cardState(
  session: Session,
  fault: FaultSpec,
  fired: boolean,
  left: number,
  cooling: boolean,
): DeckCardView['state'] {
  const now = session.sim.faults().find(({ id }) => id === fault.id);
  if (now?.done) return 'used';
  if (fired || now?.fired) return 'running';
  if (fault.deck.cost > left) return 'over budget';
  return cooling ? 'cooling' : 'ready';
}

/**
 * The private hypothesis is refuted once the promise that decides impact has been broken, held when the drill ends without;
 * where nothing was at work that could have broken it, it stays open.
 */
function hypothesis(session: Session): DeckView['hypothesis'] {
  const text = session.scenario.hypothesis.private;
  const brokenAtS = session.stamps.impact;
  if (brokenAtS !== null) return { text, verdict: 'refuted', atS: brokenAtS };
  const tested = session.fired.length > 0 || session.scenario.nothingWrong === true;
  return session.clock.state === 'ended' && tested
    ? { text, verdict: 'held', atS: session.clock.atS }
    : { text, verdict: 'open', atS: null };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

import { faultsAtWork, faultSpec } from '../drill/fault-clearance.ts';
import type { Session } from '../drill/session.ts';
import type { BotHands } from './bot-hands.ts';

/** As long as a recovery has to last to count (MTTM-1). */
export const HOLDS_S = 120;
/** From the page to the first line: who comes has read it by then. */
const READS_S = 20;
/** Without a page somebody comes after a promise has been broken for so long. */
const NOTICES_S = 60;
/** Nobody waits longer than this for a sign. */
const WAITS_S = 600;
/** From the last line of one fault to the first of the next, where they are ended one after the other. */
const NEXT_FAULT_S = 10;
/** How long a round of lines is given before everything is done once more. */
const WATCHES_S = 360;
const ROUNDS = 3;
const LOOK_EVERY_S = 5;

/** In which order the lines of several faults are typed. */
export const ORDERS = ['by time', 'newest fault first', 'oldest fault first'] as const;
export type Order = (typeof ORDERS)[number];

export interface Attempt {
  /** Drill second from which on every promise held; null = never for two minutes. */
  backAtS: number | null;
  /** A promise was broken at some time since the bot began. */
  broke: boolean;
  pagedAtS: number | null;
  /** Promises broken at the end, and since which drill second. */
  broken: { slo: string; sinceS: number }[];
  /** What it typed, without repetitions. */
  typed: string[];
}

/**
 * Does what a competent team would: waits for the page, ends every fault at work by the lines that its deck names, and
 * watches until all promises have held for two minutes, or until `untilS`. Call it right after the fault was fired.
 */
export async function remedy(hands: BotHands, untilS: number, order: Order): Promise<Attempt> {
  const { session } = hands;
  const watch = new Watch(hands);
  const treatment = new Treatment(session);
  waitForSign(hands, watch, untilS);
  const typed = new Set<string>();
  for (let round = 0; round < ROUNDS && hands.atS < untilS; round++) {
    const ill = treatment.begin(round, watch.isBroken());
    await typeAll(hands, watch, planOf(session, ill, order), untilS, typed);
    const lastS = Math.min(untilS, hands.atS + WATCHES_S);
    const typedS = hands.atS;
    // Long enough after the last line, too: what a page foretold may only come now.
    const isBack = () => watch.heldForS() >= HOLDS_S && hands.atS - typedS >= HOLDS_S;
    // What breaks anew meanwhile is treated like the rest.
    watch.until(lastS, () => isBack() || (watch.isBroken() && treatment.isNew()));
    if (isBack()) break;
    treatment.end();
  }
  watch.until(untilS, () => watch.heldForS() >= HOLDS_S);
  return {
    backAtS: watch.heldForS() >= HOLDS_S ? watch.heldSinceS : null,
    broke: watch.broke,
    pagedAtS: watch.pagedAtS,
    broken: watch.brokenNow(),
    typed: [...typed],
  };
}

/** The promises that are broken now. */
function brokenPromises(session: Session): string[] {
  return session.sim.slos().flatMap(({ id, breached }) => (breached ? [id] : []));
}

/** Which faults the bot still has to do something about. */
class Treatment {
  readonly #session: Session;
  /** Over before the bot came: whoever ended them did it for good, unless all else has been tried. */
  readonly #past: ReadonlySet<string>;
  readonly #cured = new Set<string>();
  readonly #seen = new Set<string>();
  #ill: string[] = [];
  #stillAtWork: readonly string[] = [];

  constructor(session: Session) {
    this.#session = session;
    this.#past = new Set(this.#fired().filter((fault) => !faultsAtWork(session).includes(fault)));
  }

  /** What is at work, and what is over by itself while a promise stays broken: its harm may outlive it. */
  begin(round: number, broken: boolean): string[] {
    const atWork = faultsAtWork(this.#session);
    this.#stillAtWork = atWork;
    this.#ill = this.#fired().filter(
      (fault) =>
        !this.#cured.has(fault) && (atWork.includes(fault) || (broken && (round > 0 || !this.#past.has(fault)))),
    );
    this.#ill.forEach((fault) => this.#seen.add(fault));
    return this.#ill;
  }

  /** A fault that ended after its lines were typed is cured: they are not typed again, for twice may undo it. */
  end(): void {
    const atWork = faultsAtWork(this.#session);
    for (const fault of this.#ill)
      if (this.#stillAtWork.includes(fault) && !atWork.includes(fault)) this.#cured.add(fault);
  }

  isNew(): boolean {
    return faultsAtWork(this.#session).some((fault) => !this.#seen.has(fault));
  }

  #fired(): string[] {
    return [...new Set(this.#session.fired.map(({ fault }) => fault))];
  }
}

/** Looks at the world every few seconds while time passes. */
class Watch {
  readonly #hands: BotHands;
  readonly #fromS: number;
  broke = false;
  pagedAtS: number | null = null;
  /** Since when all promises have held; null while one is broken. */
  heldSinceS: number | null;
  brokenSinceS: number | null = null;
  /** Promise → since when it has been broken. */
  readonly #broken = new Map<string, number>();

  constructor(hands: BotHands) {
    this.#hands = hands;
    this.#fromS = hands.atS;
    this.heldSinceS = hands.atS;
    this.look();
  }

  /** Lets time pass until something is true, or `untilS`. */
  until(untilS: number, holds: () => boolean): void {
    while (!holds() && this.#hands.atS < untilS) this.advanceTo(Math.min(untilS, this.#hands.atS + LOOK_EVERY_S));
  }

  advanceTo(toS: number): void {
    while (this.#hands.atS < toS) {
      this.#hands.advanceTo(Math.min(toS, this.#hands.atS + LOOK_EVERY_S));
      this.look();
    }
  }

  look(): void {
    const { session, atS } = this.#hands;
    const broken = brokenPromises(session);
    for (const slo of this.#broken.keys()) if (!broken.includes(slo)) this.#broken.delete(slo);
    for (const slo of broken) if (!this.#broken.has(slo)) this.#broken.set(slo, atS);
    if (broken.length > 0) {
      this.broke = true;
      this.brokenSinceS ??= atS;
      this.heldSinceS = null;
    } else {
      this.brokenSinceS = null;
      this.heldSinceS ??= atS;
    }
    this.pagedAtS ??= firstPageSince(session, this.#fromS);
  }

  brokenNow(): Attempt['broken'] {
    return [...this.#broken].map(([slo, sinceS]) => ({ slo, sinceS }));
  }

  isBroken(): boolean {
    return this.brokenSinceS !== null;
  }

  heldForS(): number {
    return this.heldSinceS === null ? 0 : this.#hands.atS - this.heldSinceS;
  }
}

function firstPageSince(session: Session, fromS: number): number | null {
  const fired = [...session.alerts.values()].flatMap(({ tier, state, firedAtS }) =>
    tier === 'page' && state === 'firing' && firedAtS !== null && firedAtS >= fromS ? [firedAtS] : [],
  );
  return fired.length > 0 ? Math.min(...fired) : null;
}

/** Until the page, or until somebody notices that a promise is broken; not for ever. */
function waitForSign(hands: BotHands, watch: Watch, untilS: number): void {
  const fromS = hands.atS;
  const hurry = watch.isBroken();
  const lastS = Math.min(fromS + (hurry ? NOTICES_S : WAITS_S), fromS + Math.max(0, untilS - fromS) / 3);
  watch.until(
    lastS,
    () => watch.pagedAtS !== null || (watch.brokenSinceS !== null && hands.atS - watch.brokenSinceS >= NOTICES_S),
  );
}

interface Planned {
  atS: number;
  line: string;
}

/** Lines and when to type them, seconds from the first sign. */
function planOf(session: Session, faults: readonly string[], order: Order): Planned[] {
  const age = (fault: string) => session.fired.find((one) => one.fault === fault)?.atS ?? 0;
  const sorted = [...faults].sort((a, b) => (order === 'newest fault first' ? age(b) - age(a) : age(a) - age(b)));
  const lines: Planned[] = [];
  let fromS = 0;
  for (const fault of sorted) {
    const own = recoveryOf(session, fault);
    const first = own[0]?.afterS ?? 0;
    for (const { afterS, line } of own)
      lines.push({ atS: order === 'by time' ? afterS : fromS + afterS - first, line });
    fromS = Math.max(fromS, ...lines.map(({ atS }) => atS)) + NEXT_FAULT_S;
  }
  return lines.sort((a, b) => a.atS - b.atS);
}

/** How people end a fault: its deck says so, or else what the oracle of the variant that fires it types. */
function recoveryOf({ scenario, ...session }: Session, fault: string): { afterS: number; line: string }[] {
  const own = faultSpec({ scenario, ...session }, fault)?.deck.recovery;
  if (own) return own;
  return scenario.timeline.some((one) => one.fault === fault) ? scenario.bots.oracle : [];
}

/** One line after the other, each once: a second roll-back would undo the first. */
async function typeAll(
  hands: BotHands,
  watch: Watch,
  plan: readonly Planned[],
  untilS: number,
  typed: Set<string>,
): Promise<void> {
  const fromS = hands.atS;
  const startS = Math.min(READS_S, plan[0]?.atS ?? READS_S);
  const inRound = new Set<string>();
  for (const { atS, line } of plan) {
    watch.advanceTo(Math.min(untilS, fromS + Math.max(startS, atS)));
    if (hands.atS >= untilS) return;
    if (inRound.has(line)) continue;
    inRound.add(line);
    typed.add(line);
    await hands.type(line);
    watch.look();
  }
}

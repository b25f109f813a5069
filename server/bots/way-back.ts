import { faultSpec, settingsOf } from '../drill/fault-clearance.ts';
import type { FaultCheck, FaultParameter } from '../protocol/breaking.ts';
import { isInTime, type Fired } from './future.ts';
import type { Attempt } from './remedy.ts';
import type { StandingDrill } from './standing-drill.ts';

type Settings = Record<string, number>;
type WayBack = NonNullable<FaultCheck['wayBack']>;

interface Search {
  drill: StandingDrill;
  fired: NonNullable<Fired>;
  attempt: (on: StandingDrill, fired: Fired, how: string) => Promise<Attempt>;
}

/** A search that has not found anything by then finds nothing that a person would wait for. */
const MAX_TRIES = 8;
/** Halvings on the way from what comes back towards what was asked. */
const MAX_HALVINGS = 3;

/**
 * Dials with which a bot does bring every promise back: one of them turned, as near to where it was asked for as a few
 * tries find; or all as the scenario has them. Each answer was played. Null when none was found.
 */
export async function wayBack({ drill, fired, attempt }: Search): Promise<WayBack | null> {
  const { session } = drill;
  const dials = faultSpec(session, fired.fault)?.deck.parameters ?? [];
  const usual = settingsOf(session, fired.fault);
  let tries = 0;
  const comesBack = async (parameters: Settings, how: string): Promise<WayBack | null> => {
    if (tries++ >= MAX_TRIES) return null;
    const made = await attempt(drill, { fault: fired.fault, parameters }, how);
    return isInTime(made, session) ? { parameters, backAfterS: Math.max(0, made.backAtS! - session.clock.atS) } : null;
  };
  const turned = dials.filter(({ id }) => fired.parameters[id] !== usual[id]);
  const ways = [...turned, ...dials.filter((dial) => !turned.includes(dial))].flatMap((dial) =>
    farValues(dial, fired.parameters[dial.id]!).map((value) => ({ dial, value })),
  );
  for (const { dial, value } of ways) {
    const far = await comesBack({ ...fired.parameters, [dial.id]: value }, withDial(dial, value));
    if (far) return nearest(dial, fired.parameters, far, comesBack);
  }
  return turned.length > 1 ? comesBack(usual, 'with the dials as they were') : null;
}

/** Where a dial may be turned to, far from where it stands: back to the scenario's value, or to its ends. */
function farValues({ value, min, max }: FaultParameter, asked: number): number[] {
  return [...new Set([value, min, max])].filter((one) => one !== asked);
}

/** Halves the way between what comes back and what does not, step by step of the dial. */
async function nearest(
  dial: FaultParameter,
  asked: Settings,
  far: WayBack,
  comesBack: (parameters: Settings, how: string) => Promise<WayBack | null>,
): Promise<WayBack> {
  const stepOf = (value: number) => Math.round((value - dial.min) / dial.step);
  const digits = (String(dial.step).split('.')[1] ?? '').length;
  let best = far;
  let good = stepOf(far.parameters[dial.id]!);
  let bad = stepOf(asked[dial.id]!);
  for (let halving = 0; halving < MAX_HALVINGS && Math.abs(good - bad) > 1; halving++) {
    const middle = Math.round((good + bad) / 2);
    const value = Number((dial.min + middle * dial.step).toFixed(digits));
    const back = await comesBack({ ...asked, [dial.id]: value }, withDial(dial, value));
    if (back) best = back;
    if (back) good = middle;
    else bad = middle;
  }
  return best;
}

function withDial({ label, unit }: FaultParameter, value: number): string {
  return `with “${label}” at ${value} ${unit}`;
}

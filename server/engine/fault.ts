import type { AnyMachineSnapshot, AnyStateMachine, StateValue } from 'xstate';
import { createMachine, initialTransition, transition } from 'xstate';
import { cancelDue, schedule } from './agenda.ts';
import { checkMachine } from './fault-check.ts';
import { modelValues, withDials, type DialValues } from './fault-dials.ts';
import type { FaultState } from './fault-state.ts';
import type { Params } from './fault-vocabulary/word.ts';
import { ACTIONS, GUARDS } from './fault-vocabulary.ts';
import type { WorldSpec } from './spec.ts';
import type { World } from './world.ts';

export { checkMachine } from './fault-check.ts';

/**
 * Scenario statecharts, stepped by XState's pure functions. Time is ours: a machine's delays become items of the agenda, so
 * that nothing depends on timers, and the state's path is all that needs keeping.
 */
export interface Machines {
  byFault: Map<string, AnyStateMachine>;
  /** The world that guards look at while a transition is computed, and the dials of the fault. */
  looking: { at: World | null; asked: number; dials: DialValues };
}

/** Guards asked in one transition; more means that `always` transitions chase each other. */
const MICROSTEP_BUDGET = 1000;
/** Rounds of events that machines cause one another within a second. */
const ROUNDS = 20;

/** Builds the machines of a spec once. Throws with every problem that `checkMachine` finds. */
export function compileMachines(spec: WorldSpec): Machines {
  const looking: Machines['looking'] = { at: null, asked: 0, dials: {} };
  const guards = Object.fromEntries(
    Object.entries(GUARDS).map(([name, word]) => [
      name,
      (_: unknown, params: unknown): boolean => {
        if (++looking.asked > MICROSTEP_BUDGET)
          throw new Error(
            'a fault machine takes more than 1000 steps at once: its "always" transitions run in a circle',
          );
        return word.holds(looking.at!, withDials((params ?? {}) as Params, looking.dials));
      },
    ]),
  );
  const byFault = new Map<string, AnyStateMachine>();
  for (const fault of spec.faults) {
    const { parameters = [] } = fault.deck;
    const problems = checkMachine(fault.machine, parameters);
    if (problems.length > 0)
      throw new Error(`fault "${fault.id}": ${problems.map(({ path, message }) => `${path}: ${message}`).join('; ')}`);
    const delays = Object.fromEntries(
      parameters.map(({ id }) => [`$${id}`, () => Math.round((looking.dials[id] ?? 0) * 1000)]),
    );
    byFault.set(fault.id, createMachine({ ...fault.machine, id: fault.id }, { guards, delays }) as AnyStateMachine);
  }
  return { byFault, looking };
}

/** Every machine enters its initial state; call once, at drill second 0. */
export function startFaults(world: World): void {
  for (const fault of world.spec.faults) {
    const machine = world.machines.byFault.get(fault.id)!;
    const state: FaultState = { id: fault.id, state: '', fired: false, done: false, sinceS: world.nowS, visited: [] };
    world.faults.push(state);
    look(world, state);
    const [snapshot, actions] = initialTransition(machine);
    enter(world, state, snapshot, 'start');
    perform(world, state, actions);
  }
}

/** Fires a fault that is still idle, with its dials where they are set; the others keep what the scenario says. */
export function fire(world: World, faultId: string, parameters?: DialValues): void {
  const state = world.faults.find((fault) => fault.id === faultId);
  if (state !== undefined && !state.fired && parameters !== undefined) state.dials = { ...parameters };
  deliver(world, faultId, 'BREAK');
}

/** Sends one event to one machine; a machine that is done, or has no use for it, stays as it is. */
export function deliver(world: World, faultId: string, event: string): void {
  const state = world.faults.find((fault) => fault.id === faultId);
  const machine = world.machines.byFault.get(faultId);
  if (state === undefined || machine === undefined || state.done) return;
  look(world, state);
  const before = machine.resolveState({ value: valueOf(state.state), context: {} });
  const [after, actions] = transition(machine, before, { type: event });
  if (pathOf(after.value) !== state.state) enter(world, state, after, event);
  perform(world, state, actions);
}

/** Hands the model's threshold events to every machine until all is quiet. */
export function settleFaults(world: World): void {
  for (let round = 0; world.raised.length > 0 && round < ROUNDS; round++) {
    const events = world.raised;
    world.raised = [];
    for (const event of events) for (const { id } of world.faults) deliver(world, id, event);
  }
  world.raised.length = 0;
}

function look(world: World, state: FaultState): void {
  const { looking } = world.machines;
  const dials = world.spec.faults.find(({ id }) => id === state.id)?.deck.parameters ?? [];
  looking.at = world;
  looking.asked = 0;
  looking.dials = modelValues(dials, state.dials);
}

function enter(world: World, state: FaultState, snapshot: AnyMachineSnapshot, event: string): void {
  const from = state.state === '' ? null : state.state;
  state.state = pathOf(snapshot.value);
  state.sinceS = world.nowS;
  state.done = snapshot.status === 'done';
  if (from !== null) state.fired = true;
  const last = state.visited[state.visited.length - 1];
  if (last !== undefined) last.toS = world.nowS;
  state.visited.push({ state: state.state, fromS: world.nowS, toS: null });
  world.effects.push({
    kind: 'fault',
    fault: state.id,
    from,
    to: state.state,
    event: plainEvent(event),
    done: state.done,
  });
}

function perform(world: World, state: FaultState, actions: readonly { type: string; params?: unknown }[]): void {
  for (const { type, params } of actions) {
    if (type === 'xstate.raise') {
      const { event, id, delay } = params as { event: { type: string }; id?: string; delay?: number };
      const delayS = Math.max(delay === undefined ? 0 : 1, Math.round((delay ?? 0) / 1000));
      schedule(world.agenda, world.nowS + delayS, {
        kind: 'machine',
        fault: state.id,
        id: id ?? event.type,
        event: event.type,
      });
    } else if (type === 'xstate.cancel') {
      const { sendId } = params as { sendId: string };
      cancelDue(world.agenda, (due) => due.kind === 'machine' && due.fault === state.id && due.id === sendId);
    } else {
      ACTIONS[type]?.run(world, withDials((params ?? {}) as Params, world.machines.looking.dials));
    }
  }
}

/** "broken.partial" for { broken: 'partial' }. Parallel states are refused by the check. */
function pathOf(value: StateValue): string {
  if (typeof value === 'string') return value;
  const key = Object.keys(value)[0]!;
  const inner = value[key];
  return inner === undefined || (typeof inner === 'object' && Object.keys(inner).length === 0)
    ? key
    : `${key}.${pathOf(inner)}`;
}

function valueOf(path: string): StateValue {
  const keys = path.split('.');
  let value: StateValue = keys[keys.length - 1]!;
  for (let i = keys.length - 2; i >= 0; i--) value = { [keys[i]!]: value };
  return value;
}

/** XState's name of a passed delay says nothing to people. */
function plainEvent(event: string): string {
  return event.startsWith('xstate.after.') ? 'after' : event;
}

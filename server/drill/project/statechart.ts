import { dialIn } from '../../engine/fault-dials.ts';
import type { FaultView } from '../../engine/inspect.ts';
import type { FaultParameter } from '../../protocol/breaking.ts';
import type { FaultStateView } from '../../protocol/room.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { conditionWords, delayWords, eventWords, stateWords } from './statechart-words.ts';

/** What we read of an XState machine written as data. */
interface StateNode {
  type?: string;
  description?: string;
  entry?: unknown;
  on?: Record<string, unknown>;
  after?: Record<string, unknown>;
  always?: unknown;
}

type Edge = FaultStateView['edges'][number];

/** A fault with its states and transitions, ready to be drawn, and where it stands now. */
export function statechart(scenario: Scenario, fault: FaultView): Omit<FaultStateView, 'history'> {
  const definition = scenario.world.faults.find(({ id }) => id === fault.id);
  const machine = definition?.machine ?? {};
  const delay = delayIn(definition?.deck.parameters ?? []);
  const states = Object.entries((machine.states ?? {}) as Record<string, StateNode>);
  const visited = new Set(fault.visited.map(({ state }) => state));
  const told = storyStates(states, String(machine.initial ?? ''));
  const drawn = states.filter(([id]) => told.has(id) || visited.has(id) || id === fault.state);
  return {
    id: fault.id,
    title: fault.title,
    state: fault.state,
    fired: fault.fired,
    done: fault.done,
    firedAtS: fault.visited.find(({ state }) => state !== machine.initial)?.fromS ?? null,
    sinceS: fault.sinceS,
    states: drawn.map(([id, node]) => ({
      id,
      label: node.description ?? stateWords(id),
      final: node.type === 'final',
      initial: id === machine.initial,
      visited: visited.has(id),
    })),
    edges: edgesOf(drawn, delay),
  };
}

/**
 * States that the fault reaches by itself or by what the team does. Every state can be stopped from the deck; that is
 * a button, and its arrows would hide the story.
 */
function storyStates(states: readonly [string, StateNode][], initial: string): ReadonlySet<string> {
  return new Set([initial, ...edgesOf(states).map(({ to }) => to)]);
}

function edgesOf(states: readonly [string, StateNode][], delay = delayWords): Edge[] {
  const order = new Map(states.map(([id], index) => [id, index]));
  const edges = states.flatMap(([from, node]) => [
    ...transitions(from, order, withoutStop(node.on), eventWords),
    ...transitions(from, order, node.after, delay),
    ...transitions(from, order, { '': node.always }, () => 'at once'),
  ]);
  return edges.filter(({ to }) => order.has(to));
}

/** A delay that a dial sets is called by the dial's name: breakers may have turned it. */
function delayIn(dials: readonly FaultParameter[]): (delay: string) => string {
  return (delay) => {
    const dial = dials.find(({ id }) => id === dialIn(delay));
    return dial ? dial.label.charAt(0).toLowerCase() + dial.label.slice(1) : delayWords(delay);
  };
}

function withoutStop(table: Record<string, unknown> | undefined): Record<string, unknown> {
  return Object.fromEntries(Object.entries(table ?? {}).filter(([event]) => event !== 'STOP'));
}

/**
 * A transition may be a target, an object or a list of these. One that leads back (or to its own state, entering it
 * again) is the hinge: what looked finished starts over.
 */
function transitions(
  from: string,
  order: ReadonlyMap<string, number>,
  table: Record<string, unknown> | undefined,
  words: (name: string) => string,
): Edge[] {
  return Object.entries(table ?? {}).flatMap(([name, value]) => {
    const choices = [value].flat();
    return choices.flatMap((one: unknown): Edge[] => {
      const to = targetOf(one);
      if (to === null) return [];
      const hinge = (order.get(to) ?? 0) <= (order.get(from) ?? 0) && order.get(to) !== 0;
      return [{ from, to, label: labelOf(one) ?? conditionWords(words(name), one, choices.length > 1), hinge }];
    });
  });
}

function targetOf(transition: unknown): string | null {
  if (typeof transition === 'string') return bare(transition);
  const target = (transition as { target?: unknown } | undefined)?.target;
  return typeof target === 'string' ? bare(target) : null;
}

function labelOf(transition: unknown): string | null {
  const description = (transition as { description?: unknown } | undefined)?.description;
  return typeof description === 'string' ? description : null;
}

/** `#fault.idle` and `.idle` name the state `idle`. */
function bare(target: string): string {
  return target.split('.').at(-1) ?? target;
}

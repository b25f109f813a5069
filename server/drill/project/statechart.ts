import type { FaultView } from '../../engine/inspect.ts';
import type { FaultStateView } from '../../protocol/room.ts';
import type { Scenario } from '../../scenario/scenario.ts';

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
export function statechart(scenario: Scenario, fault: FaultView): FaultStateView {
  const machine = scenario.world.faults.find(({ id }) => id === fault.id)?.machine ?? {};
  const states = Object.entries((machine.states ?? {}) as Record<string, StateNode>);
  const visited = new Set(fault.visited.map(({ state }) => state));
  return {
    id: fault.id,
    title: fault.title,
    state: fault.state,
    fired: fault.fired,
    done: fault.done,
    sinceS: fault.sinceS,
    states: states.map(([id, node]) => ({
      id,
      label: node.description ?? id,
      final: node.type === 'final',
      initial: id === machine.initial,
      visited: visited.has(id),
    })),
    edges: edgesOf(states),
  };
}

function edgesOf(states: readonly [string, StateNode][]): Edge[] {
  const order = new Map(states.map(([id], index) => [id, index]));
  return states.flatMap(([from, node]) => [
    ...transitions(from, order, node.on, (event) => event),
    ...transitions(from, order, node.after, delayWords),
    ...transitions(from, order, { '': node.always }, () => 'at once'),
  ]);
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
  return Object.entries(table ?? {}).flatMap(([name, value]) =>
    [value].flat().flatMap((one): Edge[] => {
      const to = targetOf(one);
      if (to === null) return [];
      const hinge = (order.get(to) ?? 0) <= (order.get(from) ?? 0) && order.get(to) !== 0;
      return [{ from, to, label: labelOf(one) ?? words(name), hinge }];
    }),
  );
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

function delayWords(delay: string): string {
  const ms = Number(delay);
  if (!Number.isFinite(ms)) return delay;
  return ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1000} s`;
}

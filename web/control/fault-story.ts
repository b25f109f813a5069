import type { FaultStateView } from '../../server/protocol/room.ts';
import { clock, duration } from '../kit/format.ts';
import { nameOf } from './statechart-layout.ts';

/** How a state's second line reads: "for 11 min 32 s", "03:00–08:20", "not yet". */
export function stateNote(fault: FaultStateView, state: FaultStateView['states'][number], atS: number): string {
  if (state.id === fault.state) return fault.fired ? `for ${duration(atS - fault.sinceS)}` : 'waits';
  const last = fault.history.findLastIndex(({ to }) => to === state.id);
  const [came, went] = [fault.history[last], fault.history[last + 1]];
  if (came) return went ? `${clock(came.atS)}–${clock(went.atS)}` : `since ${clock(came.atS)}`;
  if (state.initial && fault.fired) return `until ${clock(fault.firedAtS ?? 0)}`;
  return state.visited ? 'was here' : state.final ? 'the end' : 'not yet';
}

/** The label of a state where the reader has room for words: a long description gives way to the state's own name. */
export function stateName(fault: Pick<FaultStateView, 'states'>, id: string): string {
  const label = fault.states.find((state) => state.id === id)?.label ?? nameOf(id);
  return label.length > 40 ? nameOf(id) : label;
}

export interface Move {
  atS: number;
  from: string;
  to: string;
  why: string;
}

/** Every move so far, the newest first, in words. */
export function movesOf(fault: FaultStateView): Move[] {
  return fault.history
    .map(({ atS, from, to, event }) => ({
      atS,
      from: from === null ? '' : stateName(fault, from),
      to: stateName(fault, to),
      why: whyWords(fault, from, to, event),
    }))
    .reverse();
}

/** What would move it on from where it is: the condition, and where it leads. */
export function waysOn(fault: FaultStateView): { when: string; to: string; hinge: boolean }[] {
  if (fault.done) return [];
  return fault.edges
    .filter(({ from }) => from === fault.state)
    .map(({ to, label, hinge }) => ({
      when: /^\d+ (s|min)$/.test(label) ? `after ${label} there` : label || 'by itself',
      to: stateName(fault, to),
      hinge,
    }));
}

/** Why it moved: the arrow's own words where only one leads there, else the event in plain words. */
function whyWords(fault: FaultStateView, from: string | null, to: string, event: string): string {
  const arrows = fault.edges.filter((edge) => edge.from === from && edge.to === to);
  if (arrows.length === 1 && arrows[0]?.label) return arrows[0].label;
  if (event === 'STOP') return 'stopped by hand';
  if (event === 'BREAK') return 'fired';
  const after = /^xstate\.after\.(\d+)/.exec(event);
  if (after) return duration(Number(after[1]) / 1000);
  const [kind = '', ...subject] = event.split('.');
  return subject.length > 0 ? `${subject.join('.')} ${nameOf(kind)}` : nameOf(kind);
}

/** The whole chart for who cannot see it: where it is, where it was, and what leads where. */
export function chartInWords(fault: FaultStateView, atS: number): string {
  const here = stateName(fault, fault.state);
  const states = fault.states.map((state) => `${stateName(fault, state.id)} (${stateNote(fault, state, atS)})`);
  const ways = fault.edges.map(
    ({ from, to, label, hinge }) =>
      `${stateName(fault, from)} to ${stateName(fault, to)}${label ? ` when ${label}` : ''}${hinge ? ', a way back' : ''}`,
  );
  return `Statechart of ${fault.title}. Now: ${here}. States: ${states.join(', ')}. Ways: ${ways.join('; ')}.`;
}

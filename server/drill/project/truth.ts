import type { InjectView, TruthView } from '../../protocol/room.ts';
import type { Condition, InjectDef } from '../../scenario/scenario.ts';
import { typedAs } from '../../scenario/typed-as.ts';
import { hintCostS } from '../hints.ts';
import { presentTrigger } from '../inject-script.ts';
import { dueAtS } from '../objectives.ts';
import { stopSentence } from '../stop-sentence.ts';
import type { Session } from '../session.ts';
import { conditionWords } from '../condition-words.ts';
import { statechart } from './statechart.ts';

/** The chosen parts of the truth. For the facilitator alone. */
export function truthOf(session: Session, parts: readonly (keyof TruthView)[]): Partial<TruthView> {
  return Object.fromEntries(parts.map((part) => [part, PARTS[part](session)]));
}

export function wholeTruth(session: Session): TruthView {
  return truthOf(session, Object.keys(PARTS) as (keyof TruthView)[]) as TruthView;
}

const PARTS: { [K in keyof TruthView]-?: (session: Session) => TruthView[K] } = {
  scenario: ({ scenario, created }) => ({
    id: scenario.id,
    title: scenario.title,
    variant: scenario.variant.title,
    seed: created.seed,
    difficulty: scenario.difficulty,
    hypothesis: scenario.hypothesis.private,
    cause: scenario.variant.cause,
  }),
  faults: (session) =>
    session.sim.faults().map((fault) => ({
      ...statechart(session.scenario, fault),
      history: (session.faultMoves.get(fault.id) ?? []).map((move) => ({ ...move })),
    })),
  objectives: (session) =>
    session.scenario.objectives.map((objective) => ({
      id: objective.id,
      text: objective.text,
      state: session.objectives.get(objective.id)?.state ?? 'open',
      atS: session.objectives.get(objective.id)?.atS ?? null,
      dueAtS: dueAtS(session, objective),
    })),
  injects: (session) => session.scenario.injects.map((inject) => injectView(session, inject)),
  hints: ({ scenario, hints }) =>
    scenario.hints.map((text, index) => ({
      number: index + 1,
      text,
      givenAtS: hints.find(({ number }) => number === index + 1)?.atS ?? null,
      costS: hintCostS(index + 1, scenario.hints.length),
    })),
  slos: ({ measured }) =>
    measured.slos.map(({ id, title, objective, good, breached, sinceS }) => ({
      id,
      title,
      objective,
      good,
      breached,
      sinceS,
    })),
  tempting: ({ scenario, tempted }) =>
    scenario.tempting.map((move, index) => ({
      action: move.action,
      line: typedAs(move, scenario.world),
      hurts: move.hurts,
      takenAtS: tempted.get(index) ?? null,
    })),
  impact: ({ measured: { impact } }) => ({ ...impact }),
  identifications: ({ identifications }) => identifications.map((one) => ({ ...one })),
  runbook: ({ scenario }) => scenario.variant.runbook || null,
  notes: ({ notes }) => notes.map(({ id, text, atS, seat, pattern }) => ({ id, text, atS, seat, pattern })),
  nudges: ({ nudges }) => nudges.map((nudge) => ({ ...nudge, ask: nudge.ask && { ...nudge.ask } })),
  checkpoints: ({ control }) => control.checkpoints.map((checkpoint) => ({ ...checkpoint })),
  stops: (session) =>
    session.control.stops.map(({ rule, metAtS }) => ({ rule, sentence: stopSentence(session, rule), metAtS })),
  rounds: ({ rounds }) =>
    rounds.map(({ notes: { number, expected, background, next } }) => ({
      number,
      expected: expected.map((one) => ({ ...one })),
      background: [...background],
      next: next && { ...next },
    })),
  leadAsked: ({ control: { leadAsked } }) => leadAsked && { ...leadAsked },
};

function injectView(session: Session, inject: InjectDef): InjectView {
  const known = session.injects.get(inject.id);
  return {
    id: inject.id,
    lane: inject.via,
    from: inject.from,
    text: inject.text,
    expects: inject.expects,
    state: known?.state ?? 'to come',
    atS: known?.atS ?? null,
    when: 'atS' in inject.when ? '' : whenWords(inject.when.condition),
    trigger: presentTrigger(session, inject.id),
    fault: inject.fault,
    origin: session.written.get(inject.id) ?? 'scenario',
  };
}

function whenWords(condition: Condition): string {
  return `when ${conditionWords(condition)}`;
}

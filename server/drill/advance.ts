import type { Effect } from '../engine/effect.ts';
import { settleChecks } from './checks.ts';
import { holds } from './conditions.ts';
import type { AnyDraft } from './entry.ts';
import { conditionKey } from './inject-script.ts';
import { evolve } from './evolve/evolve.ts';
import { settleObjectives } from './objectives.ts';
import { outcome, outcomeOf } from './outcome.ts';
import { projectAll, type Projected } from './project/project.ts';
import type { StaffDef } from '../scenario/scenario.ts';
import type { Session } from './session.ts';

/** An entry that has just become part of the session, with what each audience gets to see of it. */
export interface Applied {
  draft: AnyDraft;
  events: Projected;
}

/**
 * Lets simulated time pass up to drill second `toS` and returns the outcomes in the order in which they came about.
 * Same session, same inputs, same outcomes: nothing but the arguments decides.
 */
export function advance(session: Session, toS: number): Applied[] {
  const applied: Applied[] = [];
  while (session.clock.state === 'running' && session.clock.atS < toS) applied.push(...second(session));
  return applied;
}

/** One simulated second, in a fixed order: the world, the scenario's timeline, injects, staff, checks, objectives. */
function second(session: Session): Applied[] {
  const effects = session.sim.tick();
  session.clock = { ...session.clock, atS: session.clock.atS + 1 };
  return [
    ...settle(session, effects),
    ...fireTimeline(session),
    ...deliverInjects(session),
    ...answerPages(session),
    ...become(session, settleChecks(session)),
    ...become(session, settleObjectives(session, false)),
  ];
}

/** Makes drafts part of the session, each projected as it stands right after it. */
export function become(session: Session, drafts: readonly AnyDraft[]): Applied[] {
  return drafts.map((draft) => {
    evolve(session, draft);
    return { draft, events: projectAll(session, draft) };
  });
}

/** Makes the engine's effects part of the session. */
export function settle(session: Session, effects: readonly Effect[]): Applied[] {
  return effects.flatMap((effect) => {
    const draft = outcomeOf(session, effect);
    return draft ? become(session, [draft]) : [];
  });
}

/** Faults that the scenario fires by itself, unless somebody was quicker. */
function fireTimeline(session: Session): Applied[] {
  const due = session.scenario.timeline.filter(({ atS }) => atS === session.clock.atS);
  return due.flatMap(({ fault }) => fireFault(session, fault));
}

function fireFault(session: Session, fault: string): Applied[] {
  if (session.fired.some((one) => one.fault === fault)) return [];
  return settle(session, session.sim.apply({ kind: 'fault.fire', fault }));
}

function deliverInjects(session: Session): Applied[] {
  return session.scenario.injects.flatMap(({ id, when }) => {
    const known = session.injects.get(id);
    if (known?.state !== 'to come') return [];
    // A condition is looked at each second even while a delay holds the inject back: durations go on.
    const now = 'atS' in when ? true : holds(session, when.condition, conditionKey(id));
    const due = known.atS === null ? now : known.atS <= session.clock.atS;
    return due ? deliverInject(session, id) : [];
  });
}

/** An inject happens: its words reach the team, its fault the world. */
export function deliverInject(session: Session, id: string): Applied[] {
  const inject = session.scenario.injects.find((one) => one.id === id);
  if (!inject) return [];
  const { via, from, text, fault } = inject;
  const delivered = become(session, [outcome(session, 'inject.delivered', { inject: id, via, from, text })]);
  return fault === null ? delivered : [...delivered, ...fireFault(session, fault)];
}

/** They say what they know at this second. Their conditions are looked at each second, so that durations go on. */
function answerPages(session: Session): Applied[] {
  const known = new Map(session.scenario.staff.map((person) => [person.id, whatTheyKnow(session, person)]));
  const due = session.staffPending.filter(({ dueS }) => dueS <= session.clock.atS);
  session.staffPending = session.staffPending.filter((page) => !due.includes(page));
  return due.flatMap(({ staff }) => {
    return become(session, [outcome(session, 'staff.answered', { staff, text: known.get(staff) ?? '' })]);
  });
}

function whatTheyKnow(session: Session, { id, says, knows = [] }: StaffDef): string {
  const held = knows.map(({ when }, i) => holds(session, when, `staff:${id}:${i}`));
  return knows[held.indexOf(true)]?.says ?? says;
}

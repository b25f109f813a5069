import { measure } from '../measure.ts';
import { writeInject } from '../inject-script.ts';
import { refreshDeck } from './breaking.ts';
import { post } from './channel.ts';
import type { Evolvers } from './moment.ts';

/** What the facilitator, the breakers and the scenario stage: faults, injects, staff, hints, objectives. */
export const stagingEvolvers: Evolvers<
  | 'fault.fired'
  | 'fault.stopped'
  | 'fault.moved'
  | 'slo.changed'
  | 'inject.fired'
  | 'inject.skipped'
  | 'inject.delayed'
  | 'inject.restored'
  | 'inject.written'
  | 'inject.delivered'
  | 'staff.answered'
  | 'objective.changed'
  | 'hint.given'
  | 'note.added'
> = {
  'fault.fired': (session, { fault, parameters }, { atS, seat }) => {
    if (parameters) session.dialled.set(fault, parameters);
    session.fired.push({ fault, atS, seat });
    refreshDeck(session);
  },
  'fault.stopped': (session) => refreshDeck(session),
  'fault.moved': (session, { fault, from, to, event }, { atS }) => {
    session.faultMoves.set(fault, [...(session.faultMoves.get(fault) ?? []), { atS, from, to, event }]);
    if (from !== null) {
      session.stamps.fault ??= atS;
      if (!session.fired.some((one) => one.fault === fault)) session.fired.push({ fault, atS, seat: null });
    }
    refreshDeck(session);
  },
  'slo.changed': (session, { slo, breached }, { atS }) => {
    if (breached) session.breachedOnce.add(slo);
    if (breached && slo === session.scenario.slo) session.stamps.impact ??= atS;
    session.measured = { ...measure(session.sim), map: session.measured.map };
    refreshDeck(session);
  },
  'inject.fired': (session, { inject }, { atS }) => void session.injects.set(inject, { state: 'fired', atS }),
  'inject.skipped': ({ injects }, { inject }) =>
    void injects.set(inject, { state: 'skipped', atS: null, plannedS: injects.get(inject)?.atS ?? null }),
  'inject.restored': ({ injects }, { inject, atS }) => void injects.set(inject, { state: 'to come', atS }),
  'inject.delayed': (session, { inject, byS }) => {
    const known = session.injects.get(inject);
    if (known) session.injects.set(inject, { ...known, atS: (known.atS ?? session.clock.atS) + byS });
  },
  'inject.written': (session, { inject }) => writeInject(session, inject),
  'inject.delivered': (session, { inject, via, from, text }, { atS }) => {
    session.injects.set(inject, { state: 'fired', atS });
    if (isWords(via)) post(session, atS, { kind: 'persona', name: from }, { kind: 'text', text });
  },
  'staff.answered': (session, { staff, text }, { atS }) => {
    const who = session.scenario.staff.find(({ id }) => id === staff);
    const name = who ? `${who.name} (${who.team})` : staff;
    post(session, atS, { kind: 'persona', name }, { kind: 'text', text });
  },
  'objective.changed': (session, { objective, state }, { atS }) => {
    session.objectives.set(objective, { state, atS });
  },
  'hint.given': (session, { number, text }, { atS }) => void session.hints.push({ number, text, atS }),
  'note.added': (session, { id, text, pattern }, { atS, seat }) =>
    void session.notes.push({
      id,
      text,
      atS,
      seat,
      pattern: pattern ?? null,
      observed: seat !== null && session.seats.get(seat)?.kind === 'observer',
    }),
};

/** Injects that are words to the team; the others show through the world alone. */
export function isWords(via: string): boolean {
  return via === 'chat' || via === 'staff';
}

import { notice } from './channel.ts';
import type { Evolvers } from './moment.ts';
import { askNoMore } from './seats.ts';

export const controlEvolvers: Evolvers<
  | 'lead.taken'
  | 'lead.asked'
  | 'lead.kept'
  | 'drill.locked'
  | 'drill.timebox'
  | 'checkpoint.marked'
  | 'stops.set'
  | 'notice.posted'
  | 'assess.rated'
> = {
  'lead.taken': (session, { seat }) => {
    session.control.lead = seat;
    askNoMore(session);
  },
  'lead.asked': ({ control, fresh }, { seat }, { atS }) => {
    control.leadAsked = { seat, atS };
    fresh.leadAsked = true;
  },
  'lead.kept': (session) => askNoMore(session),
  'drill.locked': ({ control }, { locked }) => void (control.locked = locked),
  'drill.timebox': ({ control }, { timeboxS }) => void (control.timeboxS = timeboxS),
  'checkpoint.marked': ({ control }, { id, name }, { atS }) =>
    void control.checkpoints.push({ id, atS, name, kept: 'by hand' }),
  'stops.set': ({ control }, { stops }) => {
    const met = new Map(control.stops.map(({ rule, metAtS }) => [rule.id, metAtS]));
    control.stops = stops.map((rule) => ({ rule, metAtS: met.get(rule.id) ?? null }));
  },
  'notice.posted': (session, { level, text }, at) => notice(session, at, level, text),
  'assess.rated': (session, { objective, rating, note }, { atS, seat }) => {
    if (seat === null) return;
    const others = (session.ratings.get(objective) ?? []).filter((one) => one.seat !== seat);
    session.ratings.set(objective, [...others, { seat, rating, note, atS }]);
  },
};

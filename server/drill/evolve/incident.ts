import { drawn } from '../hash.ts';
import { severityTitle } from '../words.ts';
import { post, say } from './channel.ts';
import type { Evolvers } from './moment.ts';

export const incidentEvolvers: Evolvers<
  | 'incident.declared'
  | 'incident.severity'
  | 'can.sent'
  | 'decision.made'
  | 'hypothesis.stated'
  | 'cause.confirmed'
  | 'fact.noted'
  | 'allclear.given'
  | 'staff.paged'
> = {
  'incident.declared': (session, { id, severity, title }, at) => {
    session.incident = {
      id,
      severity,
      title,
      declaredAtS: at.atS,
      nextUpdateAtS: null,
      mitigatedSaidAtS: null,
      allClearAtS: null,
    };
    session.stamps.declare ??= at.atS;
    session.said.add('declare');
    say(session, at, `declared ${id}, ${severityTitle(severity)}: ${title}`);
  },
  'incident.severity': (session, { severity }, at) => {
    if (!session.incident) return;
    session.incident = { ...session.incident, severity };
    say(session, at, `set the severity to ${severityTitle(severity)}`);
  },
  'can.sent': (session, { condition, action, need, nextInMin, cue }, at) => {
    if (cue !== undefined) session.crew.done.set(cue, at.atS);
    const number = 1 + session.messages.filter(({ body }) => body.kind === 'can').length;
    const nextAtS = at.atS + nextInMin * 60;
    if (session.incident) session.incident = { ...session.incident, nextUpdateAtS: nextAtS };
    // An objective asks what people said.
    if (cue === undefined) session.said.add('can');
    const from = at.seat === null ? ({ kind: 'system' } as const) : ({ kind: 'seat', seat: at.seat } as const);
    post(session, at.atS, from, { kind: 'can', number, condition, action, need, nextAtS });
  },
  'decision.made': (session, { id, text, reason }, { atS, seat }) => {
    const number = session.decisions.length + 1;
    session.decisions.push({ id, number, text, reason, seat: seat ?? '', atS });
    session.said.add('decision');
    const from = seat === null ? ({ kind: 'system' } as const) : ({ kind: 'seat', seat } as const);
    post(session, atS, from, { kind: 'decision', decision: id });
  },
  'hypothesis.stated': (session, { id, text }, at) => {
    session.identifications.push({ id, text, seat: at.seat ?? '', atS: at.atS, confirmed: null });
    session.said.add('hypothesis');
    say(session, at, `states a hypothesis: ${text}`);
  },
  'cause.confirmed': (session, { identification, confirmed }) => {
    session.identifications = session.identifications.map((one) =>
      one.id === identification ? { ...one, confirmed } : one,
    );
  },
  'fact.noted': (session, { id, kind, text }, { atS, seat }) => {
    session.facts.set(id, { id, kind, text, seat: seat ?? '', atS });
  },
  'allclear.given': (session, { text }, at) => {
    if (session.incident) session.incident = { ...session.incident, allClearAtS: at.atS, nextUpdateAtS: null };
    session.said.add('allclear');
    say(session, at, text === '' ? 'gives the all-clear' : `gives the all-clear: ${text}`);
  },
  'staff.paged': (session, { staff, text }, at) => {
    const who = session.scenario.staff.find(({ id }) => id === staff);
    if (who) {
      const [from, to] = who.answersS;
      const share = drawn(session.created.seed, 'staff', staff, String(++session.staffPages));
      session.staffPending.push({ staff, dueS: at.atS + Math.max(1, Math.round(from + (to - from) * share)) });
    }
    say(session, at, `pages ${who ? `${who.name} (${who.team})` : staff}${text === '' ? '' : `: ${text}`}`);
  },
};

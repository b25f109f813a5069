import type { Refusal } from '../../protocol/refusal.ts';
import type { SeatKind } from '../../protocol/roles.ts';
import { nextMessageId } from '../evolve/channel.ts';
import { drawn } from '../hash.ts';
import { refuse } from '../refuse.ts';
import type { Session } from '../session.ts';
import { one, type Deciders } from './decision.ts';
import { holderOf } from './seats.ts';

export const incidentDeciders: Deciders<
  | 'incident.declare'
  | 'incident.severity'
  | 'can.send'
  | 'decision.make'
  | 'hypothesis.state'
  | 'fact.note'
  | 'allclear.give'
  | 'staff.page'
  | 'chat.say'
  | 'chat.readback'
> = {
  'incident.declare': (session, { severity, title }, asking) => {
    if (session.incident) {
      return refuse(
        'incident/declared',
        `${session.incident.id} is declared already.`,
        'Change its severity, or add what you know to the channel.',
      );
    }
    return one(session, asking, 'incident.declared', { id: incidentId(session), severity, title });
  },
  'incident.severity': (session, { severity }, asking) =>
    noIncident(session) ??
    (session.incident?.severity === severity ? [] : one(session, asking, 'incident.severity', { severity })),
  'can.send': (session, payload, asking) => noIncident(session) ?? one(session, asking, 'can.sent', payload),
  'decision.make': (session, { text, reason }, asking) =>
    one(session, asking, 'decision.made', { id: `d${session.decisions.length + 1}`, text, reason }),
  'hypothesis.state': (session, { text }, asking) =>
    one(session, asking, 'hypothesis.stated', { id: `h${session.identifications.length + 1}`, text }),
  'fact.note': (session, { kind, text, id }, asking) => {
    const known = id !== undefined && session.facts.has(id);
    return one(session, asking, 'fact.noted', { id: known ? id : `f${session.facts.size + 1}`, kind, text });
  },
  'allclear.give': (session, { text }, asking) => {
    const commander = holderOf(session, 'ic');
    // A bot holds nothing back from people.
    if (commander && !commander.bot && commander.id !== asking.seat.id) {
      return refuse(
        'role/not-allowed',
        'The Incident Commander gives the all-clear.',
        'Ask the commander in the channel.',
      );
    }
    if (session.incident?.allClearAtS != null) return [];
    return noIncident(session) ?? one(session, asking, 'allclear.given', { text });
  },
  'staff.page': (session, { staff, text }, asking) => {
    if (session.scenario.staff.some(({ id }) => id === staff))
      return one(session, asking, 'staff.paged', { staff, text });
    const names = session.scenario.staff.map(({ id }) => id).join(', ');
    return refuse(
      'seat/unknown',
      `Nobody is on call as "${staff}".`,
      names ? `On call: ${names}.` : 'Nobody else is on call.',
    );
  },
  'chat.say': (session, { channel, text }, asking) => {
    const { kind } = asking.seat;
    const no = notSpeaking(kind, channel);
    if (no) return no;
    const id = nextMessageId(session, channel);
    return one(session, asking, 'chat.said', { id, channel, text, persona: null });
  },
  'chat.readback': (session, { message }, asking) => {
    const known = session.messages.find(({ id, channel }) => id === message && channel === 'team');
    if (!known) return refuse('request/malformed', 'There is no such message.', 'Read back a message of the channel.');
    const done = known.readBack.some(({ seat }) => seat === asking.seat.id);
    return done ? [] : one(session, asking, 'chat.readback', { message });
  },
};

/** `INC-0042`: four digits that depend on the drill alone. */
function incidentId({ drill }: Session): string {
  return `INC-${String(1 + Math.floor(drawn(drill, 'incident') * 9999)).padStart(4, '0')}`;
}

function noIncident(session: Session): Refusal | null {
  if (session.incident) return null;
  return refuse('incident/none', 'No incident is declared.', 'Declare it first; anybody may, on suspicion.');
}

/** Who may speak where: the facilitator everywhere, everybody else in their own channel. */
function notSpeaking(kind: SeatKind, channel: 'team' | 'breakers' | 'control'): Refusal | null {
  if (kind === 'facilitator') return null;
  if (kind === 'breaker' && channel === 'team') return notInChannel('Breakers do not help the fixers.');
  if (kind === 'observer' && channel === 'team') return notInChannel('Observers watch; they do not help.');
  const own = { fixer: 'team', breaker: 'breakers', observer: 'control' } as const;
  return channel === own[kind]
    ? null
    : notInChannel(`The ${channel === 'control' ? 'control team' : channel} has a channel of its own.`);
}

function notInChannel(message: string): Refusal {
  return refuse('role/not-allowed', message, 'Use your own channel.');
}

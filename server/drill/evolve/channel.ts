import type { MessageView, NoticeView } from '../../protocol/room.ts';
import type { Session } from '../session.ts';
import type { Evolvers, Moment } from './moment.ts';

export const channelEvolvers: Evolvers<'chat.said' | 'chat.readback'> = {
  'chat.said': (session, { id, channel, text, persona, cue }, at) => {
    if (cue !== undefined) session.crew.done.set(cue, at.atS);
    const from: MessageView['from'] = persona === null ? sender(at) : { kind: 'persona', name: persona };
    session.messages.push({ id, atS: at.atS, channel, from, body: { kind: 'text', text }, readBack: [] });
  },
  'chat.readback': (session, { message }, { atS, seat }) => {
    const index = session.messages.findIndex(({ id }) => id === message);
    const known = session.messages[index];
    if (!known || seat === null || known.readBack.some((one) => one.seat === seat)) return;
    session.messages[index] = { ...known, readBack: [...known.readBack, { seat, atS }] };
  },
};

const LETTERS: Record<MessageView['channel'], string> = { team: 'm', breakers: 'b', control: 'c' };

/**
 * The id of the next message of a channel. Each channel counts for itself: a gap in the team's numbers would tell
 * that somebody speaks elsewhere.
 */
export function nextMessageId(session: Session, channel: MessageView['channel']): string {
  const count = session.messages.filter((message) => message.channel === channel).length;
  return `${LETTERS[channel]}${count + 1}`;
}

/** Adds a message to the team's channel. */
export function post(session: Session, atS: number, from: MessageView['from'], body: MessageView['body']): void {
  session.messages.push({ id: nextMessageId(session, 'team'), atS, channel: 'team', from, body, readBack: [] });
}

/** Adds a system line about what a seat did: "takes Incident Commander". */
export function say(session: Session, at: Moment, text: string): void {
  post(session, at.atS, sender(at), { kind: 'system', text });
}

export function notice(session: Session, at: Moment, level: NoticeView['level'], text: string): void {
  session.notices.push({ id: `n${session.notices.length + 1}`, atS: at.atS, level, text });
}

function sender({ seat }: Moment): MessageView['from'] {
  return seat === null ? { kind: 'system' } : { kind: 'seat', seat };
}

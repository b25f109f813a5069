import type { RoomView } from '../../server/protocol/room.ts';

/** A line of the control team's log: a private note, or words in their channel. */
export interface LogLine {
  id: string;
  kind: 'note' | 'said';
  atS: number;
  seat: string | null;
  text: string;
  /** The nudge that a note is about. */
  pattern: string | null;
}

/** Notes of facilitators and observers, and what they said to each other, the newest first. */
export function controlLog({ truth, messages }: Pick<RoomView, 'truth' | 'messages'>): LogLine[] {
  const notes = (truth?.notes ?? []).map((note): LogLine => ({ ...note, id: `note-${note.id}`, kind: 'note' }));
  const said = messages.flatMap((message): LogLine[] => {
    if (message.channel !== 'control') return [];
    const text = 'text' in message.body ? message.body.text : '';
    const seat = message.from.kind === 'seat' ? message.from.seat : null;
    return text === '' ? [] : [{ id: message.id, kind: 'said', atS: message.atS, seat, text, pattern: null }];
  });
  // Both lists are in order already: of one second the later entry stays above.
  return [...notes, ...said].map((line, at) => ({ line, at })).sort((a, b) => b.line.atS - a.line.atS || b.at - a.at).map(({ line }) => line); // prettier-ignore
}

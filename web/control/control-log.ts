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

/** What one may read of the notes (a facilitator all, an observer those of observers), and what both said, the newest first. */
export function controlLog({
  truth,
  assessment,
  messages,
}: Pick<RoomView, 'truth' | 'assessment' | 'messages'>): LogLine[] {
  const kept = truth?.notes ?? (assessment?.notes ?? []).map((note) => ({ ...note, pattern: null }));
  const notes = kept.map((note): LogLine => ({ ...note, id: `note-${note.id}`, kind: 'note' }));
  const said = messages.flatMap((message): LogLine[] => {
    if (message.channel !== 'control') return [];
    const text = 'text' in message.body ? message.body.text : '';
    const from = message.from.kind === 'seat' ? message.from.seat : null;
    return text === '' ? [] : [{ id: message.id, kind: 'said', atS: message.atS, seat: from, text, pattern: null }];
  });
  // Both lists are in order already: of one second the later entry stays above.
  return [...notes, ...said].map((line, at) => ({ line, at })).sort((a, b) => b.line.atS - a.line.atS || b.at - a.at).map(({ line }) => line); // prettier-ignore
}

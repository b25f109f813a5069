import type { AnyEntry } from '../../server/drill/entry.ts';
import { clockWords } from '../../server/drill/words.ts';

/** What was said and done in a drill, a line each with its time, to be read critically: `… 04:12 bot-sme: Had a look. …`. */
export function transcriptOf(entries: readonly AnyEntry[]): string {
  return entries
    .flatMap((entry) => {
      const words = wordsOf(entry);
      return words === null ? [] : [`${clockWords(entry.simMs / 1000)} ${(entry.seat ?? '·').padEnd(14)} ${words}`];
    })
    .join('\n');
}

function wordsOf({ kind, payload }: AnyEntry): string | null {
  switch (kind) {
    case 'chat.said':
      return payload.persona ? `(${payload.persona}) ${payload.text}` : payload.text;
    case 'can.sent':
      return `CAN ${payload.condition} | ${payload.action} | ${payload.need} | next in ${payload.nextInMin}`;
    case 'chat.readback':
      return `✓ read back ${payload.message}`;
    case 'coach.nudged':
      return `COACH ${payload.id}: ${payload.text}`;
    case 'skill.shown':
      return `✔ ${payload.skill}${payload.late ? ' (late)' : ''}: ${payload.evidence}`;
    case 'skill.begun':
      return `… ${payload.skill}: ${payload.missing ?? '–'}`;
    case 'alert.changed':
      return payload.transition.tier === 'page'
        ? `ALERT ${payload.transition.rule} ${payload.transition.kind} ${payload.transition.severity}`
        : null;
    case 'alert.acked':
      return 'acknowledges';
    case 'incident.declared':
      return `declares ${payload.severity}: ${payload.title}`;
    case 'allclear.given':
      return `ALL CLEAR ${payload.text}`;
    case 'role.taken':
      return `role ${payload.role} to ${payload.seat}`;
    case 'runbook.opened':
      return `opens ${payload.runbook}`;
    case 'command.ran':
      return `$ ${payload.line}`;
    case 'slo.changed':
      return `PROMISE ${payload.slo} ${payload.breached ? 'broken' : 'kept'}`;
    case 'notice.posted':
      return `NOTICE ${payload.text}`;
    case 'staff.answered':
    case 'fact.noted':
      return `${kind} ${payload.text}`;
    case 'drill.ended':
      return `ENDED ${payload.reason}`;
    default:
      return null;
  }
}

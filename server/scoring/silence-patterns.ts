import { SILENT_HANDOVER, silentHandover } from '../drill/nudges/handover.ts';
import { SECRECY, SILENCE, silentWork, UNDECLARED, undeclaredFromS, unreportedFromS } from '../drill/nudges/silence.ts';
import { UNCOOPERATIVE, unansweredFromS } from '../drill/nudges/unanswered.ts';
import { lengthWords } from './clock-words.ts';
import { secondOf, type DrillLog } from './drill-log.ts';
import { commandOf, fixersOf, handsOf, wordsOf } from './hands.ts';
import { pagesOf } from './pages.ts';
import type { Pattern, Scene } from './scene.ts';

/** Patterns of what was not said, asked or answered. */
export const silencePatterns: ((scene: Scene) => Pattern | null)[] = [
  uncooperative,
  secrecy,
  silence,
  silentCommand,
  undeclared,
];

/** PATTERN-7: a page or a call without an answer for five minutes, and not handed on. */
function uncooperative({ log, stamps, clock }: Scene): Pattern | null {
  const { end } = stamps;
  const calls = [...callsOf(log), ...ringing(log)].sort((a, b) => a.atS - b.atS);
  for (const { what, atS, settled, entry } of calls) {
    const untilS = settled?.atS ?? end.atS;
    const fromS = unansweredFromS({ atS, settledAtS: settled?.atS ?? null });
    if (fromS === null || untilS < fromS) continue;
    return {
      name: UNCOOPERATIVE.name,
      sentence: `${what} at ${clock(atS)}: no answer for ${lengthWords(untilS - atS)}, and it was not handed on before.`,
      entries: settled ? [entry, settled.entry] : [entry],
    };
  }
  return null;
}

interface Call {
  what: string;
  atS: number;
  entry: number;
  /** Answered, handed on, or over. */
  settled: { atS: number; entry: number } | null;
}

/** Pages to people; calling somebody else hands the first on. */
function callsOf(log: DrillLog): Call[] {
  const calls = log.of('staff.paged').filter(log.byResponder);
  return calls.map((call) => {
    const next = log.entries.find(
      (entry) =>
        entry.seq > call.seq &&
        ((entry.kind === 'staff.answered' && entry.payload.staff === call.payload.staff) ||
          (entry.kind === 'staff.paged' && log.byResponder(entry))),
    );
    const settled = next ? { atS: secondOf(next), entry: next.seq } : null;
    return { what: 'Somebody was called', atS: secondOf(call), entry: call.seq, settled };
  });
}

function ringing(log: DrillLog): Call[] {
  return pagesOf(log).map(({ rule, fingerprint, firedAtS, entry, ack, clearedAtS }) => {
    const handedOn = log
      .of('alert.escalated')
      .find((one) => one.seq > entry && one.payload.fingerprint === fingerprint && log.byResponder(one));
    const ways = [
      ack,
      handedOn ? { atS: secondOf(handedOn), entry: handedOn.seq } : null,
      clearedAtS === null ? null : { atS: clearedAtS, entry },
    ].flatMap((way) => (way ? [way] : []));
    const settled = ways.sort((a, b) => a.atS - b.atS)[0] ?? null;
    return { what: `${rule} rang`, atS: firedAtS, entry, settled };
  });
}

/** PATTERN-8: ten minutes of commands with nothing about them in the channel. */
function secrecy({ log, stamps, clock }: Scene): Pattern | null {
  const hands = silentWork(handsOf(log), wordsOf(log), fixersOf(log), stamps.end.atS);
  if (!hands) return null;
  return {
    name: SECRECY.name,
    sentence: `${hands.length} commands from ${clock(hands[0]!.atS)} to ${clock(hands.at(-1)!.atS)}, and nothing about them in the channel meanwhile.`,
    entries: hands.map(({ entry }) => entry),
  };
}

/** PATTERN-9: a page was seen and nobody told the others for five minutes. */
function silence({ log, stamps, clock }: Scene): Pattern | null {
  const words = wordsOf(log);
  for (const { rule, firedAtS, ack, entry } of pagesOf(log)) {
    const fromS = unreportedFromS({ firedAtS, ackAtS: ack?.atS ?? null }, words);
    if (!ack || fromS === null || stamps.end.atS < fromS) continue;
    const word = words.find(({ atS }) => atS >= fromS);
    const until = word ? `for ${lengthWords(word.atS - ack.atS)}` : 'before the end';
    return {
      name: SILENCE.name,
      sentence: `${rule} was acknowledged at ${clock(ack.atS)}, and nobody told the others ${until}.`,
      entries: [entry, ack.entry, ...(word ? [word.entry] : [])],
    };
  }
  return null;
}

/** PATTERN-10: command changed hands during the incident, and neither side said anything about it. */
function silentCommand({ log, stamps, clock }: Scene): Pattern | null {
  if (!stamps.declare) return null;
  const found = silentHandover(commandOf(log), wordsOf(log), stamps.declare.atS);
  if (!found || stamps.end.atS < found.holdsFromS) return null;
  const before = commandOf(log).findLast(({ entry }) => entry < found.to.entry);
  return {
    name: SILENT_HANDOVER.name,
    sentence: `Command changed hands at ${clock(found.to.atS)}, and neither side said anything in the minutes around it.`,
    entries: [...(before ? [before.entry] : []), found.to.entry],
  };
}

/** PATTERN-11: a page fired for ten minutes and nobody declared an incident. */
function undeclared({ log, scenario, stamps, clock }: Scene): Pattern | null {
  if (scenario.nothingWrong) return null;
  for (const { rule, firedAtS, clearedAtS, entry } of pagesOf(log)) {
    const fromS = undeclaredFromS({ firedAtS, clearedAtS }, stamps.declare?.atS ?? null);
    if (fromS === null || stamps.end.atS < fromS) continue;
    const late = stamps.declare
      ? `an incident was declared only ${lengthWords(stamps.declare.atS - firedAtS)} later`
      : 'no incident was declared';
    return {
      name: UNDECLARED.name,
      sentence: `${rule} fired at ${clock(firedAtS)}, and ${late}.`,
      entries: stamps.declare ? [entry, stamps.declare.entry] : [entry],
    };
  }
  return null;
}

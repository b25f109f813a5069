import type { AnyEntry, EntryKind } from '../drill/entry.ts';
import type { RoundEvidence, RoundReport } from '../protocol/tabletop.ts';
import { secondOf, type DrillLog } from '../scoring/drill-log.ts';
import { effectOf } from './round-effect.ts';

const KINDS = [
  'round.opened',
  'round.option',
  'round.voted',
  'round.hands',
  'round.noted',
  'round.marked',
  'round.decided',
  'round.applied',
] as const satisfies readonly EntryKind[];

interface Table {
  report: RoundReport;
  /** Option → the seats that voted for it, and the hands that were counted in the room. */
  votes: Map<string, Set<string>>;
  hands: Map<string, number>;
  options: { id: string; text: string }[];
  expected: { id: string; text: string; mark: RoundReport['expected'][number]['mark'] }[];
  felt: RoundEvidence['felt'];
}

/** The rounds of a tabletop, as they were discussed and decided: each with the log entries that show it. */
export function roundsOf(log: DrillLog): RoundReport[] {
  const tables = new Map<number, Table>();
  const entries = KINDS.flatMap((kind) => log.of(kind) as AnyEntry[]).sort((a, b) => a.seq - b.seq);
  for (const entry of entries) take(tables, entry);
  const inTurn = [...tables.values()];
  return inTurn.map(({ report, votes, hands, options, expected, felt }, at) => ({
    ...report,
    ...withEffect(effectOf(felt, inTurn[at + 1]?.felt)),
    options: options.map(({ id, text }) => ({ text, votes: (votes.get(id)?.size ?? 0) + (hands.get(id) ?? 0) })),
    expected: expected.map(({ text, mark }) => ({ text, mark })),
  }));
}

function withEffect(effect: ReturnType<typeof effectOf>): Pick<RoundReport, 'effect'> {
  return effect ? { effect } : {};
}

function take(tables: Map<number, Table>, entry: AnyEntry): void {
  if (entry.kind === 'round.opened') return open(tables, entry);
  if (!(KINDS as readonly EntryKind[]).includes(entry.kind)) return;
  const table = tables.get((entry.payload as { round: number }).round);
  if (!table) return;
  const { report } = table;
  if (entry.kind !== 'round.voted' && entry.kind !== 'round.hands') report.entries.push(entry.seq);
  switch (entry.kind) {
    case 'round.option':
      table.options.push({ id: entry.payload.id, text: entry.payload.text });
      break;
    case 'round.voted':
      vote(table, entry.seat ?? '', entry.payload.option);
      break;
    case 'round.hands':
      table.hands.set(entry.payload.option, entry.payload.count);
      break;
    case 'round.noted':
      report.notes.push(entry.payload.text);
      break;
    case 'round.marked':
      for (const one of table.expected) if (one.id === entry.payload.expected) one.mark = entry.payload.mark;
      break;
    case 'round.decided':
      report.decision = entry.payload.text;
      report.reason = entry.payload.reason;
      break;
    case 'round.applied':
      report.lines = entry.payload.lines;
  }
}

function open(tables: Map<number, Table>, entry: Extract<AnyEntry, { kind: 'round.opened' }>): void {
  const { round, notes } = entry.payload;
  tables.set(round.number, {
    report: {
      number: round.number,
      atS: secondOf(entry),
      title: round.title,
      question: round.question,
      decision: null,
      reason: '',
      options: [],
      lines: [],
      expected: [],
      notes: [],
      entries: [entry.seq],
    },
    votes: new Map(),
    hands: new Map(),
    options: round.options.map(({ id, text }) => ({ id, text })),
    expected: notes.expected.map(({ id, text, mark }) => ({ id, text, mark })),
    felt: round.evidence.felt,
  });
}

/** One vote a seat; the same option again takes it back. */
function vote({ votes }: Table, seat: string, option: string): void {
  const again = votes.get(option)?.has(seat) ?? false;
  for (const voters of votes.values()) voters.delete(seat);
  if (again) return;
  const voters = votes.get(option) ?? new Set();
  votes.set(option, voters.add(seat));
}

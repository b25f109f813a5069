import type { BothSides } from '../protocol/breaking.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { lengthWords } from '../scoring/clock-words.ts';
import { secondOf, type DrillLog } from '../scoring/drill-log.ts';
import type { Stamps } from '../scoring/stamps.ts';
import { lanesOf } from './lanes.ts';
import type { FaultAtWork } from './sides.ts';

type Row = BothSides['rows'][number];

interface Told {
  log: DrillLog;
  scenario: Scenario;
  stamps: Stamps;
  faults: readonly FaultAtWork[];
}

/** Marks of the timeline that were the fixers' own; commands that only looked are left out. */
const OF_FIXERS: ReadonlySet<string> = new Set([
  'ack',
  'action',
  'declare',
  'decision',
  'hypothesis',
  'allclear',
  'can',
]);

/** One row a moment, oldest first: what breakers did, what the world showed, what fixers did about it. */
export function rowsOf(told: Told): Row[] {
  return [...breakersRows(told), ...worldRows(told), ...fixersRows(told)].sort(
    (a, b) => a.atS - b.atS || a.entry - b.entry,
  );
}

function breakersRows({ log, scenario, faults }: Told): Row[] {
  const row = (entry: { seq: number; simMs: number }, what: string): Row => ({
    atS: entry.simMs / 1000,
    side: 'breakers',
    what,
    entry: entry.seq,
  });
  const titleOf = (fault: string | null) => scenario.world.faults.find(({ id }) => id === fault)?.title;
  const quoted = (fault: string | null) => (titleOf(fault) ? `“${titleOf(fault)}”` : 'the drill');
  return [
    ...log.of('plan.sealed').map((entry) => row(entry, 'Seal their plan')),
    ...log
      .of('prediction.recorded')
      .map((entry) => row(entry, `Predict of ${quoted(entry.payload.fault)}: ${entry.payload.text}`)),
    ...refusedChecks(log).map((entry) =>
      row(entry, `May not fire ${quoted(entry.payload.check.fault)}: ${entry.payload.check.reason}`),
    ),
    ...faults
      .filter(({ byBreaker }) => byBreaker)
      .map((one): Row => ({
        atS: one.firedAtS,
        side: 'breakers',
        what: `Fire ${firedWords(one, scenario)}`,
        entry: one.entry,
      })),
    ...log.of('fault.stopped').map((entry) => row(entry, `Take back ${quoted(entry.payload.fault)}`)),
  ];
}

/** Each refusal once: a card that is looked at again is checked again. */
function refusedChecks(log: DrillLog) {
  const seen = new Set<string>();
  return log.of('fault.checked').filter(({ payload: { check } }) => {
    const what = JSON.stringify([check.fault, check.parameters, check.together]);
    if (check.recoverable || seen.has(what)) return false;
    seen.add(what);
    return true;
  });
}

/** "Report holds connections (Sessions 120), checked: back after 4 min". */
function firedWords({ fault, title, parameters, checked }: FaultAtWork, scenario: Scenario): string {
  const dials = scenario.world.faults.find(({ id }) => id === fault)?.deck.parameters ?? [];
  const set = dials
    .filter(({ id, value }) => parameters[id] !== undefined && parameters[id] !== value)
    .map(({ id, label, unit }) => `${label}: ${parameters[id]} ${unit}`);
  const said = checked?.backAfterS ? `; a bot had it back after ${lengthWords(checked.backAfterS)}` : '';
  return `“${title}”${set.length > 0 ? ` (${set.join(', ')})` : ''}${said}`;
}

function worldRows({ log, scenario, stamps, faults }: Told): Row[] {
  const titleOf = (slo: string) => scenario.world.slos.find(({ id }) => id === slo)?.title ?? slo;
  const pages = lanesOf(log, scenario, stamps).flatMap(({ id, marks }) =>
    id === 'alerts' ? marks.filter(({ kind }) => kind === 'page') : [],
  );
  return [
    ...faults
      .filter(({ byBreaker }) => !byBreaker)
      .map((one): Row => ({ atS: one.firedAtS, side: 'world', what: `“${one.title}” begins`, entry: one.entry })),
    ...log.of('slo.changed').map((entry): Row => ({
      atS: secondOf(entry),
      side: 'world',
      what: `“${titleOf(entry.payload.slo)}” ${entry.payload.breached ? 'is broken' : 'holds again'}`,
      entry: entry.seq,
    })),
    ...pages.map(({ atS, label, entry }): Row => ({ atS, side: 'world', what: `Page: ${label}`, entry })),
  ];
}

function fixersRows({ log, scenario, stamps }: Told): Row[] {
  return lanesOf(log, scenario, stamps).flatMap(({ marks }) =>
    marks
      .filter(({ kind }) => OF_FIXERS.has(kind))
      .map(({ atS, kind, label, entry }): Row => ({ atS, side: 'fixers', what: fixersWords(kind, label), entry })),
  );
}

function fixersWords(kind: string, label: string): string {
  switch (kind) {
    case 'action':
      return `Run ${label}`;
    case 'declare':
      return `Declare ${label}`;
    case 'decision':
      return `Decide ${label}`;
    case 'can':
      return `Send ${label}`;
    case 'allclear':
      return 'Give the all-clear';
    default:
      return label;
  }
}

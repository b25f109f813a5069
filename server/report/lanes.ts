import type { TimelineLane } from '../protocol/http.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { lengthWords } from '../scoring/clock-words.ts';
import { secondOf, type DrillLog } from '../scoring/drill-log.ts';
import { updateGaps } from '../scoring/patterns.ts';
import type { Stamps } from '../scoring/stamps.ts';

type Mark = TimelineLane['marks'][number];

/**
 * The drill on one axis. Kinds of marks: fault, fixed · page, ticket, fyi, ack, resolved · command, action, refused ·
 * declare, decision, hypothesis, allclear · can, staff, gap · inject, hint.
 */
export function lanesOf(log: DrillLog, scenario: Scenario, stamps: Stamps): TimelineLane[] {
  return [
    lane('truth', 'Truth', true, faultMarks(log, scenario, stamps.end.atS)),
    lane('alerts', 'Alerts', false, alertMarks(log)),
    lane('commands', 'Commands', false, commandMarks(log)),
    lane('decisions', 'Decisions', false, decisionMarks(log)),
    lane('channel', 'Channel', false, channelMarks(log, stamps)),
    lane('injects', 'Injects', true, injectMarks(log)),
  ];
}

function lane(id: TimelineLane['id'], label: string, secret: boolean, marks: Mark[]): TimelineLane {
  return { id, label, secret, marks: marks.sort((a, b) => a.atS - b.atS || a.entry - b.entry) };
}

function mark(entry: { seq: number; simMs: number }, kind: string, label: string, toS: number | null = null): Mark {
  return { atS: entry.simMs / 1000, toS, label: shorten(label), kind, entry: entry.seq };
}

/** Each state that a fault was in, until it moved on; its initial state is no news. */
function faultMarks(log: DrillLog, scenario: Scenario, endS: number): Mark[] {
  const moves = log.of('fault.moved').filter(({ payload }) => payload.from !== null);
  return moves.map((move, i) => {
    const next = moves.slice(i + 1).find(({ payload }) => payload.fault === move.payload.fault);
    const several = new Set(moves.map(({ payload }) => payload.fault)).size > 1;
    const title = scenario.world.faults?.find(({ id }) => id === move.payload.fault)?.title ?? move.payload.fault;
    const state = move.payload.to.replace(/[-_.]/g, ' ');
    const kind = move.payload.done ? 'fixed' : 'fault';
    return mark(move, kind, several ? `${title}: ${state}` : state, next ? secondOf(next) : endS);
  });
}

function alertMarks(log: DrillLog): Mark[] {
  const changes = log.of('alert.changed').flatMap((entry) => {
    const { kind, tier, rule, annotations } = entry.payload.transition;
    if (kind === 'firing') return [mark(entry, tier, annotations.summary ?? rule)];
    if (kind === 'resolved' && tier === 'page') return [mark(entry, 'resolved', `${rule} clear`)];
    return [];
  });
  const rules = new Map(log.of('alert.changed').map(({ payload }) => [payload.transition.fingerprint, payload.transition.rule]));
  const acks = log.of('alert.acked').filter(log.byResponder).map((entry) => {
    const names = [...new Set(entry.payload.fingerprints.map((fingerprint) => rules.get(fingerprint) ?? 'alert'))];
    return mark(entry, 'ack', `${names.join(', ')} acknowledged`);
  });
  return [...changes, ...acks];
} // prettier-ignore

function commandMarks(log: DrillLog): Mark[] {
  const acted = log.of('tool.acted');
  return log.of('command.ran').filter(log.byResponder).map((entry) => {
    const { line, exitCode } = entry.payload;
    const didAct = acted.some((act) => act.seq < entry.seq && act.simMs === entry.simMs && act.seat === entry.seat && act.payload.line === line);
    return mark(entry, exitCode !== 0 ? 'refused' : didAct ? 'action' : 'command', line);
  });
} // prettier-ignore

function decisionMarks(log: DrillLog): Mark[] {
  return [
    ...log.of('incident.declared').map((entry) => mark(entry, 'declare', entry.payload.severity.toUpperCase())),
    ...log.of('incident.severity').map((entry) => mark(entry, 'declare', entry.payload.severity.toUpperCase())),
    ...log.of('decision.made').map((entry, i) => mark(entry, 'decision', `D${i + 1} ${entry.payload.text}`)),
    ...log
      .of('round.decided')
      .map((entry) => mark(entry, 'decision', `Round ${entry.payload.round}: ${entry.payload.text}`)),
    ...log.of('hypothesis.stated').map((entry) => mark(entry, 'hypothesis', `Cause? ${entry.payload.text}`)),
    ...log.of('allclear.given').map((entry) => mark(entry, 'allclear', 'all clear')),
  ];
}

function channelMarks(log: DrillLog, stamps: Stamps): Mark[] {
  return [
    ...log.of('can.sent').map((entry, i) => mark(entry, 'can', `CAN ${i + 1}`)),
    ...log.of('staff.paged').map((entry) => mark(entry, 'staff', `${entry.payload.staff} paged`)),
    ...log.of('staff.answered').map((entry) => mark(entry, 'staff', `${entry.payload.staff} answers`)),
    ...updateGaps(log, stamps).map(({ fromS, toS, entries }) => ({
      atS: fromS, toS, label: `no update for ${lengthWords(toS - fromS)}`, kind: 'gap', entry: entries[0]!,
    })),
  ];
} // prettier-ignore

function injectMarks(log: DrillLog): Mark[] {
  return [
    ...log.of('inject.delivered').map((entry) => mark(entry, 'inject', `${entry.payload.from}: ${entry.payload.text}`)),
    ...log.of('hint.given').map((entry) => mark(entry, 'hint', `Hint ${entry.payload.number}`)),
  ];
}

function shorten(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  return flat.length <= 80 ? flat : `${flat.slice(0, 79)}…`;
}

import type { RoomView } from '../../server/protocol/room.ts';
import { clock, duration, percent } from '../kit/format.ts';
import type { MarkState } from '../kit/vocabulary.ts';

/** One topic of the truth-beside-view table. */
export interface TruthRow {
  topic: string;
  truth: string;
  seen: string;
  match: { state: MarkState; word: string };
}

const SAME: TruthRow['match'] = { state: 'true', word: 'same' };
const DIFFERS: TruthRow['match'] = { state: 'degraded', word: 'differs' };
const NOT_YET: TruthRow['match'] = { state: 'unchecked', word: 'not yet' };

/** The truth beside what the fixers see or say, derived from the facilitator's own view. */
export function truthRows(view: RoomView, atS: number): TruthRow[] {
  const { truth } = view;
  if (!truth) return [];
  return [
    cause(view, truth),
    impact(view, truth),
    severity(view),
    page(view, atS),
    runbook(view, truth),
    comms(view, atS),
  ];
}

type Truth = NonNullable<RoomView['truth']>;

function cause(_view: RoomView, truth: Truth): TruthRow {
  const last = truth.identifications.at(-1);
  const match = !last || last.confirmed === null ? NOT_YET : last.confirmed ? SAME : DIFFERS;
  return {
    topic: 'Cause',
    truth: truth.scenario.cause,
    seen: last ? `Hypothesis: ${last.text}` : 'nothing stated',
    match,
  };
}

function impact(view: RoomView, truth: Truth): TruthRow {
  const worst = [...truth.slos].sort((a, b) => a.good - b.good)[0];
  const update = view.messages.findLast((message) => message.body.kind === 'can')?.body;
  const condition = update?.kind === 'can' ? `CAN ${update.number}: “${update.condition}”` : 'no update yet';
  return {
    topic: 'Impact',
    truth: worst ? `${worst.title}: ${percent(worst.good)} do, ${percent(worst.objective)} promised` : 'none',
    seen: condition,
    match: update ? { state: 'unchecked', word: 'compare' } : worst?.breached ? DIFFERS : SAME,
  };
}

function severity(view: RoomView): TruthRow {
  const worst = view.alerts
    .filter((alert) => alert.state === 'firing' && alert.tier === 'page')
    .map((alert) => alert.severity)
    .sort()[0];
  const called = view.incident?.severity;
  return {
    topic: 'Severity',
    truth: worst?.toUpperCase() ?? 'no page fires',
    seen: called?.toUpperCase() ?? 'not declared',
    match: !worst && !called ? NOT_YET : worst === called ? SAME : DIFFERS,
  };
}

function page(view: RoomView, atS: number): TruthRow {
  const pages = view.alerts.filter((alert) => alert.tier === 'page' && alert.firedAtS !== null);
  const open = pages.filter((alert) => alert.state === 'firing' && !alert.ack);
  const first = pages[0];
  return {
    topic: 'Page',
    truth: first
      ? `${pages.length === 1 ? first.rule : `${pages.length} pages`}, first at ${clock(first.firedAtS ?? 0)}`
      : 'none fired yet',
    seen: open[0]
      ? `${waits(open.length, pages.length)} for ${duration(atS - (open[0].firedAtS ?? atS))}`
      : first
        ? 'acknowledged'
        : '–',
    match: !first || open.length > 0 ? NOT_YET : SAME,
  };
}

function waits(open: number, all: number): string {
  return open === all ? 'nobody acknowledged' : `${open} of ${all} not acknowledged`;
}

function runbook(view: RoomView, truth: Truth): TruthRow {
  const used = view.evidence.findLast((item) => item.ran.length > 0);
  return {
    topic: 'Runbook',
    truth: truth.runbook ? `${truth.runbook} fits` : 'none claims it',
    seen: used ? `${used.runbook} step ${used.step}` : 'none followed yet',
    match: !used ? NOT_YET : used.runbook === truth.runbook ? SAME : DIFFERS,
  };
}

function comms(view: RoomView, atS: number): TruthRow {
  const filled = view.seats.some((seat) => seat.roles.includes('comms') && seat.state !== 'left');
  const next = view.incident?.nextUpdateAtS ?? null;
  const overdue = next !== null && next < atS;
  return {
    topic: 'Comms',
    truth:
      next === null
        ? 'no update promised'
        : overdue
          ? `update overdue by ${duration(atS - next)}`
          : `next update in ${duration(next - atS)}`,
    seen: filled ? 'Comms filled' : 'Comms vacant',
    match: overdue || !filled ? DIFFERS : SAME,
  };
}

import { HOLD_S } from '../drill/nudges/after-mitigation.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { secondOf, type DrillLog } from './drill-log.ts';
import { effectiveActions } from './mitigation.ts';
import { pagesOf } from './pages.ts';
import type { AnyEntry } from '../drill/entry.ts';

/** A moment on the drill's clock and the entry that shows it. */
export interface Stamp {
  atS: number;
  entry: number;
}

/** The moments of docs/scoring.md; null when it never came to that. Read from entries alone. */
export interface Stamps {
  fault: Stamp | null;
  impact: Stamp | null;
  signal: Stamp | null;
  alert: Stamp | null;
  ack: Stamp | null;
  declare: Stamp | null;
  /** First page or declaration after the fault, whichever is first. */
  detection: Stamp | null;
  ident: Stamp | null;
  mitStart: Stamp | null;
  mit: Stamp | null;
  resolve: Stamp | null;
  end: Stamp;
}

export function stampsOf(log: DrillLog, scenario: Scenario): Stamps {
  const end = endOf(log);
  const fault = faultOf(log);
  // CALM-1: where nothing is wrong, what the team itself breaks counts from the start.
  const began = fault ?? (scenario.nothingWrong ? firstStamp(log.of('drill.started')) : null);
  const impact = began && firstAfter(began, breaches(log, scenario.slo, true));
  const signal = began && firstAfter(began, signals(log));
  const page = began && pagesOf(log).find(({ firedAtS }) => firedAtS >= began.atS);
  const alert = page ? { atS: page.firedAtS, entry: page.entry } : null;
  const declare = firstStamp(log.of('incident.declared').filter(log.byResponder));
  const declared = began && declare && declare.atS >= began.atS ? declare : null;
  const detection = earlier(alert, declared);
  const mit = impact && mitigation(log, scenario.slo, impact, end);
  return {
    fault,
    impact,
    signal,
    alert,
    ack: earliest(pagesOf(log).flatMap(({ ack }) => (ack ? [ack] : []))),
    declare,
    detection,
    ident: identification(log),
    mitStart: mit && mitigationStart(log, scenario, impact, mit),
    mit,
    resolve: mit && resolution(log, mit),
    end,
  };
}

/** FAULT-1: the first time a fault's machine leaves its initial state; a log without such moves says when it was fired. */
function faultOf(log: DrillLog): Stamp | null {
  const moves = log.of('fault.moved');
  return (
    firstStamp(moves.filter(({ payload }) => payload.from !== null)) ??
    firstStamp(moves) ??
    firstStamp(log.of('fault.fired'))
  );
}

function breaches(log: DrillLog, slo: string, breached: boolean): AnyEntry[] {
  return log.of('slo.changed').filter(({ payload }) => payload.slo === slo && payload.breached === breached);
}

/** SIGNAL-1: the first moment the expression of any alert rule, of whatever tier, is true. */
function signals(log: DrillLog): AnyEntry[] {
  return log.of('alert.changed').filter(({ payload }) => ['pending', 'firing'].includes(payload.transition.kind));
}

/** MTTI-1, MTTI-2: when the first cause was stated that the facilitator's last word on it confirms. */
function identification(log: DrillLog): Stamp | null {
  const verdicts = new Map(log.of('cause.confirmed').map(({ payload }) => [payload.identification, payload.confirmed]));
  return firstStamp(log.of('hypothesis.stated').filter(({ payload }) => verdicts.get(payload.id) === true));
}

/** MTTM-1, MTTM-2, MTTM-3: the first return into the bound that held for two minutes of the drill. */
function mitigation(log: DrillLog, slo: string, impact: Stamp, end: Stamp): Stamp | null {
  const lost = breaches(log, slo, true);
  const held = breaches(log, slo, false).find((back) => {
    const untilS = secondOf(back) + HOLD_S;
    const lostAgain = lost.some((entry) => entry.seq > back.seq && secondOf(entry) < untilS);
    return back.seq > impact.entry && !lostAgain && end.atS >= untilS;
  });
  return held ? stamp(held) : null;
}

/** MITSTART-1: the first action of the effective mitigation between impact and mitigation. */
function mitigationStart(log: DrillLog, scenario: Scenario, impact: Stamp | null, mit: Stamp): Stamp | null {
  const before = effectiveActions(log, scenario, { impactS: impact?.atS ?? 0, mitS: mit.atS }).filter(
    ({ atS }) => atS <= mit.atS,
  );
  const first = before[0];
  return first ? { atS: first.atS, entry: first.entry } : null;
}

/**
 * MTTR-1, MTTR-2: the first all-clear of the response side at a moment when every fault is done, no page fires and the
 * SLO is kept. An earlier one was too early and does not count.
 */
function resolution(log: DrillLog, mit: Stamp): Stamp | null {
  const moving = new Map<string, boolean>();
  const firing = new Set<string>();
  for (const entry of log.entries) {
    if (entry.kind === 'fault.moved')
      moving.set(entry.payload.fault, !entry.payload.done && entry.payload.from !== null);
    else if (entry.kind === 'alert.changed') {
      const { kind, tier, fingerprint } = entry.payload.transition;
      if (kind === 'firing' && tier === 'page') firing.add(fingerprint);
      else if (kind === 'resolved') firing.delete(fingerprint);
    } else if (entry.kind === 'allclear.given' && log.byResponder(entry) && secondOf(entry) >= mit.atS) {
      if (firing.size === 0 && ![...moving.values()].includes(true)) return stamp(entry);
    }
  }
  return null;
}

function endOf(log: DrillLog): Stamp {
  const last = log.of('drill.ended')[0] ?? log.entries.at(-1);
  return last ? stamp(last) : { atS: 0, entry: 0 };
}

function stamp(entry: AnyEntry): Stamp {
  return { atS: secondOf(entry), entry: entry.seq };
}

function firstStamp(entries: readonly AnyEntry[]): Stamp | null {
  return entries[0] ? stamp(entries[0]) : null;
}

function firstAfter(from: Stamp, entries: readonly AnyEntry[]): Stamp | null {
  return firstStamp(entries.filter((entry) => secondOf(entry) >= from.atS));
}

function earlier(a: Stamp | null, b: Stamp | null): Stamp | null {
  return a && b ? (b.atS < a.atS ? b : a) : (a ?? b);
}

function earliest(stamps: readonly Stamp[]): Stamp | null {
  return stamps.reduce<Stamp | null>((first, next) => earlier(first, next), null);
}

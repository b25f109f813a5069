import { sha256 } from '../drill/hash.ts';
import type { Entry } from '../drill/entry.ts';
import type { BothSides, FaultCheck, PredictionOutcome } from '../protocol/breaking.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { secondOf, type DrillLog } from '../scoring/drill-log.ts';
import type { Stamps } from '../scoring/stamps.ts';
import { backAfter, brokenTimes, type BrokenTime } from './broken-times.ts';
import { sealLine } from './seal-line.ts';
import { rowsOf } from './side-rows.ts';

/** A fault that came to work, whoever sent it. */
export interface FaultAtWork {
  fault: string;
  title: string;
  firedAtS: number;
  /** The entry in which a person fired it, or in which its machine left its initial state. */
  entry: number;
  /** A breaker fired it; otherwise a facilitator or the scenario. */
  byBreaker: boolean;
  parameters: Record<string, number>;
  stoppedAtS: number | null;
  checked: FaultCheck | null;
}

/** Breakers against fixers; null when no breaker fired, sealed or predicted anything. */
export function sidesOf(log: DrillLog, scenario: Scenario, stamps: Stamps): BothSides | null {
  const sealed = log.of('plan.sealed')[0];
  const predictions = log.of('prediction.recorded');
  const faults = faultsOf(log, scenario);
  if (!sealed && predictions.length === 0 && !faults.some(({ byBreaker }) => byBreaker)) return null;
  const broken = brokenTimes(log, stamps.end.atS);
  return {
    plan: sealed ? planOf(sealed, faults) : null,
    hypothesis: {
      text: scenario.hypothesis.private,
      brokenAtS: stamps.impact?.atS ?? null,
      tested: faults.length > 0 || scenario.nothingWrong === true,
    },
    predictions: predictions.map((entry) => outcomeOf(entry, faults, log, scenario, broken, stamps)),
    rows: rowsOf({ log, scenario, stamps, faults }),
    faults: faults.map((one) => ({
      fault: one.fault,
      title: one.title,
      firedAtS: one.firedAtS,
      stoppedAtS: one.stoppedAtS,
      pageAfterS: pageAfter(log, one.firedAtS)?.afterS ?? null,
      namedAfterS: namedAfter(log, one.firedAtS),
      backAfterS: backAfter(broken, one.firedAtS),
      checked: one.checked && { backAfterS: one.checked.backAfterS },
    })),
  };
}

/** The text opened, and hashed once more: is it what everybody was shown the hash of? */
function planOf(entry: Entry<'plan.sealed'>, faults: readonly FaultAtWork[]): BothSides['plan'] {
  const { text, salt, hash } = entry.payload;
  return {
    text,
    salt,
    hash,
    sealedAtS: secondOf(entry),
    verified: sha256(`${salt}\n${text}`) === hash,
    late: faults.some((fault) => fault.entry < entry.seq),
    line: sealLine(salt, text),
  };
}

function faultsOf(log: DrillLog, scenario: Scenario): FaultAtWork[] {
  const began = new Map<string, FaultAtWork>();
  for (const entry of [...log.of('fault.fired'), ...log.of('fault.moved')].sort((a, b) => a.seq - b.seq)) {
    const { fault } = entry.payload;
    if (began.has(fault) || (entry.kind === 'fault.moved' && entry.payload.from === null)) continue;
    began.set(fault, {
      fault,
      title: titleOf(scenario, fault),
      firedAtS: secondOf(entry),
      entry: entry.seq,
      byBreaker: entry.kind === 'fault.fired' && log.whoDid(entry) === 'a breaker',
      parameters: entry.kind === 'fault.fired' ? (entry.payload.parameters ?? {}) : {},
      stoppedAtS: stopOf(log, fault, entry.seq),
      checked:
        log.of('fault.checked').findLast(({ seq, payload }) => payload.check.fault === fault && seq < entry.seq)
          ?.payload.check ?? null,
    });
  }
  return [...began.values()];
}

function titleOf(scenario: Scenario, fault: string): string {
  return scenario.world.faults.find(({ id }) => id === fault)?.title ?? fault;
}

function stopOf(log: DrillLog, fault: string, after: number): number | null {
  const stop = log.of('fault.stopped').find(({ seq, payload }) => seq > after && payload.fault === fault);
  return stop ? secondOf(stop) : null;
}

/** The first page that began to fire after it, and seconds until then. */
function pageAfter(log: DrillLog, firedAtS: number): { rule: string; afterS: number } | null {
  const page = log.of('alert.changed').find((entry) => {
    const { kind, tier } = entry.payload.transition;
    return kind === 'firing' && tier === 'page' && secondOf(entry) >= firedAtS;
  });
  return page ? { rule: page.payload.transition.rule, afterS: secondOf(page) - firedAtS } : null;
}

/** Seconds to the first cause that the team stated after it and the facilitator's last word confirms (MTTI-1, MTTI-2). */
function namedAfter(log: DrillLog, firedAtS: number): number | null {
  const verdicts = new Map(log.of('cause.confirmed').map(({ payload }) => [payload.identification, payload.confirmed]));
  const named = log
    .of('hypothesis.stated')
    .find((entry) => secondOf(entry) >= firedAtS && verdicts.get(entry.payload.id) === true);
  return named ? secondOf(named) - firedAtS : null;
}

/** A prediction beside what came about: counted from its fault, or from the first one. */
function outcomeOf(
  entry: Entry<'prediction.recorded'>,
  faults: readonly FaultAtWork[],
  log: DrillLog,
  scenario: Scenario,
  broken: readonly BrokenTime[],
  stamps: Stamps,
): PredictionOutcome {
  const { payload } = entry;
  const about = payload.fault === null ? faults[0] : faults.find(({ fault }) => fault === payload.fault);
  const fromS = about?.firedAtS ?? stamps.end.atS;
  const held = !broken.some(({ slo, toS }) => slo === scenario.slo && (toS ?? stamps.end.atS) > fromS);
  const page = about ? pageAfter(log, fromS) : null;
  const came = {
    held,
    pageAfterS: page?.afterS ?? null,
    page: page?.rule ?? null,
    mitigatedAfterS: about ? backAfter(broken, fromS) : null,
  };
  return {
    ...payload,
    seat: entry.seat ?? '',
    atS: secondOf(entry),
    came,
    right:
      payload.fault !== null && !about
        ? null
        : {
            holds: payload.holds === held,
            page: about ? pagedAs(payload, came) : null,
            mitigated:
              held || !about || payload.mitigatedWithinS === null
                ? null
                : within(payload.mitigatedWithinS, came.mitigatedAfterS),
          },
    about: payload.fault === null ? null : titleOf(scenario, payload.fault),
    late: about !== undefined && about.entry < entry.seq,
  };
}

/** In time, and by the alert that was named, if one was. */
function pagedAs(
  { pageWithinS, page }: Entry<'prediction.recorded'>['payload'],
  came: PredictionOutcome['came'],
): boolean {
  return within(pageWithinS, came.pageAfterS) && (pageWithinS === null || page === undefined || page === came.page);
}

/** `expected` null = it is expected not to come at all. */
function within(expected: number | null, came: number | null): boolean {
  return expected === null ? came === null : came !== null && came <= expected;
}

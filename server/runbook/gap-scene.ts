import type { GapKind } from '../protocol/http.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { secondOf, type DrillLog } from '../scoring/drill-log.ts';
import type { Stamps } from '../scoring/stamps.ts';
import type { TakenAction } from '../scoring/mitigation.ts';
import type { RunbookUse } from './evidence.ts';
import type { FiredAlert } from './fired-alerts.ts';
import type { Runbook } from './runbook.ts';

/** What every gap rule looks at. */
export interface GapScene {
  log: DrillLog;
  scenario: Scenario;
  stamps: Stamps;
  uses: RunbookUse[];
  /** Pages and tickets that fired, each rule once. */
  alerts: FiredAlert[];
  /** What brought the service back (MITSTART-1, MITSTART-2), oldest first; empty when nothing did. */
  effective: TakenAction[];
  /** Attempts of the deciding journey that failed per minute, over a stretch of drill seconds; null where nothing was kept. */
  failedPerMin: (fromS: number, toS: number) => number | null;
  /** The simulated date of the drill: staleness is judged by it. */
  today: string;
  clock: (atS: number) => string;
}

/** A gap before its severity is judged. `costS`: the stretch of the drill that it may have cost. */
export interface FoundGap {
  kind: GapKind;
  runbook: string | null;
  file: string | null;
  line: number | null;
  step: number | null;
  sentence: string;
  entries: number[];
  proposal: string | null;
  costS: { fromS: number; toS: number } | null;
  /** The line that the proposal puts in a step's place: it is not missing beside that. */
  answer?: string;
}

/** From an entry until somebody next changed the system, or until mitigation, or the end: what it may have cost. */
export function delayAfter(scene: GapScene, seq: number): { fromS: number; toS: number } {
  const from = scene.log.entries.find((entry) => entry.seq === seq);
  const fromS = from ? secondOf(from) : 0;
  const next = scene.log.of('tool.acted').find((entry) => entry.seq > seq && scene.log.byResponder(entry));
  const stops = [next ? secondOf(next) : null, scene.stamps.mit?.atS ?? null].filter(
    (atS) => atS !== null && atS >= fromS,
  );
  return { fromS, toS: Math.min(scene.stamps.end.atS, ...(stops as number[])) };
}

/** Where a gap lies. */
export function placeOf(
  runbook: Runbook | null,
  step: number | null,
  line: number | null,
): Pick<FoundGap, 'runbook' | 'file' | 'line' | 'step'> {
  return { runbook: runbook?.id ?? null, file: runbook?.file ?? null, line, step };
}

/** What users were promised, in the scenario's words. */
export function promiseOf({ scenario }: GapScene): string {
  return scenario.world.slos.find(({ id }) => id === scenario.slo)?.title ?? scenario.slo;
}

/** A command as part of a sentence. */
export function oneLine(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  return flat.length <= 110 ? flat : `${flat.slice(0, 109)}…`;
}

import type { Progress } from '../protocol/library.ts';
import type { GapView } from '../protocol/http.ts';
import type { RunbookCheckResult } from './runbook-check.ts';

/** Work for bots beside the server, in a process of their own. Scenarios travel as packs (`server/scenario/pack.ts`). */
export type BotJob =
  /** The same scenario and seed again, one runbook followed word for word; with `sendsOn`, then where it sends people on. */
  | { kind: 'rerun'; pack: string; seed: string; runbook: string; sendsOn?: boolean }
  /** Pages of the library in every scenario given; `test` are the ones whose worth is asked. */
  | { kind: 'check'; packs: string[]; pages: PageText[]; test: string[]; seeds: string[] };

export interface PageText {
  id: string;
  path: string;
  text: string;
}

export interface RerunResult {
  kind: 'rerun';
  mitigated: boolean;
  /** Seconds from detection to mitigation; null when it never came. */
  ttmS: number | null;
  /** What the debrief of the re-run finds. */
  gaps: GapView[];
  /** Steps that ran, whose commands the system took and whose checks ended true. */
  steps: { step: number; ran: boolean; refused: boolean; checksTrue: number; checks: number }[];
}

export interface CheckResult extends RunbookCheckResult {
  kind: 'check';
}

/** What a job comes to, by its kind. */
export type BotJobResult<K extends BotJob['kind'] = BotJob['kind']> = K extends 'rerun' ? RerunResult : CheckResult;

export type ToBots = { kind: 'job'; id: number; job: BotJob };
export type FromBots =
  | { kind: 'progress'; id: number; progress: Progress }
  | { kind: 'done'; id: number; result: BotJobResult }
  | { kind: 'failed'; id: number; message: string };

import type { AnyEntry } from '../drill/entry.ts';
import type { FaultCheck } from '../protocol/breaking.ts';
import type { InjectDraft, InjectTrial } from '../protocol/control.ts';
import type { Progress } from '../protocol/library.ts';
import type { GapView } from '../protocol/http.ts';
import type { DryRunView } from '../protocol/set-up.ts';
import type { Booklet } from '../protocol/tabletop.ts';
import type { AsSetUp } from './as-set-up.ts';
import type { RunbookCheckResult } from './runbook-check.ts';

/** Work for bots beside the server, in a process of their own. Scenarios travel as packs (`server/scenario/pack.ts`). */
export type BotJob = RerunJob | CheckJob | DryRunJob | TryJob | RecoverableJob | BookletJob;

/** The same scenario and seed again, one runbook followed word for word; with `sendsOn`, then where it sends people on. */
export interface RerunJob {
  kind: 'rerun';
  pack: string;
  seed: string;
  runbook: string;
  sendsOn?: boolean;
}

/** Pages of the library in every scenario given; `test` are the ones whose worth is asked. */
export interface CheckJob {
  kind: 'check';
  packs: string[];
  pages: PageText[];
  test: string[];
  seeds: string[];
}

/** The four bots in the drill that is being set up. */
export interface DryRunJob {
  kind: 'dry-run';
  pack: string;
  seed: string;
  asSetUp: AsSetUp;
}

/** What an inject would do if it fired now. `draft` is written into the drill's script before, for one not yet in it. */
export interface TryJob {
  kind: 'try';
  soFar: DrillSoFar;
  inject: string;
  draft: InjectDraft | null;
}

/** Can people bring the service back when this fault is fired now? `parameters` in the dials' own units. */
export interface RecoverableJob {
  kind: 'recoverable';
  soFar: DrillSoFar;
  fault: string;
  parameters: Record<string, number>;
}

/** A tabletop at which nobody does anything, round by round. `injects` are written into the script before. */
export interface BookletJob {
  kind: 'booklet';
  pack: string;
  seed: string;
  injects: InjectDraft[];
}

/** A drill as it stands, for a bot to build again and go on from. */
export interface DrillSoFar {
  /** The scenario that it pins. */
  pack: string;
  /** Its log so far. */
  entries: AnyEntry[];
  /** Drill second reached; may lie past the log's last one. */
  atS: number;
}

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

export interface DryRunResult {
  kind: 'dry-run';
  view: DryRunView;
}

export interface TryResult {
  kind: 'try';
  trial: InjectTrial;
}

export interface RecoverableResult {
  kind: 'recoverable';
  check: FaultCheck;
}

export interface BookletResult {
  kind: 'booklet';
  booklet: Booklet;
}

/** What jobs come to, by their kind. */
interface Results {
  rerun: RerunResult;
  check: CheckResult;
  'dry-run': DryRunResult;
  try: TryResult;
  recoverable: RecoverableResult;
  booklet: BookletResult;
}

export type BotJobResult<K extends BotJob['kind'] = BotJob['kind']> = Results[K];

/** `off`: nobody waits for this job any more. */
export type ToBots = { kind: 'job'; id: number; job: BotJob } | { kind: 'off'; id: number };
export type FromBots =
  | { kind: 'progress'; id: number; progress: Progress }
  | { kind: 'done'; id: number; result: BotJobResult }
  | { kind: 'failed'; id: number; message: string };

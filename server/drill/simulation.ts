import type { Effect } from '../engine/effect.ts';
import type { Input } from '../engine/input.ts';
import type { FaultView, HealthView, ImpactView, SloView } from '../engine/inspect.ts';
import type { SignalName, SignalQueries } from '../protocol/signals.ts';
import type { ExposedFamily } from '../engine/signals/exposed.ts';
import type { ToolContext, ToolResult } from '../engine/tools/tool.ts';

/** One element of a PromQL answer. */
export interface QueryRow {
  labels: Readonly<Record<string, string>>;
  value: number;
}

/**
 * All that a session asks of the simulated world. `engine-simulation.ts` answers from the engine; a test that is not
 * about the world answers from a script. Everything is deterministic and costs nothing while nobody asks.
 */
export interface Simulation {
  /** Drill second reached; 0 before the first tick. */
  atS(): number;
  /** One simulated second passes. */
  tick(): Effect[];
  apply(input: Exclude<Input, { kind: 'tick' }>): Effect[];

  slos(): SloView[];
  impact(): ImpactView;
  /** Secret. */
  faults(): FaultView[];
  health(): HealthView[];

  /** Drill second of the newest closed sample; negative during the pre-roll. */
  sampledAtS(): number;
  /** Value of a PromQL expression at the newest sample. Throws for an expression outside the subset. */
  query(expression: string): QueryRow[];
  /** The same at every sample since `fromS`, oldest first. */
  queryRange(expression: string, fromS: number): { times: number[]; rows: QueryRow[][] };

  /** What responders may look up, as far as the world alone knows it: `signals.ts` adds what the session knows. */
  ask<N extends SignalName>(name: N, input: SignalQueries[N]['in']): SignalQueries[N]['out'];

  /** What a Prometheus that scrapes now is told. */
  exposed(): ExposedFamily[];

  toolNames(): readonly string[];
  /** Pure: what the tool does to the world comes back as actions, to be applied by the caller. */
  runTool(context: ToolContext, tool: string, argv: readonly string[], stdin: string): ToolResult;
  completeTool(context: ToolContext, tool: string, argv: readonly string[]): string[];
}

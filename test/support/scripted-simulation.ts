import type { Effect } from '../../server/engine/effect.ts';
import type { Input } from '../../server/engine/input.ts';
import type { FaultView, HealthView, SloView } from '../../server/engine/inspect.ts';
import type { ToolResult } from '../../server/engine/tools/tool.ts';
import type { QueryRow, Simulation } from '../../server/drill/simulation.ts';

export interface Script {
  /** What the world brings about by itself: second → effects. */
  at?: Record<number, Effect[]>;
  /** What it answers to an input. */
  on?: (input: Exclude<Input, { kind: 'tick' }>, atS: number) => Effect[];
  /** Expression → its answer at a second. An expression that is not listed has no data. */
  query?: Record<string, (atS: number) => QueryRow[]>;
  slos?: (atS: number) => SloView[];
  faults?: FaultView[];
  health?: (atS: number) => HealthView[];
  tools?: Record<string, (argv: readonly string[]) => Partial<ToolResult>>;
}

/** A world that does what the test says, for sessions whose subject is not the world. Samples close every 5 s. */
export function scripted(script: Script = {}): Simulation {
  let atS = 0;
  const firing = new Set<string>();
  const sampledAtS = () => Math.floor(atS / 5) * 5;
  const query = (expression: string, second: number) => script.query?.[expression]?.(second) ?? [];
  return {
    atS: () => atS,
    tick: () => {
      atS++;
      return script.at?.[atS] ?? [];
    },
    apply: (input) => {
      if (input.kind === 'fault.fire') firing.add(input.fault);
      return script.on?.(input, atS) ?? [];
    },
    slos: () => script.slos?.(atS) ?? [],
    impact: () => ({ failedRequests: atS, userMinutesLost: 0, moneyLost: 0 }),
    faults: () => (script.faults ?? []).map((fault) => ({ ...fault, fired: fault.fired || firing.has(fault.id) })),
    health: () => script.health?.(atS) ?? [],
    sampledAtS,
    query: (expression) => query(expression, sampledAtS()),
    queryRange: (expression, fromS) => {
      const first = Math.max(0, Math.ceil(fromS / 5) * 5);
      const times = Array.from({ length: Math.max(0, (sampledAtS() - first) / 5 + 1) }, (_, n) => first + n * 5);
      return { times, rows: times.map((second) => query(expression, second)) };
    },
    exposed: () => [],
    toolNames: () => Object.keys(script.tools ?? {}),
    runTool: (_context, tool, argv) => {
      const result = script.tools?.[tool]?.(argv);
      if (!result) return { stdout: '', stderr: `bash: ${tool}: command not found\n`, exitCode: 127, actions: [] };
      return { stdout: '', stderr: '', exitCode: 0, actions: [], ...result };
    },
    completeTool: () => [],
    // Nothing to see: whoever lists gets an empty list.
    ask: (name) => (name === 'customers.heard' ? { voices: [], total: 0 } : { entries: [] }) as never,
  };
}

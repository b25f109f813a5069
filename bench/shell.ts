import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomInt, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Desk } from '../server/desk/desk.ts';
import { systemTicker } from '../server/desk/ticker.ts';
import { engineSimulation } from '../server/drill/engine-simulation.ts';
import { ENGINE_VERSION } from '../server/engine/version.ts';
import { ScenarioLibrary } from '../server/library/scenario-library.ts';
import type { Reply } from '../server/protocol/wire.ts';
import { ShellHost } from '../server/shell/host.ts';
import { initSql } from '../server/sql/parse.ts';
import { memoryStore } from '../server/store/memory.ts';
import type { BenchRow } from './engine.ts';

/** What people type: a table, a filter, three stages, a query, the shell alone. */
const LINES = [
  'kubectl get pods',
  'kubectl get pods -o wide | grep checkout',
  'logs checkout --since 5m | grep -i error | head -5',
  'psql -c "select state, count(*) from pg_stat_activity group by 1 order by 2 desc"',
  'echo hello > note.txt; cat note.txt',
];
const ROUNDS = 12;
const WARM_ROUNDS = 3;

/** The budget of the terminal: from the command to its reply, log entry included. */
const GOAL_MS = 50;

/** How often the echo may fit into a line: half as much again as was measured. */
const MOST_RATIO = 60;

/** A command line through desk, child process and engine, beside a message that a bare child process sends back. */
export async function benchShell(): Promise<BenchRow[]> {
  await initSql();
  const room = await openRoom();
  const echo = bareChild();
  const times = { line: [] as number[], bare: [] as number[] };
  for (let round = 0; round < WARM_ROUNDS + ROUNDS; round++)
    for (const line of LINES) {
      const bare = await milliseconds(() => echo.ask(line));
      const took = await milliseconds(() => room.type(line));
      if (round < WARM_ROUNDS) continue;
      times.line.push(took);
      times.bare.push(bare);
    }
  echo.stop();
  await room.close();
  const value = median(times.line);
  return [
    {
      name: 'a command line in the terminal, median',
      value: Math.round(value * 10) / 10,
      unit: 'ms',
      ratio: value / median(times.bare),
      mostRatio: MOST_RATIO,
      goal: `≤ ${GOAL_MS} ms`,
      met: value <= GOAL_MS,
    },
  ];
}

async function openRoom(): Promise<{ type: (line: string) => Promise<void>; close: () => Promise<void> }> {
  const store = memoryStore();
  const shell = new ShellHost({ children: 1 });
  const root = join(import.meta.dirname, '..', 'scenarios');
  const desk = new Desk({
    store,
    shell,
    scenarios: new ScenarioLibrary(root, store, Date.now, () => undefined),
    simulate: engineSimulation,
    engine: ENGINE_VERSION,
    ticker: systemTicker,
    draw: randomInt,
    logError: ({ error }) => {
      throw error;
    },
    bots: { run: () => Promise.reject(new Error('There are no bots here.')) },
  });
  const wish = {
    scenario: 'connection-pool-exhaustion',
    variant: null,
    seed: 'bench',
    mode: 'game-day',
    speed: 1,
  } as const;
  const { drill, seat } = ok(
    await desk.createDrill({ ...wish, timeboxMin: 40, hypothesis: null }, { id: 'p', name: 'Fay' }),
  );
  const fixer = ok(await desk.addSeat(drill, 'fixer', 'Ann', true)).seat;
  ok(await desk.submit(drill, seat, { id: randomUUID(), name: 'drill.start', payload: {} }));
  let terminal = 0;
  return {
    // Sessions by turns, since one seat may send so many lines a minute: the rate is per command and seat.
    type: async (line) => {
      const payload = { terminal: String(1 + (terminal++ % 4)), line };
      ok(await desk.submit(drill, fixer, { id: randomUUID(), name: 'terminal.run', payload }));
    },
    close: async () => {
      await desk.close();
      shell.close();
    },
  };
}

/** A process that sends every message back: what the way there and back costs on this machine at this moment. */
function bareChild(): { ask: (text: string) => Promise<void>; stop: () => void } {
  const child = spawn(process.execPath, ['-e', "process.on('message', (text) => process.send(text))"], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return {
    ask: async (text) => {
      const answered = once(child, 'message');
      child.send(text);
      await answered;
    },
    stop: () => child.kill(),
  };
}

async function milliseconds(work: () => Promise<void>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function ok<T>(reply: Reply<T>): T {
  if (!reply.ok) throw new Error(`${reply.refusal.code}: ${reply.refusal.message}`);
  return reply.result;
}

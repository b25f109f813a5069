import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '..', '..');

/** `npm test` builds first and says so; a run of single tests takes the sources, which cannot be out of date. */
const program = process.env.TEST_BUILD
  ? [join(root, 'dist', 'server', 'main.js')]
  : ['--import', 'tsx', join(root, 'server', 'main.ts')];

export interface ServerProcess {
  url: string;
  /** The facilitator's one-time link. */
  link: string;
  readyMs: number;
  process: ChildProcess;
  /** Everything it printed so far. */
  output(): string;
  /** As a power cut would. Resolves when it is gone. */
  kill(): Promise<void>;
  /** Politely; resolves with the exit code. */
  stop(): Promise<number | null>;
}

export interface ServerOptions {
  dataDir: string;
  /** 0: any. */
  port?: number;
  env?: Record<string, string>;
}

/** Starts the real server in a process of its own. */
export async function startServerProcess({ dataDir, port = 0, env = {} }: ServerOptions): Promise<ServerProcess> {
  const started = performance.now();
  const child = spawnServer(['--port', String(port), '--data', dataDir], env);
  let output = '';
  child.stderr!.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  const link = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      output += `${line}\n`;
      const found = /https?:\/\/\S+\/enter\/\S+/.exec(line)?.[0];
      if (found) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code} before it was ready:\n${output}`)));
  });
  const exited = once(child, 'exit');
  return {
    url: new URL(link).origin,
    link,
    readyMs: performance.now() - started,
    process: child,
    output: () => output,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    async stop() {
      child.kill('SIGTERM');
      await exited;
      return child.exitCode;
    },
  };
}

/** Runs the server expecting it not to start: its exit code and what it said. */
export async function failToStart(
  args: string[],
  env: Record<string, string> = {},
): Promise<{ code: number | null; said: string }> {
  const child = spawnServer(args, env);
  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  await once(child, 'close');
  return { code: child.exitCode, said };
}

function spawnServer(args: string[], env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [...program, ...args], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

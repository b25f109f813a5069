import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

export interface Ran {
  exitCode: number;
  seconds: number;
  /** stdout and stderr, in the order they came. */
  output: string;
}

/** Runs a program of this checkout (`node_modules/.bin` first in the path). `quiet` keeps its output for the caller. */
export function run(command: string, args: readonly string[], { quiet = false, env = {} } = {}): Promise<Ran> {
  const started = performance.now();
  const path = [join(process.cwd(), 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: { ...process.env, ...env, PATH: path },
      stdio: ['inherit', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk: string, stream: NodeJS.WriteStream): void => {
      output += chunk;
      if (!quiet) stream.write(chunk);
    };
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => keep(chunk, process.stdout));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => keep(chunk, process.stderr));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ exitCode: code ?? 1, seconds: (performance.now() - started) / 1000, output });
    });
  });
}

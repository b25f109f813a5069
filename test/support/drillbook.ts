import { execFile } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** `npm test` builds first and says so; a run of single tests takes the checkout's own binary. */
const program = process.env['TEST_BUILD'] ? join(root, 'dist', 'server', 'cli.js') : join(root, 'bin', 'drillbook.js');

export interface Ran {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Runs the binary as a person would, with its output in a pipe. */
export function drillbook(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<Ran> {
  return new Promise((resolve) => {
    const env = { PATH: process.env['PATH'] ?? '', ...options.env };
    execFile(
      process.execPath,
      [program, ...args],
      { cwd: options.cwd ?? root, env, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        resolve({ exitCode: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr });
      },
    );
  });
}

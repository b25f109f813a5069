import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/**
 * `npm run dev`: the server restarts when its sources change, the web client reloads in place. The browser talks to Vite
 * (port 5173), which passes API and sockets on to the server (port 3000).
 */
const bin = (name: string): string => join(process.cwd(), 'node_modules', '.bin', name);
const web = 'http://localhost:5173';

const children: ChildProcess[] = [
  start(bin('tsx'), ['watch', '--clear-screen=false', 'server/main.ts'], { PUBLIC_URL: web, PORT: '3000' }),
  start(bin('vite'), ['--port', '5173', '--strictPort', '--logLevel', 'warn'], {}),
];

function start(command: string, args: string[], env: Record<string, string>): ChildProcess {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: 'inherit' });
  // One without the other is of no use.
  child.on('exit', (code) => stopAll(code ?? 0));
  return child;
}

function stopAll(code: number): void {
  for (const child of children) child.kill('SIGTERM');
  process.exitCode = code;
}

process.on('SIGINT', () => stopAll(0));
process.on('SIGTERM', () => stopAll(0));

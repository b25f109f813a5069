import { pino, type Logger } from 'pino';
import { readConfig, type Flags } from './config.ts';
import type { RunningServer } from './start.ts';

/** Longer than any write takes; then the process goes anyway. */
const STOP_MS = 5000;

/** Runs the server until a signal asks it to stop. Throws `StartError` when it cannot start. */
export async function serveUntilStopped(flags: Flags): Promise<void> {
  const config = readConfig(process.env, flags, process.stderr.isTTY === true);
  // To stderr, so that what people read on stdout stays readable.
  const log = pino({ level: config.logLevel }, pino.destination(2));
  // Loaded now, so that a wrong flag is told at once.
  const { startServer } = await import('./start.ts');
  const server = await startServer(config, log);
  console.log(banner(server));
  stopOnSignal(server, log);
}

function banner({ version, url, link }: RunningServer): string {
  return `
  Drillbook ${version} is ready at ${url}

  Facilitator, enter here (works once, within a day):
  ${link}

  Stop with Ctrl+C. A new link: npx drillbook link
`;
}

/** Writes what is queued, then goes. A second signal, or a write that hangs, ends it at once. */
function stopOnSignal(server: RunningServer, log: Logger): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    setTimeout(() => process.exit(1), STOP_MS).unref();
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.fatal({ err: error }, 'could not stop in order');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

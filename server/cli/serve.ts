import type { Command } from 'commander';
import type { Flags } from '../config.ts';

/** `drillbook serve`: the server, until it is stopped. */
export function register(program: Command): void {
  program
    .command('serve')
    .description('start the server and print the facilitator’s link')
    .option('--port <number>', 'port to listen on (PORT, 3000)')
    .option('--host <address>', 'address to listen on (HOST, 127.0.0.1)')
    .option('--data <folder>', 'folder of the embedded database (DATA_DIR, ./data)')
    .option('--runbooks <folder>', 'git working tree with your runbooks (RUNBOOKS_DIR, none)')
    .action(async (flags: Flags) => {
      const { serveUntilStopped } = await import('../serve.ts');
      await serveUntilStopped(flags);
    });
}

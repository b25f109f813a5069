import { botShell } from './bot-shell.ts';
import { initSql } from '../sql/parse.ts';
import type { FromBots, ToBots } from './bot-job.ts';
import { doBotJob } from './bot-work.ts';

/** The program of the bots' own process: one job after the other, for the server that started it. */
const ready = initSql();
const shell = botShell();
let queue: Promise<void> = Promise.resolve();

process.on('message', (message: ToBots) => {
  queue = queue.then(() => work(message));
});
// The server is gone: nobody waits for an answer.
process.on('disconnect', () => {
  shell.close();
  process.exit(0);
});

async function work({ id, job }: ToBots): Promise<void> {
  try {
    await ready;
    const result = await doBotJob(job, shell, (progress) => say({ kind: 'progress', id, progress }));
    say({ kind: 'done', id, result });
  } catch (error) {
    say({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) });
  }
}

function say(message: FromBots): void {
  process.send?.(message);
}

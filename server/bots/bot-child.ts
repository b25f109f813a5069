import { botShell } from './bot-shell.ts';
import { initSql } from '../sql/parse.ts';
import type { FromBots, ToBots } from './bot-job.ts';
import { doBotJob } from './bot-work.ts';

/** The program of the bots' own process: one job after the other, for the server that started it. */
const CALLED_OFF = 'The bots were called off.';

const ready = initSql();
const shell = botShell();
const calledOff = new Set<number>();
let underWay: number | null = null;
let queue: Promise<void> = Promise.resolve();

process.on('message', (message: ToBots) => {
  if (message.kind === 'job') queue = queue.then(() => work(message));
  else callOff(message.id);
});
// The server is gone: nobody waits for an answer.
process.on('disconnect', () => {
  shell.close();
  process.exit(0);
});

async function work({ id, job }: Extract<ToBots, { kind: 'job' }>): Promise<void> {
  // It was answered already, when it was called off in the line.
  if (calledOff.delete(id)) return;
  underWay = id;
  try {
    await ready;
    const result = await doBotJob(job, shell, (progress) => {
      if (calledOff.has(id)) throw new Error(CALLED_OFF);
      say({ kind: 'progress', id, progress });
    });
    say({ kind: 'done', id, result });
  } catch (error) {
    say({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) });
  } finally {
    underWay = null;
    calledOff.delete(id);
  }
}

/** What is under way ends at the next progress that it would tell; what stands in the line is over at once. */
function callOff(id: number): void {
  calledOff.add(id);
  if (id !== underWay) say({ kind: 'failed', id, message: CALLED_OFF });
}

function say(message: FromBots): void {
  process.send?.(message);
}

import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Progress } from '../protocol/library.ts';
import type { BotJob, BotJobResult, FromBots, ToBots } from './bot-job.ts';

/** Longer than any job of a few hundred runs; a job that takes longer is stuck. */
const JOB_LIMIT_MS = 10 * 60_000;
/** The process holds a bash and an engine in memory: it goes when nobody has asked for a while. */
const IDLE_MS = 60_000;
/** A job that was called off ends where it next tells how far it is. One that does not by then goes with its process. */
const ENDS_MS = 10_000;

interface Waiting {
  job: BotJob;
  onProgress: (progress: Progress) => void;
  resolve: (result: BotJobResult) => void;
  reject: (error: Error) => void;
  limit: NodeJS.Timeout;
}

/** Bots in a process of their own: however long they play, the drills of people never wait for them. */
export class BotProcess {
  readonly #waiting = new Map<number, Waiting>();
  /** Called off and not ended yet. */
  readonly #ending = new Map<number, NodeJS.Timeout>();
  #process: ChildProcess | null = null;
  #lastId = 0;
  #idle: NodeJS.Timeout | undefined;

  /** Does a job. Rejects with a sentence when the job fails, takes too long, is called off, or the process dies. */
  run<K extends BotJob['kind']>(
    job: Extract<BotJob, { kind: K }>,
    onProgress: (progress: Progress) => void = () => undefined,
    signal?: AbortSignal,
  ): Promise<BotJobResult<K>> {
    if (signal?.aborted) return Promise.reject(calledOff());
    clearTimeout(this.#idle);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => this.#stop('The bots took longer than ten minutes.'), JOB_LIMIT_MS);
      signal?.addEventListener('abort', () => this.#callOff(id), { once: true });
      this.#waiting.set(id, {
        job,
        onProgress,
        resolve: resolve as (result: BotJobResult) => void,
        reject,
        limit,
      });
      this.#process ??= this.#start();
      tell(this.#process, { kind: 'job', id, job });
    });
  }

  close(): void {
    clearTimeout(this.#idle);
    this.#stop('The server stops.');
  }

  #start(): ChildProcess {
    const path = programPath();
    // By its address: `tsx` alone would be looked for where one stands.
    const loader = path.endsWith('.ts')
      ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href]
      : [];
    const child = fork(path, [], { execArgv: [...loader, '--no-warnings'], serialization: 'advanced' });
    child.on('message', (message: FromBots) => this.#hear(message));
    child.on('error', () => this.#lose(child));
    child.on('exit', () => this.#lose(child));
    return child;
  }

  #hear(message: FromBots): void {
    const waiting = this.#waiting.get(message.id);
    if (message.kind === 'progress') return waiting?.onProgress(message.progress);
    clearTimeout(this.#ending.get(message.id));
    this.#ending.delete(message.id);
    this.#waiting.delete(message.id);
    clearTimeout(waiting?.limit);
    if (message.kind === 'done') waiting?.resolve(message.result);
    else waiting?.reject(new Error(message.message));
    if (this.#waiting.size > 0 || this.#ending.size > 0) return;
    // A job that had just ended when it was called off is heard of twice.
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#stop(''), IDLE_MS).unref();
  }

  /** Nobody waits for this job any more: it is told to end, and the next one begins. */
  #callOff(id: number): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.limit);
    waiting.reject(calledOff());
    if (this.#process) tell(this.#process, { kind: 'off', id });
    this.#ending.set(id, setTimeout(() => this.#startAgain(), ENDS_MS).unref());
  }

  /** What was called off did not end: it goes with its process, and the others begin again. */
  #startAgain(): void {
    const child = this.#process;
    this.#process = null;
    child?.kill('SIGKILL');
    this.#forgetEnding();
    if (this.#waiting.size === 0) return;
    const next = this.#start();
    this.#process = next;
    for (const [id, { job }] of this.#waiting) tell(next, { kind: 'job', id, job });
  }

  #forgetEnding(): void {
    for (const timer of this.#ending.values()) clearTimeout(timer);
    this.#ending.clear();
  }

  #lose(child: ChildProcess): void {
    if (this.#process !== child) return;
    this.#process = null;
    this.#failAll('The bots stopped before they were done.');
  }

  #stop(why: string): void {
    const child = this.#process;
    this.#process = null;
    child?.kill('SIGKILL');
    this.#failAll(why);
  }

  #failAll(why: string): void {
    for (const { reject, limit } of this.#waiting.values()) {
      clearTimeout(limit);
      reject(new Error(why));
    }
    this.#waiting.clear();
    this.#forgetEnding();
  }
}

function tell(child: ChildProcess, message: ToBots): void {
  child.send(message);
}

function calledOff(): Error {
  return new Error('The bots were called off.');
}

/** Beside this file in a checkout, beside or one above the bundle's file in a build. */
function programPath(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const candidates = [join(here, 'bot-child.ts'), join(here, 'bots.js'), join(here, '..', 'bots.js')];
  const found = candidates.find((path) => existsSync(path));
  if (!found)
    throw new Error(`The bots' program is missing: looked for ${candidates.join(', ')}. Run \`npm run build\`.`);
  return found;
}

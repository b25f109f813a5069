import type { ChildProcess } from 'node:child_process';
import { startChild } from './child-process.ts';
import type { CompleteRequest, RunRequest, ToChild, ToolCall, ToolReply, ToParent } from './protocol.ts';

/**
 * How long a new process may take to load bash and answer its first line: on a busy machine the first line, which
 * compiles as it goes, can take longer than the watchdog grants. A runaway first line still ends at bash's own deadline.
 */
const START_ALLOWANCE_MS = 20_000;

export type Question = Omit<RunRequest, 'lineId'> | Omit<CompleteRequest, 'lineId'>;
export type Answer = Extract<ToParent, { kind: 'ran' | 'completed' }>;
export type OnTool = (call: ToolCall) => ToolReply | Promise<ToolReply>;

interface Job {
  question: () => Question;
  onTool: OnTool;
  answered: (answer: Answer | 'killed') => void;
}

/** One child process, started with its first line and again after it was killed, and the queue of lines for it. */
export class ShellChild {
  readonly #path: string;
  readonly #watchdogMs: number;
  readonly #deadlineMs: number;
  readonly #onDeath: () => void;
  readonly #queue: Job[] = [];
  #process: ChildProcess | undefined;
  /** It has answered a line. */
  #warm = false;
  #current: { job: Job; lineId: number } | undefined;
  #watchdog: NodeJS.Timeout | undefined;
  #lastLineId = 0;
  #stopped = false;

  constructor(
    path: string,
    { watchdogMs, deadlineMs }: { watchdogMs: number; deadlineMs: number },
    onDeath: () => void,
  ) {
    this.#path = path;
    this.#watchdogMs = watchdogMs;
    this.#deadlineMs = deadlineMs;
    this.#onDeath = onDeath;
  }

  /** The question is made when its turn comes, so that it carries the directory the line before it left. */
  ask(question: () => Question, onTool: OnTool): Promise<Answer | 'killed'> {
    return new Promise((answered) => {
      if (this.#stopped) return answered('killed');
      this.#queue.push({ question, onTool, answered });
      this.#next();
    });
  }

  forget(seat: string): void {
    if (this.#process) this.#send({ kind: 'forget', seat });
  }

  stop(): void {
    this.#stopped = true;
    const process = this.#process;
    this.#process = undefined;
    process?.kill('SIGKILL');
    for (const job of this.#queue.splice(0)) job.answered('killed');
    this.#finish('killed');
  }

  #next(): void {
    if (this.#current || this.#stopped) return;
    const job = this.#queue.shift();
    if (!job) return;
    const lineId = ++this.#lastLineId;
    this.#current = { job, lineId };
    this.#process ??= this.#start();
    this.#watch();
    this.#send({ ...job.question(), lineId });
  }

  #start(): ChildProcess {
    this.#warm = false;
    const started = startChild(this.#path, this.#deadlineMs);
    started.on('message', (message) => {
      if (this.#process === started) void this.#hear(message as ToParent);
    });
    const gone = () => {
      if (this.#process !== started) return;
      this.#process = undefined;
      this.#onDeath();
      this.#finish('killed');
    };
    started.on('error', gone);
    started.on('exit', gone);
    return started;
  }

  /** Time that a tool takes in the parent is not the line's: the watchdog rests meanwhile. */
  async #hear(message: ToParent): Promise<void> {
    switch (message.kind) {
      case 'ready':
        if (this.#current) this.#watch();
        return;
      case 'toolCall': {
        if (message.lineId !== this.#current?.lineId) return;
        clearTimeout(this.#watchdog);
        const { kind: _kind, callId, ...call } = message;
        const reply = await answerTool(this.#current.job.onTool, call);
        if (call.lineId !== this.#current?.lineId) return;
        this.#watch();
        this.#send({ kind: 'toolReply', callId, reply });
        return;
      }
      case 'ran':
      case 'completed':
        this.#warm = true;
        if (message.lineId === this.#current?.lineId) this.#finish(message);
    }
  }

  #watch(): void {
    clearTimeout(this.#watchdog);
    const limitMs = this.#warm ? this.#watchdogMs : START_ALLOWANCE_MS;
    this.#watchdog = setTimeout(() => this.#giveUpUnlessHeard(), limitMs);
  }

  /** A parent that was busy itself finds the timer due before the answer that already waits for it: hear that first. */
  #giveUpUnlessHeard(): void {
    const waiting = this.#watchdog;
    setImmediate(() => {
      if (this.#current && this.#watchdog === waiting) this.#process?.kill('SIGKILL');
    });
  }

  #finish(answer: Answer | 'killed'): void {
    clearTimeout(this.#watchdog);
    const finished = this.#current;
    this.#current = undefined;
    finished?.job.answered(answer);
    this.#next();
  }

  #send(message: ToChild): void {
    this.#process?.send(message, () => undefined);
  }
}

async function answerTool(onTool: OnTool, call: ToolCall): Promise<ToolReply> {
  try {
    const { stdout, stderr, exitCode } = await onTool(call);
    return { stdout, stderr, exitCode };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { stdout: '', stderr: `${call.tool}: internal error: ${reason}\n`, exitCode: 1 };
  }
}

import { defaultChildPath } from './child-process.ts';
import { wordAtCursor } from './completion.ts';
import type { ToolCall, ToolReply } from './protocol.ts';
import { ShellChild } from './shell-child.ts';

/** What a command line needs from the world; the same shape serves completion. */
export interface ShellSetting {
  /** Names of the tools that exist for this seat; anything else is bash's own or `command not found`. */
  tools: readonly string[];
  /** Answers one tool. A throw becomes exit code 1 with the message on stderr. */
  onTool: (call: ToolCall) => ToolReply | Promise<ToolReply>;
  /** Simulated time at which the line starts, milliseconds since 1970 UTC: what `date` prints. */
  nowMs: number;
  user: string;
  hostname: string;
  /** Text on the line's standard input; none by default. */
  stdin?: string;
  /** Absolute path → content, written when the seat's file system is first made (and again after a reset). */
  files?: Readonly<Record<string, string>>;
}

export interface ShellResult extends ToolReply {
  cwd: string;
  /** The seat's files, variables and directory are gone: its shell was killed and started again. */
  reset?: true;
}

export interface CompletionSetting extends Omit<ShellSetting, 'onTool'> {
  /** Names a tool offers for its last argument, which may be ''. */
  complete: (tool: string, argv: readonly string[]) => readonly string[] | Promise<readonly string[]>;
}

export interface Completion {
  /** Where the word to replace starts in the line, in UTF-16 units. */
  from: number;
  /** Whole words, sorted; a directory ends in `/`. */
  candidates: string[];
}

export interface ShellHostOptions {
  /** Child processes at most; each starts with its first seat. Default 2. */
  children?: number;
  childPath?: string;
  /** A line without an answer for so long kills its child. Default 3,000. */
  watchdogMs?: number;
  /** Wall time after which bash ends a line itself. Default 2,000. */
  deadlineMs?: number;
  /** What a seat gets to see of each output, in UTF-16 units. Default 64 Ki. */
  maxOutput?: number;
}

interface Seat {
  child: ShellChild;
  cwd: string;
  env: Record<string, string>;
  /** Its child died since its last line: the next answer says so. */
  wasReset: boolean;
}

/**
 * Hosts bash for all seats of a server in one or two child processes. One line at a time per child: a runaway line
 * makes the seats of its child wait until its deadline, and a line that ignores its deadline costs them their files.
 */
export class ShellHost {
  readonly #options: Required<Omit<ShellHostOptions, 'childPath'>> & { childPath: string | undefined };
  readonly #children: ShellChild[] = [];
  readonly #seats = new Map<string, Seat>();

  constructor(options: ShellHostOptions = {}) {
    this.#options = {
      children: 2,
      watchdogMs: 3000,
      deadlineMs: 2000,
      maxOutput: 64 * 1024,
      ...options,
      childPath: options.childPath,
    };
  }

  /** Runs one line of one seat; lines of a seat run in the order they were given. Never rejects for what was typed. */
  async run(seatId: string, line: string, setting: ShellSetting): Promise<ShellResult> {
    const seat = this.#seat(seatId, setting.user);
    const answer = await seat.child.ask(
      () => ({
        kind: 'run',
        line,
        ...(setting.stdin === undefined ? {} : { stdin: setting.stdin }),
        ...this.#common(seatId, seat, setting),
      }),
      setting.onTool,
    );
    if (answer === 'killed') return { ...killed(setting), cwd: seat.cwd, reset: true };
    if (answer.kind !== 'ran') throw new Error(`the shell's child answered ${answer.kind} to a line`);
    const reset = seat.wasReset;
    seat.wasReset = false;
    seat.cwd = answer.cwd;
    seat.env = answer.env;
    const stdout = cut(answer.stdout, this.#options.maxOutput);
    const stderr = cut(answer.stderr, this.#options.maxOutput);
    return { stdout, stderr, exitCode: answer.exitCode, cwd: answer.cwd, ...(reset ? { reset: true as const } : {}) };
  }

  /** Names that complete the word before the cursor: commands first in a pipeline stage, then the tool's own, then files. */
  async complete(seatId: string, line: string, cursor: number, setting: CompletionSetting): Promise<Completion> {
    const { from, word, argv } = wordAtCursor(line, cursor);
    const [tool, ...args] = argv;
    if (tool !== undefined && setting.tools.includes(tool)) {
      const offered = await setting.complete(tool, [...args, word]);
      const fitting = offered.filter((name) => name.startsWith(word)).sort();
      if (fitting.length > 0) return { from, candidates: fitting };
    }
    const seat = this.#seat(seatId, setting.user);
    const what = tool === undefined && !word.includes('/') ? ('command' as const) : ('file' as const);
    const refuse = () => ({ stdout: '', stderr: '', exitCode: 1 });
    const answer = await seat.child.ask(
      () => ({ kind: 'complete', word, what, ...this.#common(seatId, seat, setting) }),
      refuse,
    );
    return { from, candidates: answer !== 'killed' && answer.kind === 'completed' ? answer.candidates : [] };
  }

  /** Drops a seat's files and variables. */
  forget(seatId: string): void {
    const seat = this.#seats.get(seatId);
    if (!seat) return;
    this.#seats.delete(seatId);
    seat.child.forget(seatId);
  }

  /** Ends the children; lines still running answer as killed. */
  close(): void {
    for (const child of this.#children) child.stop();
    this.#children.length = 0;
    this.#seats.clear();
  }

  #common(seat: string, state: Seat, setting: Omit<ShellSetting, 'onTool'>) {
    const { tools, nowMs, user, hostname, files = {} } = setting;
    return { seat, tools, nowMs, user, hostname, files, cwd: state.cwd, env: state.env };
  }

  #seat(seatId: string, user: string): Seat {
    const known = this.#seats.get(seatId);
    if (known) return known;
    const seat: Seat = { child: this.#leastBusyChild(), ...freshShell(user), wasReset: false };
    this.#seats.set(seatId, seat);
    return seat;
  }

  #leastBusyChild(): ShellChild {
    if (this.#children.length < this.#options.children) {
      const child: ShellChild = new ShellChild(this.#options.childPath ?? defaultChildPath(), this.#options, () =>
        this.#resetSeatsOf(child),
      );
      this.#children.push(child);
      return child;
    }
    const seatsOf = (child: ShellChild) => [...this.#seats.values()].filter((seat) => seat.child === child).length;
    return this.#children.reduce((least, child) => (seatsOf(child) < seatsOf(least) ? child : least));
  }

  /** Files lived in the child that died; directory and variables would point into nowhere. */
  #resetSeatsOf(child: ShellChild): void {
    for (const seat of this.#seats.values()) {
      if (seat.child !== child) continue;
      Object.assign(seat, freshShell(seat.env.USER ?? 'root'), { wasReset: true });
    }
  }
}

function freshShell(user: string): { cwd: string; env: Record<string, string> } {
  const home = user === 'root' ? '/root' : `/home/${user}`;
  const env = {
    HOME: home,
    USER: user,
    LOGNAME: user,
    SHELL: '/bin/bash',
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    PWD: home,
  };
  return { cwd: home, env };
}

function killed(setting: ShellSetting): ToolReply {
  return {
    stdout: '',
    stderr: `${setting.hostname}: shell killed: it stopped answering. A new shell was started; files and variables are reset.\n`,
    exitCode: 137,
  };
}

function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const whole = text.slice(0, text.lastIndexOf('\n', maxLength - 1) + 1) || text.slice(0, maxLength);
  return `${whole}[output cut: ${text.length - whole.length} more characters; use head, tail or grep]\n`;
}

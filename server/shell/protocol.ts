/** Messages between the server (parent) and the forked child that hosts bash. Plain JSON, one direction each. */

/** What a tool answered; text is Unicode, newlines included. */
export interface ToolReply {
  stdout: string;
  stderr: string;
  exitCode: number;
}

/** A tool typed in a command line, with the pipe's text as stdin. */
export interface ToolCall {
  seat: string;
  /** The command line it stands in: all tools of one line see the same simulated second. */
  lineId: number;
  tool: string;
  /** Arguments after the tool's name, expanded by bash. */
  argv: string[];
  stdin: string;
  /** Where the shell stands at that moment. */
  cwd: string;
}

/** One command line of one seat. State that must survive between lines (cwd, env) travels with it. */
export interface RunRequest {
  kind: 'run';
  lineId: number;
  seat: string;
  line: string;
  /** Names answered by the parent. */
  tools: readonly string[];
  cwd: string;
  env: Record<string, string>;
  user: string;
  hostname: string;
  /** Text on the line's standard input. */
  stdin?: string;
  /** Simulated time at which the line starts, milliseconds since 1970 UTC. */
  nowMs: number;
  /** Absolute path → content, written once, when the seat's file system is made. */
  files: Readonly<Record<string, string>>;
}

/** Asks for names that complete a word, as the seat's bash sees them. */
export interface CompleteRequest extends Omit<RunRequest, 'kind' | 'line'> {
  kind: 'complete';
  word: string;
  what: 'command' | 'file';
}

export type ToChild =
  | RunRequest
  | CompleteRequest
  | { kind: 'toolReply'; callId: number; reply: ToolReply }
  | { kind: 'forget'; seat: string };

export interface RanMessage extends ToolReply {
  kind: 'ran';
  lineId: number;
  cwd: string;
  env: Record<string, string>;
}

export type ToParent =
  | { kind: 'ready' }
  | ({ kind: 'toolCall'; callId: number } & ToolCall)
  | RanMessage
  | { kind: 'completed'; lineId: number; candidates: string[] };

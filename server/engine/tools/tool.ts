import type { Action } from '../input.ts';
import type { World } from '../world.ts';

/** Who types. `access` holds the permission names of the scenario, such as `kubectl:write`. */
export interface ToolContext {
  seat: string;
  access: readonly string[];
  env: Readonly<Record<string, string>>;
  /** Where the shell stands; absent where no shell is. */
  cwd?: string;
  /** Simulated wall clock, Unix milliseconds; the same for every tool of one command line. */
  nowMs: number;
}

/** What a tool answers, and what it does to the world. The caller logs and applies `actions` before the next tool runs. */
export interface ToolResult {
  stdout: string;
  stderr: string;
  exitCode: number;
  actions: Action[];
}

export interface Tool {
  name: string;
  summary: string;
  /** `--help` text. */
  usage: string;
  /** `--help` of a sub-command, where it differs. */
  help?: (argv: readonly string[]) => string;
  /** Pure: reads the world, never changes it. */
  run: (world: World, ctx: ToolContext, argv: readonly string[], stdin: string) => ToolResult;
  /** Candidates for the last word of `argv`. */
  complete?: (world: World, ctx: ToolContext, argv: readonly string[]) => string[];
}

export function out(stdout: string, actions: Action[] = []): ToolResult {
  return { stdout: ended(stdout), stderr: '', exitCode: 0, actions };
}

export function fail(stderr: string, exitCode = 1): ToolResult {
  return { stdout: '', stderr: ended(stderr), exitCode, actions: [] };
}

export function allowed(ctx: ToolContext, permission: string): boolean {
  return ctx.access.some(
    (grant) =>
      grant === permission || grant === '*' || (grant.endsWith(':*') && permission.startsWith(grant.slice(0, -1))),
  );
}

function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

import type { World } from '../../world.ts';
import type { ToolContext, ToolResult } from '../tool.ts';
import type { Machine } from './machine.ts';

/** Who runs a command, and where. */
export interface HostContext {
  world: World;
  ctx: ToolContext;
  machine: Machine;
  /** As root: `sudo` was allowed. */
  root: boolean;
}

export type HostCommand = (on: HostContext, argv: readonly string[], stdin: string) => ToolResult;

import type { World } from '../world.ts';
import { breaker } from './breaker.ts';
import { cert } from './cert.ts';
import { curl } from './curl.ts';
import { deploy } from './deploy.ts';
import { dig } from './dig.ts';
import { disk } from './disk.ts';
import { dns } from './dns.ts';
import { flag } from './flag.ts';
import { git } from './git.ts';
import { help } from './help.ts';
import { host, nslookup } from './host-lookup.ts';
import { job } from './job.ts';
import { kubectl } from './kubectl.ts';
import { LOCAL_TOOLS } from './local-host.ts';
import { logs } from './logs.ts';
import { openssl } from './openssl.ts';
import { promql } from './promql.ts';
import { psql } from './psql.ts';
import { queue } from './queue.ts';
import { redisCli } from './redis-cli.ts';
import { ssh } from './ssh.ts';
import { traffic } from './traffic.ts';
import { fail, out, type Tool, type ToolContext, type ToolResult } from './tool.ts';

/** The command-line tools of the simulated system. Adding one = its file and a line here. */
export const TOOLS: readonly Tool[] = [
  breaker,
  cert,
  curl,
  deploy,
  dig,
  disk,
  dns,
  flag,
  git,
  host,
  job,
  kubectl,
  logs,
  nslookup,
  openssl,
  promql,
  psql,
  queue,
  redisCli,
  ssh,
  traffic,
  ...LOCAL_TOOLS,
];

const byName = new Map([...TOOLS, help(TOOLS)].map((tool) => [tool.name, tool]));

export const TOOL_NAMES: readonly string[] = [...byName.keys()];

/** Runs one tool. Pure: what it does to the world comes back as `actions`. An unknown name answers as bash does. */
export function runTool(
  world: World,
  ctx: ToolContext,
  name: string,
  argv: readonly string[],
  stdin: string,
): ToolResult {
  const tool = byName.get(name);
  if (!tool) return fail(`bash: ${name}: command not found`, 127);
  const dashes = argv.indexOf('--');
  if ((dashes < 0 ? argv : argv.slice(0, dashes)).includes('--help')) return out(tool.help?.(argv) ?? tool.usage);
  return tool.run(world, ctx, argv, stdin);
}

/** Candidates for the last word of `argv`, already narrowed to what was typed of it. */
export function completeTool(world: World, ctx: ToolContext, name: string, argv: readonly string[]): string[] {
  const typed = argv.at(-1) ?? '';
  const options = byName.get(name)?.complete?.(world, ctx, argv) ?? [];
  return [...new Set(options)].filter((option) => option.startsWith(typed)).sort();
}

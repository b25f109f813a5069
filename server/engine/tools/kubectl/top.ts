import { pods } from '../../read.ts';
import type { World } from '../../world.ts';
import { isProblem, parseFlags } from '../flags.ts';
import { table } from '../table.ts';
import { fail, out, type ToolContext, type ToolResult } from '../tool.ts';
import { badFlag, KINDS } from './object.ts';

export function top(world: World, _ctx: ToolContext, argv: readonly string[]): ToolResult {
  const flags = parseFlags(argv, { selector: 'value', 'sort-by': 'value' }, { l: 'selector' });
  if (isProblem(flags)) return badFlag(flags);
  if (KINDS[flags.words[0] ?? ''] !== 'pods') return fail('error: kubectl top knows pods here');
  const app = /^app={1,2}([\w-]+)$/.exec(flags.value('selector') ?? '')?.[1];
  const cores = new Map(world.spec.services.map((service) => [service.id, service.cores]));
  const found = pods(world, app).filter((pod) => pod.phase === 'Running');
  if (flags.value('sort-by') === 'cpu') found.sort((a, b) => b.cpu - a.cpu);
  return out(
    table(
      ['NAME', 'CPU(cores)', 'MEMORY(bytes)'],
      found.map((pod) => [
        pod.name,
        `${Math.round(pod.cpu * (cores.get(pod.service) ?? 1) * 1000)}m`,
        `${Math.round(pod.memoryMiB)}Mi`,
      ]),
    ),
  );
}

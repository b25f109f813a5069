import type { World } from '../../world.ts';
import { isProblem, parseFlags } from '../flags.ts';
import { fail, out, type ToolContext, type ToolResult } from '../tool.ts';
import { allPods, badFlag, KINDS, notFound, refusedWrite, unknownKind } from './object.ts';

export function deletePods(world: World, ctx: ToolContext, argv: readonly string[]): ToolResult {
  const flags = parseFlags(
    argv,
    { selector: 'value', force: 'switch', 'grace-period': 'value', all: 'switch' },
    { l: 'selector' },
  );
  if (isProblem(flags)) return badFlag(flags);
  const [typed = '', ...names] = flags.words.flatMap((word) => word.split('/'));
  const kind = KINDS[typed];
  if (!kind) return unknownKind(typed);
  if (kind !== 'pods')
    return refusedWrite({ ...ctx, access: [] }, 'delete', kind, names[0] ?? '*') ?? fail('error: forbidden');
  const app = /^app={1,2}([\w-]+)$/.exec(flags.value('selector') ?? '')?.[1];
  const chosen = allPods(world).filter((pod) => (app !== undefined ? pod.service === app : names.includes(pod.name)));
  const missing = names.find((name) => !chosen.some((pod) => pod.name === name));
  if (missing !== undefined) return notFound('pods', missing);
  if (chosen.length === 0) return fail('error: resource(s) were provided, but no name was specified');
  const refused = refusedWrite(ctx, 'delete', 'pods', chosen[0]!.name);
  if (refused) return refused;
  const services = [...new Set(chosen.map((pod) => pod.service))];
  return out(
    chosen.map((pod) => `pod "${pod.name}" deleted`).join('\n'),
    services.map((service) => ({
      do: 'service.restart' as const,
      service,
      pods: chosen.filter((pod) => pod.service === service).map((pod) => pod.name),
    })),
  );
}

import type { World } from '../../world.ts';
import { isProblem, parseFlags } from '../flags.ts';
import { fail, out, type ToolContext, type ToolResult } from '../tool.ts';
import { badFlag, findDeployment, KINDS, notFound, readDeployment, refusedWrite } from './object.ts';

/** `kubectl patch hpa NAME -p '{"spec":{"maxReplicas":8}}'` */
export function patch(world: World, ctx: ToolContext, argv: readonly string[]): ToolResult {
  const flags = parseFlags(argv, { patch: 'value', type: 'value' }, { p: 'patch' });
  if (isProblem(flags)) return badFlag(flags);
  const [typed = '', name = ''] = flags.words.flatMap((word) => word.split('/'));
  if (KINDS[typed] !== 'hpa')
    return refusedWrite({ ...ctx, access: [] }, 'patch', KINDS[typed] ?? typed, name) ?? fail('error: forbidden');
  const deployment = findDeployment(world, name);
  if (!deployment?.autoscaler) return notFound('horizontalpodautoscalers.autoscaling', name);
  const spec = readPatch(flags.value('patch'));
  if (!spec) return fail('error: unable to parse patch: expected {"spec":{"minReplicas":N,"maxReplicas":N}}');
  const refused = refusedWrite(ctx, 'patch', 'horizontalpodautoscalers', name);
  if (refused) return refused;
  return bounded(name, spec.min, spec.max, `horizontalpodautoscaler.autoscaling/${name} patched`);
}

/** `kubectl autoscale deployment NAME --min N --max N` */
export function autoscale(world: World, ctx: ToolContext, argv: readonly string[]): ToolResult {
  const flags = parseFlags(argv, { min: 'value', max: 'value', 'cpu-percent': 'value' });
  if (isProblem(flags)) return badFlag(flags);
  const found = readDeployment(world, flags.words);
  if ('refusal' in found) return found.refusal;
  const name = found.deployment.service;
  const refused = refusedWrite(ctx, 'create', 'horizontalpodautoscalers', name);
  if (refused) return refused;
  if (found.deployment.autoscaler)
    return fail(`Error from server (AlreadyExists): horizontalpodautoscalers.autoscaling "${name}" already exists`);
  return fail(
    `Error from server (Forbidden): horizontalpodautoscalers.autoscaling is forbidden: ${name} is not approved for autoscaling`,
  );
}

function bounded(service: string, min: number | undefined, max: number | undefined, said: string): ToolResult {
  if (min !== undefined && max !== undefined && min > max)
    return fail(
      `The HorizontalPodAutoscaler "${service}" is invalid: spec.maxReplicas: Invalid value: ${max}: must be greater than or equal to \`minReplicas\``,
    );
  return out(said, [
    { do: 'autoscaler.set', service, ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) },
  ]);
}

function readPatch(text: string | undefined): { min: number | undefined; max: number | undefined } | null {
  try {
    const { spec } = JSON.parse(text ?? '') as { spec?: Record<string, unknown> };
    const min = spec?.['minReplicas'];
    const max = spec?.['maxReplicas'];
    const count = (value: unknown) =>
      typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 40 ? value : undefined;
    if (count(min) === undefined && count(max) === undefined) return null;
    return { min: count(min), max: count(max) };
  } catch {
    return null;
  }
}

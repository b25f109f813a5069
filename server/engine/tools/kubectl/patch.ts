import { jobs } from '../../read.ts';
import type { World } from '../../world.ts';
import { isProblem, parseFlags } from '../flags.ts';
import { allowed, fail, out, type ToolContext, type ToolResult } from '../tool.ts';
import { changeImage } from './image.ts';
import { joined } from './joined.ts';
import { groupedName, type Json, type JsonObject, type Kind } from './kube-object.ts';
import { cordonOne } from './node-verbs.ts';
import { badFlag, denied, forbidden, refusedWrite } from './refusals.ts';
import { lookUp, readTargets } from './targets.ts';
import { deploymentOf } from './workload.ts';
import type { Action } from '../../input.ts';

/** `kubectl patch KIND NAME -p '{"spec":{…}}'`: the fields that mean something here; the others are kept in the repositories. */
export function patch(world: World, ctx: ToolContext, argv: readonly string[]): ToolResult {
  const flags = parseFlags(
    argv,
    { patch: 'value', type: 'value', 'patch-file': 'value', subresource: 'value' },
    { p: 'patch' },
  );
  if (isProblem(flags)) return badFlag(flags, 'kubectl patch');
  const text = flags.value('patch');
  const type = flags.value('type') ?? 'strategic';
  if (!['json', 'merge', 'strategic'].includes(type))
    return fail(`error: --type must be one of [json merge strategic], not "${type}"`);
  if (text === undefined)
    return fail('error: must specify --patch or --patch-file containing the contents of the patch');
  const wanted = readTargets(ctx, flags.words, 'patch');
  if ('refusal' in wanted) return wanted.refusal;
  if (wanted.every(({ names }) => names.length === 0))
    return fail('error: resource(s) were provided, but no name was specified');
  const { found, missing } = lookUp(world, wanted);
  if (missing[0]) return missing[0];
  const change = readPatch(text, type);
  if (typeof change === 'string') return fail(`error: unable to parse "${text}": ${change}`);
  return joined(
    found.flatMap(({ kind, items }) => items.map((item) => one(world, ctx, kind, item.object.metadata.name, change))),
  );
}

function one(world: World, ctx: ToolContext, kind: Kind, name: string, change: JsonObject): ToolResult {
  const said = `${groupedName(kind.singular, kind.group)}/${name} patched`;
  const spec = isObject(change['spec']) ? change['spec'] : {};
  if (kind.kind === 'Node')
    return typeof spec['unschedulable'] === 'boolean' || spec['unschedulable'] === null
      ? { ...cordonOne(world, ctx, name, spec['unschedulable'] === true), stdout: `${said}\n` }
      : forbidden(ctx, 'patch', 'nodes', '', { name, clusterWide: true });
  if (kind.kind === 'CronJob') return cronJob(world, ctx, name, spec, said);
  if (!['HorizontalPodAutoscaler', 'Deployment'].includes(kind.kind))
    return forbidden(ctx, 'patch', kind.plural, kind.group, { name });
  const refused = refusedWrite(ctx, 'patch', kind.plural, kind.group, name);
  if (refused) return refused;
  if (kind.kind === 'HorizontalPodAutoscaler') return autoscaler(world, name, spec, said);
  return name === world.spec.edge?.id
    ? denied('edge-guard', 'the proxies are configured in their repository')
    : deployment(world, name, spec, said);
}

function autoscaler(world: World, name: string, spec: JsonObject, said: string): ToolResult {
  const now = deploymentOf(world, name).autoscaler!;
  const min = spec['minReplicas'] ?? now.min;
  const max = spec['maxReplicas'] ?? now.max;
  const invalid = (why: string) => fail(`The HorizontalPodAutoscaler "${name}" is invalid: ${why}`);
  if (typeof max !== 'number' || typeof min !== 'number')
    return fail(
      `Error from server (BadRequest): HorizontalPodAutoscaler in version "v2" cannot be handled as a HorizontalPodAutoscaler: json: cannot unmarshal string into Go struct field HorizontalPodAutoscalerSpec.spec.${typeof max === 'number' ? 'minReplicas' : 'maxReplicas'} of type int32`,
    );
  if (max < 1) return invalid(`spec.maxReplicas: Invalid value: ${max}: must be greater than 0`);
  if (min < 1) return invalid(`spec.minReplicas: Invalid value: ${min}: must be greater than or equal to 1`);
  if (max < min)
    return invalid(`spec.maxReplicas: Invalid value: ${max}: must be greater than or equal to \`minReplicas\``);
  if (max > 40) return denied('quota-guard', `maxReplicas ${max} is more than the quota of the namespace: 40 pods`);
  if (min === now.min && max === now.max) return out(said.replace(/patched$/, 'patched (no change)'));
  return out(said, [
    {
      do: 'autoscaler.set',
      service: name,
      ...(spec['minReplicas'] === undefined ? {} : { min }),
      ...(spec['maxReplicas'] === undefined ? {} : { max }),
    },
  ]);
}

function cronJob(world: World, ctx: ToolContext, name: string, spec: JsonObject, said: string): ToolResult {
  if (!allowed(ctx, 'kubectl:write') || !allowed(ctx, 'job:write'))
    return forbidden(ctx, 'patch', 'cronjobs', 'batch', { name });
  const suspend = spec['suspend'];
  if (typeof suspend !== 'boolean')
    return denied('deploy-guard', `schedules are set in the repositories; here a job can only be suspended`);
  const { paused } = jobs(world).find(({ id }) => id === name)!;
  if (paused === suspend) return out(said.replace(/patched$/, 'patched (no change)'));
  return out(said, [{ do: suspend ? 'job.pause' : 'job.resume', job: name }]);
}

function deployment(world: World, service: string, spec: JsonObject, said: string): ToolResult {
  const now = deploymentOf(world, service);
  const actions: Action[] = [];
  const replicas = spec['replicas'];
  if (typeof replicas === 'number' && replicas !== now.replicas) {
    if (replicas > 40)
      return denied('quota-guard', `${replicas} replicas are more than the quota of the namespace: 40 pods`);
    actions.push({ do: 'service.scale', service, replicas });
  }
  if (spec['paused'] === true && now.rollout !== null && now.rollout.state !== 'complete')
    actions.push({ do: 'deploy.halt', service });
  for (const container of containersOf(spec)) {
    const image = container['image'];
    if (typeof image === 'string') {
      const answer = changeImage(world, service, image, said);
      if (answer.exitCode !== 0) return answer;
      actions.push(...answer.actions);
    }
    for (const variable of listOf(container['env'])) {
      const { name, value } = variable;
      if (typeof name === 'string' && now.env[name] !== value)
        actions.push({
          do: 'config.set',
          service,
          key: name,
          value: value === undefined || value === null ? null : String(value as string),
        });
    }
  }
  return out(actions.length === 0 ? said.replace(/patched$/, 'patched (no change)') : said, actions);
}

function containersOf(spec: JsonObject): JsonObject[] {
  const template = isObject(spec['template']) ? spec['template'] : {};
  const inner = isObject(template['spec']) ? template['spec'] : {};
  return listOf(inner['containers']);
}

function listOf(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** A merge patch as it stands; a JSON patch (`[{"op":"replace","path":"/spec/maxReplicas","value":8}]`) as the same change. */
function readPatch(text: string, type: string): JsonObject | string {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return `yaml: did not find expected node content`;
  }
  if (type !== 'json')
    return isObject(value) ? value : 'json: cannot unmarshal array into Go value of type map[string]interface {}';
  if (!Array.isArray(value)) return 'json: cannot unmarshal object into Go value of type jsonpatch.Patch';
  const change: JsonObject = {};
  for (const operation of value) {
    if (!isObject(operation)) return 'a JSON patch is a list of operations';
    const { op, path } = operation;
    if (typeof path !== 'string' || !['replace', 'add', 'remove', 'test'].includes(String(op as string)))
      return `Unexpected kind: ${JSON.stringify(op)}`;
    if (op !== 'test') put(change, path.split('/').slice(1), op === 'remove' ? null : (operation['value'] ?? null));
  }
  return change;
}

function put(into: JsonObject, path: readonly string[], value: Json): void {
  const [first, ...rest] = path;
  if (first === undefined) return;
  if (rest.length === 0) into[first] = value;
  else {
    const inner = isObject(into[first]) ? into[first] : {};
    into[first] = inner;
    put(inner, rest, value);
  }
}

function isObject(value: Json | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

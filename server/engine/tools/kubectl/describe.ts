import type { World } from '../../world.ts';
import { isProblem, parseFlags } from '../flags.ts';
import { fail, out, type ToolContext, type ToolResult } from '../tool.ts';
import { describeDeployment } from './describe-deployment.ts';
import { describeNode } from './describe-node.ts';
import {
  describeConfigMap,
  describeCronJob,
  describeHpa,
  describeIngress,
  describeService,
} from './describe-others.ts';
import { describePod } from './describe-pod.ts';
import type { Item, Kind } from './kube-object.ts';
import { badFlag, forbidden, mayRead, notFound } from './refusals.ts';
import { labelSelector } from './selectors.ts';
import { lookUp, readTargets } from './targets.ts';
import { toYaml } from './yaml.ts';

const BY_KIND: Readonly<Record<string, (world: World, name: string) => string>> = {
  Pod: describePod,
  Deployment: describeDeployment,
  Node: describeNode,
  HorizontalPodAutoscaler: describeHpa,
  Service: describeService,
  CronJob: describeCronJob,
  ConfigMap: describeConfigMap,
  Ingress: describeIngress,
};

/** `kubectl describe KIND [NAME…]`: as kubectl does, a name may be the beginning of one, and none means all. */
export function describe(world: World, ctx: ToolContext, argv: readonly string[]): ToolResult {
  const flags = parseFlags(
    argv,
    { selector: 'value', 'show-events': 'switch', 'all-namespaces': 'switch' },
    { l: 'selector', A: 'all-namespaces' },
  );
  if (isProblem(flags)) return badFlag(flags, 'kubectl describe');
  if (flags.words.length === 0)
    return fail(
      'error: You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.',
    );
  const wanted = readTargets(ctx, flags.words, 'get');
  if ('refusal' in wanted) return wanted.refusal;
  if (!mayRead(ctx)) return forbidden(ctx, 'get', wanted[0]!.kind.plural, wanted[0]!.kind.group);
  const selector = flags.value('selector');
  const test = selector === undefined ? () => true : labelSelector(selector);
  if (typeof test !== 'function') return fail(`error: ${test.problem}`);
  const texts: string[] = [];
  let missing: ToolResult | null = null;
  for (const { kind, names } of wanted) {
    for (const name of names.length === 0 ? [''] : names) {
      const found = matching(world, kind, name).filter((item) => test(item.object));
      if (found.length === 0 && name !== '')
        missing = notFound(kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`, name);
      texts.push(...found.map((item) => describeItem(world, kind, item)));
    }
  }
  if (texts.length === 0)
    return missing ?? { stdout: '', stderr: 'No resources found in shop namespace.\n', exitCode: 0, actions: [] };
  return { ...out(texts.join('\n\n\n')), stderr: missing?.stderr ?? '', exitCode: missing === null ? 0 : 1 };
}

/** The object of that name, else those whose names begin with it. */
function matching(world: World, kind: Kind, name: string): Item[] {
  const { found } = lookUp(world, [{ kind, names: [] }]);
  const items = found[0]!.items;
  const exact = items.filter(({ object }) => object.metadata.name === name);
  return exact.length > 0 ? exact : items.filter(({ object }) => object.metadata.name.startsWith(name));
}

/** Kinds without a describer of their own are shown as kubectl shows custom resources: their fields. */
function describeItem(world: World, kind: Kind, { object }: Item): string {
  return BY_KIND[kind.kind]?.(world, object.metadata.name) ?? toYaml(object);
}

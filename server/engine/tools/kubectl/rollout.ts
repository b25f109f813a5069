import type { DeploymentView } from '../../inspect.ts';
import { podSetName } from '../../services/build-services.ts';
import type { World } from '../../world.ts';
import { isProblem, parseFlags, type ParsedFlags } from '../flags.ts';
import { rollbackBlocked } from '../rollback-guard.ts';
import { fail, out, type ToolContext, type ToolResult } from '../tool.ts';
import { columns } from './columns.ts';
import { joined } from './joined.ts';
import { imageOf } from './kube-object.ts';
import { badFlag, denied, forbidden, refusedWrite } from './refusals.ts';
import { deploymentOf, readWorkloads, type Workload } from './workload.ts';

const VERBS = ['history', 'pause', 'restart', 'resume', 'status', 'undo'] as const;

/** What kubectl says when the kind has no roll-outs. */
const CANNOT: Record<(typeof VERBS)[number], (kind: string, name: string) => string> = {
  history: (kind) => `error: no history viewer has been implemented for "${kind}"`,
  pause: (kind, name) => `error: ${plural(kind)} "${name}" pausing is not supported`,
  restart: (kind, name) => `error: ${plural(kind)} "${name}" restarting is not supported`,
  resume: (kind, name) => `error: ${plural(kind)} "${name}" resuming is not supported`,
  status: (kind) => `error: no status viewer has been implemented for ${kind}`,
  undo: (kind) => `error: no rollbacker has been implemented for "${kind}"`,
};

export function rollout(world: World, ctx: ToolContext, argv: readonly string[]): ToolResult {
  const flags = parseFlags(
    argv,
    { 'to-revision': 'value', revision: 'value', timeout: 'value', watch: 'switch', selector: 'value' },
    { w: 'watch', l: 'selector' },
  );
  if (isProblem(flags)) return badFlag(flags, 'kubectl rollout');
  const [typed = '', ...words] = flags.words;
  const verb = VERBS.find((known) => known === typed);
  if (verb === undefined)
    return fail(
      typed === ''
        ? `Manage the rollout of one or many resources.\n\nAvailable Commands:\n${VERBS.map((known) => `  ${known}`).join('\n')}`
        : `error: unknown command "${typed}"\nSee 'kubectl rollout -h' for help and examples`,
    );
  const workloads = readWorkloads(world, ctx, words, flags.value('selector'), CANNOT[verb]);
  if ('refusal' in workloads) return workloads.refusal;
  return joined(workloads.map((workload) => one(world, ctx, verb, workload, flags)));
}

function one(
  world: World,
  ctx: ToolContext,
  verb: (typeof VERBS)[number],
  workload: Workload,
  flags: ParsedFlags,
): ToolResult {
  if (verb === 'restart') return restart(ctx, workload);
  if (workload.is !== 'service') return ofOthers(verb, workload);
  const deployment = deploymentOf(world, workload.name);
  if (verb === 'status') return status(deployment);
  if (verb === 'history') return history(deployment, flags.value('revision'));
  const refused = refusedWrite(ctx, 'patch', 'deployments', 'apps', workload.name);
  if (refused) return refused;
  if (verb === 'undo') return undo(world, deployment, flags.value('to-revision'));
  return verb === 'pause' ? pause(deployment) : resume(deployment);
}

function restart(ctx: ToolContext, { is, name, shown }: Workload): ToolResult {
  const resource = isSet(is) ? 'statefulsets' : 'deployments';
  const refused = refusedWrite(ctx, 'patch', resource, 'apps', name, RESTART_NEEDS[is]);
  if (refused) return refused;
  const said = `${shown} restarted`;
  switch (is) {
    case 'database':
      return out(said, [{ do: 'db.restart', db: name }]);
    case 'cache':
      return out(said, [{ do: 'cache.restart', cache: name }]);
    case 'edge':
      return out(said, [{ do: 'edge.restart', edge: name }]);
    case 'service':
      return out(said, [{ do: 'service.restart', service: name, pods: 'rolling' }]);
    case 'store':
      return forbidden(ctx, 'patch', resource, 'apps', { name });
  }
}

/** Stores are restarted only by those who may lose what they hold. */
const RESTART_NEEDS: Readonly<Partial<Record<Workload['is'], string>>> = {
  database: 'db:restart',
  cache: 'cache:write',
};

/** Kept by a stateful set. */
function isSet(is: Workload['is']): boolean {
  return is !== 'service' && is !== 'edge';
}

/** Databases and the edge are not rolled out by anybody on call. */
function ofOthers(verb: string, { is, name, shown }: Workload): ToolResult {
  if (verb === 'status')
    return out(
      is === 'edge'
        ? `deployment "${name}" successfully rolled out`
        : `statefulset rolling update complete 1 pods at revision ${podSetName(name, 'set')}...`,
    );
  if (verb === 'history')
    return out(
      `${shown} \n${columns([
        ['REVISION', 'CHANGE-CAUSE'],
        ['1', '<none>'],
      ])}\n`,
    );
  return isSet(is) && verb !== 'undo'
    ? fail(`error: statefulsets.apps "${name}" ${verb === 'pause' ? 'pausing' : 'resuming'} is not supported`)
    : fail(`error: no rollout history found for ${is === 'edge' ? 'deployment' : 'statefulset'} "${name}"`);
}

function status({ rollout: moving, renewing, service, replicas, updated, ready }: DeploymentView): ToolResult {
  const waiting = (what: string) => out(`Waiting for deployment "${service}" rollout to finish: ${what}...`);
  if ((renewing || (moving !== null && moving.state !== 'complete')) && updated < replicas)
    return waiting(`${updated} out of ${replicas} new replicas have been updated`);
  if (ready < replicas) return waiting(`${ready} of ${replicas} updated replicas are available`);
  return out(`deployment "${service}" successfully rolled out`);
}

function history(deployment: DeploymentView, wanted: string | undefined): ToolResult {
  const { service, revisions } = deployment;
  if (wanted === undefined || wanted === '0') {
    const rows = revisions.map(({ revision, version, summary, author }) => [
      String(revision),
      `${version}: ${summary} (${author})`,
    ]);
    return out(`deployment.apps/${service} \n${columns([['REVISION', 'CHANGE-CAUSE'], ...rows])}\n`);
  }
  const found = revisions.find(({ revision }) => String(revision) === wanted);
  if (!found) return fail('error: unable to find the specified revision');
  const hash = podSetName(service, found.version).slice(service.length + 1);
  return out(
    [
      `deployment.apps/${service} with revision #${wanted}`,
      'Pod Template:',
      `  Labels:\tapp=${service}`,
      `\tpod-template-hash=${hash}`,
      `  Annotations:\tkubernetes.io/change-cause: ${found.version}: ${found.summary}`,
      '  Containers:',
      `   ${service}:`,
      `    Image:\t${imageOf(service, found.version)}`,
      '    Port:\t8080/TCP',
      '    Host Port:\t0/TCP',
      '  Volumes:\t<none>',
    ].join('\n'),
  );
}

function undo(
  world: World,
  { service, revisions, version }: DeploymentView,
  toRevision: string | undefined,
): ToolResult {
  const wanted =
    toRevision === undefined || toRevision === '0'
      ? revisions.at(-2)
      : revisions.find((revision) => String(revision.revision) === toRevision);
  if (!wanted)
    return fail(
      toRevision === undefined || toRevision === '0'
        ? `error: no rollout history found for deployment "${service}"`
        : `error: unable to find specified revision ${toRevision} in history`,
    );
  const newest = revisions.at(-1);
  if (wanted.version === version && newest?.version === version)
    return out(
      `deployment.apps/${service} skipped rollback (current template already matches revision ${wanted.revision})`,
    );
  const blocked = rollbackBlocked(world, service);
  if (blocked) return denied('deploy-guard', blocked);
  return out(`deployment.apps/${service} rolled back`, [{ do: 'deploy.rollback', service, to: wanted.version }]);
}

function pause({ service, rollout: moving }: DeploymentView): ToolResult {
  if (moving?.state === 'halted') return fail(`error: deployments.apps "${service}" is already paused`);
  if (moving === null || moving.state === 'complete')
    return denied(
      'deploy-guard',
      `no rollout of ${service} is in progress; the pipeline refuses to pause a deployment at rest`,
    );
  return out(`deployment.apps/${service} paused`, [{ do: 'deploy.halt', service }]);
}

function resume({ service, rollout: moving }: DeploymentView): ToolResult {
  if (moving?.state !== 'halted') return fail(`error: deployments.apps "${service}" is not paused`);
  return denied('deploy-guard', `rollouts are the pipeline's; start one with: deploy start ${service} ${moving.to}`);
}

function plural(kind: string): string {
  return `${kind.toLowerCase()}s`;
}

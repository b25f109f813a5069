import type { DeploymentView } from '../../inspect.ts';
import type { World } from '../../world.ts';
import { isProblem, parseFlags } from '../flags.ts';
import { rollbackBlocked } from '../rollback-guard.ts';
import { table } from '../table.ts';
import { allowed, fail, out, type ToolContext, type ToolResult } from '../tool.ts';
import { badFlag, readDeployment, refusedWrite } from './object.ts';
import { readWorkload } from './workload.ts';

export function rollout(world: World, ctx: ToolContext, argv: readonly string[]): ToolResult {
  const flags = parseFlags(argv, { 'to-revision': 'value', watch: 'value', timeout: 'value', revision: 'value' });
  if (isProblem(flags)) return badFlag(flags);
  const [verb, ...words] = flags.words;
  if (!verb || !['status', 'history', 'undo', 'restart', 'pause', 'resume'].includes(verb))
    return fail(`error: unknown command "rollout ${verb ?? ''}"\nSee 'kubectl --help' for usage.`);
  if (verb === 'restart') return restart(world, ctx, words);
  const found = readDeployment(world, words);
  if ('refusal' in found) return found.refusal;
  const { deployment } = found;
  if (verb === 'status') return status(deployment);
  if (verb === 'history') return history(deployment);
  const refused = refusedWrite(ctx, 'patch', 'deployments', deployment.service);
  if (refused) return refused;
  const service = deployment.service;
  if (verb === 'pause') {
    if (!deployment.rollout) return fail(`error: deployments.apps "${service}" has no rollout in progress`);
    return out(`deployment.apps/${service} paused`, [{ do: 'deploy.halt', service }]);
  }
  if (verb === 'resume')
    return fail(
      `error: rollouts of ${service} are owned by the pipeline; start one with: deploy start ${service} VERSION`,
    );
  return undo(world, deployment, flags.value('to-revision'));
}

function restart(world: World, ctx: ToolContext, words: readonly string[]): ToolResult {
  const workload = readWorkload(world, words);
  if ('refusal' in workload) return workload.refusal;
  const { kind, name, shown } = workload;
  const refused =
    kind === 'database' && !allowed(ctx, 'db:restart')
      ? refusedWrite({ ...ctx, access: [] }, 'patch', 'statefulsets', name)
      : refusedWrite(ctx, 'patch', 'deployments', name);
  if (refused) return refused;
  if (kind === 'database') return out(`${shown} restarted`, [{ do: 'db.restart', db: name }]);
  if (kind === 'edge') return out(`${shown} restarted`, [{ do: 'edge.restart', edge: name }]);
  return out(`${shown} restarted`, [{ do: 'service.restart', service: name, pods: 'rolling' }]);
}

function status(deployment: DeploymentView): ToolResult {
  const { rollout: moving, service } = deployment;
  if (moving && moving.state !== 'complete') {
    const what = `${deployment.updated} out of ${deployment.replicas} new replicas have been updated`;
    return out(
      `Waiting for deployment "${service}" rollout to finish: ${what} (${moving.from} -> ${moving.to}, ${moving.state})...`,
    );
  }
  if (deployment.ready < deployment.replicas)
    return out(
      `Waiting for deployment "${service}" rollout to finish: ${deployment.ready} of ${deployment.replicas} updated replicas are available...`,
    );
  return out(`deployment "${service}" successfully rolled out`);
}

function history(deployment: DeploymentView): ToolResult {
  const rows = deployment.revisions.map((revision) => [
    String(revision.revision),
    `${revision.version}: ${revision.summary} (${revision.author})`,
  ]);
  return out(`deployment.apps/${deployment.service}\n${table(['REVISION', 'CHANGE-CAUSE'], rows)}\n`);
}

function undo(world: World, deployment: DeploymentView, toRevision: string | undefined): ToolResult {
  const { service, revisions } = deployment;
  const wanted =
    toRevision === undefined
      ? revisions.at(-2)
      : revisions.find((revision) => String(revision.revision) === toRevision);
  if (!wanted)
    return fail(
      toRevision === undefined
        ? `error: no rollout history found for deployment "${service}"`
        : `error: unable to find specified revision ${toRevision} in history`,
    );
  const blocked = rollbackBlocked(world, service);
  if (blocked)
    return fail(
      `Error from server (Forbidden): admission webhook "deploy-guard.shop.internal" denied the request: ${blocked}`,
    );
  return out(`deployment.apps/${service} rolled back`, [{ do: 'deploy.rollback', service, to: wanted.version }]);
}

import type { DeploymentView } from '../../inspect.ts';
import { deployments, pods } from '../../read.ts';
import { podSetName } from '../../services/build-services.ts';
import type { World } from '../../world.ts';
import { columns } from './columns.ts';
import { created, environmentLines, eventLines, fields, labelLines } from './describe-parts.ts';
import { imageOf, NAMESPACE } from './kube-object.ts';
import { clusterPods, imageOfPod } from './pod-kind.ts';
import { conditionsOf, wantedVersion } from './workload-kinds.ts';

export function describeDeployment(world: World, name: string): string {
  const deployment = deployments(world).find(({ service }) => service === name);
  return deployment === undefined ? describeEdge(world, name) : describeService(world, deployment);
}

function describeService(world: World, deployment: DeploymentView): string {
  const { service, replicas, updated, ready, env } = deployment;
  const missing = Math.max(0, replicas - ready);
  const all = pods(world, service).filter((pod) => pod.phase !== 'Terminating').length;
  const port = world.spec.services.find(({ id }) => id === service)?.port ?? 8080;
  return [
    fields([
      ['Name', service],
      ['Namespace', NAMESPACE],
      ['CreationTimestamp', created(world)],
      ['Labels', labelLines({ app: service, team: deployment.team })],
      ['Annotations', annotations(deployment)],
      ['Selector', `app=${service}`],
      [
        'Replicas',
        `${replicas} desired | ${updated} updated | ${all} total | ${ready} available | ${missing} unavailable`,
      ],
      ['StrategyType', 'RollingUpdate'],
      ['MinReadySeconds', '0'],
      ['RollingUpdateStrategy', '25% max unavailable, 0 max surge'],
    ]),
    'Pod Template:',
    fields([['Labels', `app=${service}`]], '  '),
    '  Containers:',
    `   ${service}:`,
    fields(
      [
        ['Image', imageOf(service, wantedVersion(deployment))],
        ['Port', `${port}/TCP`],
        ['Host Port', '0/TCP'],
      ],
      '    ',
    ),
    environmentLines(env, '    '),
    'Conditions:',
    conditionTable(deployment),
    ...replicaSetLines(world, deployment),
    eventLines(world, service),
  ].join('\n');
}

/** Revision, and where the pipeline stands while it rolls out. */
function annotations({ revisions, rollout }: DeploymentView): string[] {
  const lines = [`deployment.kubernetes.io/revision: ${revisions.at(-1)?.revision ?? 1}`];
  if (rollout !== null)
    lines.push(
      `pipeline.shop.internal/rollout: ${rollout.from} -> ${rollout.to}, ${rollout.state}, wave ${rollout.wave} of ${rollout.waves}`,
    );
  return lines;
}

function conditionTable(deployment: DeploymentView): string {
  const rows = conditionsOf(deployment).map(({ type, status, reason }) => [type, status, reason].map(String));
  return columns([['Type', 'Status', 'Reason'], ['----', '------', '------'], ...rows], '  ');
}

function replicaSetLines(world: World, deployment: DeploymentView): string[] {
  const { service } = deployment;
  const newest = wantedVersion(deployment);
  const mine = pods(world, service).filter((pod) => pod.phase !== 'Terminating');
  const count = (version: string) => mine.filter((pod) => pod.version === version).length;
  const old = [...new Set(mine.map((pod) => pod.version))].filter((version) => version !== newest);
  const shown = (version: string) =>
    `${podSetName(service, version)} (${count(version)}/${count(version)} replicas created)`;
  return [
    fields([
      ['OldReplicaSets', old.length === 0 ? '<none>' : old.map(shown).join(', ')],
      ['NewReplicaSet', shown(newest)],
    ]),
  ];
}

function describeEdge(world: World, name: string): string {
  const mine = clusterPods(world).filter((pod) => pod.service === name);
  const ready = mine.filter((pod) => pod.ready).length;
  return [
    fields([
      ['Name', name],
      ['Namespace', NAMESPACE],
      ['CreationTimestamp', created(world)],
      ['Labels', `app=${name}`],
      ['Selector', `app=${name}`],
      [
        'Replicas',
        `${mine.length} desired | ${mine.length} updated | ${mine.length} total | ${ready} available | ${mine.length - ready} unavailable`,
      ],
    ]),
    'Pod Template:',
    '  Containers:',
    `   ${name}:`,
    fields(
      [
        ['Image', mine[0] ? imageOfPod(mine[0]) : '<none>'],
        ['Port', '443/TCP'],
      ],
      '    ',
    ),
    '    Mounts:',
    '      /etc/edge/tls from tls (ro)',
    eventLines(world, name),
  ].join('\n');
}

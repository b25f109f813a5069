import { events, pods } from '../../read.ts';
import type { World } from '../../world.ts';
import { table } from '../table.ts';
import { fail, out, type ToolContext, type ToolResult } from '../tool.ts';
import { age, isoTime } from '../when.ts';
import { findDeployment, KINDS, notFound, unknownKind } from './object.ts';

export function describe(world: World, _ctx: ToolContext, argv: readonly string[]): ToolResult {
  const [typed = '', name] = argv.flatMap((word) => word.split('/'));
  const kind = KINDS[typed];
  if (!kind) return unknownKind(typed);
  if (!name) return fail('error: resource(s) were provided, but no name was specified');
  if (kind === 'pods') return describePod(world, name);
  if (kind === 'deployments') return describeDeployment(world, name);
  return fail(`error: describe knows pods and deployments here, not ${typed}`);
}

function describePod(world: World, name: string): ToolResult {
  const pod = pods(world).find((other) => other.name === name);
  if (!pod) return notFound('pods', name);
  return out(
    [
      field('Name', pod.name),
      field('Namespace', 'shop'),
      field('Node', pod.node),
      field('Start Time', isoTime(world.spec.startsAtMs + pod.startedAtS * 1000)),
      field('Labels', `app=${pod.service},version=${pod.version}`),
      field('Status', pod.phase),
      field('IP', pod.ip),
      'Containers:',
      `  ${pod.service}:`,
      `    Image:          registry.internal/${pod.service}:${pod.version}`,
      `    Ready:          ${pod.ready ? 'True' : 'False'}`,
      `    Restart Count:  ${pod.restarts}`,
      `    Usage:          cpu ${Math.round(pod.cpu * 100)}%, memory ${Math.round(pod.memoryMiB)}Mi`,
      '    Readiness:      http-get http://:8080/healthz delay=5s timeout=1s period=5s #success=2 #failure=3',
      ...eventLines(world, pod.name),
    ].join('\n'),
  );
}

function describeDeployment(world: World, name: string): ToolResult {
  const deployment = findDeployment(world, name);
  if (!deployment) return notFound('deployments.apps', name);
  const rollout = deployment.rollout;
  return out(
    [
      field('Name', deployment.service),
      field('Namespace', 'shop'),
      field('Labels', `app=${deployment.service},team=${deployment.team}`),
      field(
        'Replicas',
        `${deployment.replicas} desired | ${deployment.updated} updated | ${deployment.ready} available | ${Math.max(0, deployment.replicas - deployment.ready)} unavailable`,
      ),
      field('Image', `registry.internal/${deployment.service}:${deployment.version}`),
      field(
        'Rollout',
        rollout
          ? `${rollout.from} -> ${rollout.to}, ${rollout.state}, wave ${rollout.wave} of ${rollout.waves}`
          : 'complete',
      ),
      'Environment:',
      ...Object.entries(deployment.env).map(([key, value]) => `  ${key}:  ${value}`),
      ...eventLines(world, deployment.service),
    ].join('\n'),
  );
}

function eventLines(world: World, object: string): string[] {
  const mine = events(world)
    .filter((event) => event.object === object)
    .slice(-10);
  if (mine.length === 0) return ['Events:             <none>'];
  return [
    'Events:',
    table(
      ['  Type', 'Reason', 'Age', 'Message'],
      mine.map((event) => [`  ${event.type}`, event.reason, age(world.nowS - event.atS), event.message]),
    ),
  ];
}

function field(name: string, value: string): string {
  return `${`${name}:`.padEnd(20)}${value}`;
}

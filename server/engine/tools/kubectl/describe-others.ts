import { deployments, jobs } from '../../read.ts';
import type { World } from '../../world.ts';
import { columns } from './columns.ts';
import { cpuOf } from './cluster-kinds.ts';
import { configFile } from './config-file.ts';
import { created, eventLines, fields, labelLines, longTime } from './describe-parts.ts';
import { NAMESPACE } from './kube-object.ts';
import { addressesOf, EDGE_ADDRESS, endpointsText, serviceKind } from './network-kinds.ts';

export function describeHpa(world: World, name: string): string {
  const { autoscaler, replicas } = deployments(world).find(({ service }) => service === name)!;
  const { min, max, targetCpu, desired, enabled } = autoscaler!;
  const cpu = cpuOf(world, name);
  const target = Math.round(targetCpu * 100);
  const limited = replicas >= max && (cpu ?? 0) > target;
  const conditions = [
    [
      'AbleToScale',
      enabled ? 'True' : 'False',
      enabled ? 'ReadyForNewScale' : 'ScalingDisabled',
      enabled ? 'recommended size matches current size' : 'the autoscaler is switched off',
    ],
    cpu === null
      ? [
          'ScalingActive',
          'False',
          'FailedGetResourceMetric',
          'the HPA was unable to compute the replica count: no metrics returned from resource metrics API',
        ]
      : [
          'ScalingActive',
          'True',
          'ValidMetricFound',
          'the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
        ],
    limited
      ? [
          'ScalingLimited',
          'True',
          'TooManyReplicas',
          'the desired replica count is more than the maximum replica count',
        ]
      : ['ScalingLimited', 'False', 'DesiredWithinRange', 'the desired count is within the acceptable range'],
  ];
  return [
    fields([
      ['Name', name],
      ['Namespace', NAMESPACE],
      ['Labels', `app=${name}`],
      ['Annotations', '<none>'],
      ['CreationTimestamp', created(world)],
      ['Reference', `Deployment/${name}`],
      ['Metrics', '( current / target )'],
      [
        '  resource cpu on pods  (as a percentage of request)',
        `${cpu === null ? '<unknown>' : `${cpu}%`} / ${target}%`,
      ],
      ['Min replicas', String(min)],
      ['Max replicas', String(max)],
      ['Deployment pods', `${replicas} current / ${desired} desired`],
    ]),
    'Conditions:',
    columns([['Type', 'Status', 'Reason', 'Message'], ['----', '------', '------', '-------'], ...conditions], '  '),
    eventLines(world, name),
  ].join('\n');
}

export function describeService(world: World, name: string): string {
  const item = serviceKind.list(world).find(({ object }) => object.metadata.name === name)!;
  const [, type = '', ip = '', external = '', ports = ''] = item.cells;
  const { ready } = addressesOf(world, name);
  const port = ports.replace(/[:/].*/, '');
  return [
    fields([
      ['Name', name],
      ['Namespace', NAMESPACE],
      ['Labels', `app=${name}`],
      ['Annotations', '<none>'],
      ['Selector', `app=${name}`],
      ['Type', type],
      ['IP Family Policy', 'SingleStack'],
      ['IP Families', 'IPv4'],
      ['IP', ip],
      ...(type === 'LoadBalancer' ? ([['LoadBalancer Ingress', external]] as const) : []),
      ['Port', `main  ${port}/TCP`],
      ['TargetPort', `${port}/TCP`],
      ['Endpoints', endpointsText(ready)],
      ['Session Affinity', 'None'],
    ]),
    'Events:  <none>',
  ].join('\n');
}

export function describeCronJob(world: World, name: string): string {
  const job = jobs(world).find(({ id }) => id === name)!;
  const spec = world.spec.jobs.find(({ id }) => id === name)!;
  return [
    fields([
      ['Name', name],
      ['Namespace', NAMESPACE],
      ['Labels', labelLines({ app: job.service, job: name })],
      ['Annotations', '<none>'],
      ['Schedule', job.schedule],
      ['Concurrency Policy', 'Forbid'],
      ['Suspend', job.paused ? 'True' : 'False'],
      ['Successful Job History Limit', '3'],
      ['Failed Job History Limit', '1'],
    ]),
    'Pod Template:',
    '  Containers:',
    `   ${name}:`,
    fields(
      [
        ['Image', `registry.internal/${job.service}:latest`],
        ['Command', ['/app/bin/run-job', name]],
      ],
      '    ',
    ),
    '    Environment:',
    fields(
      [
        ['PGAPPNAME', spec.applicationName],
        ['PGUSER', spec.user],
      ],
      '      ',
    ),
    fields([
      ['Last Schedule Time', job.startedAtS === null ? '<unset>' : longTime(world, job.startedAtS)],
      ['Active Jobs', job.running ? name : '<none>'],
    ]),
    eventLines(world, name),
  ].join('\n');
}

export function describeConfigMap(world: World, name: string): string {
  const service = name.replace(/-config$/, '');
  return [
    fields([
      ['Name', name],
      ['Namespace', NAMESPACE],
      ['Labels', `app=${service}`],
      ['Annotations', '<none>'],
    ]),
    '\nData\n====\nservice.yaml:\n----',
    configFile(world.spec, service),
    '\nBinaryData\n====\n\nEvents:  <none>',
  ].join('\n');
}

export function describeIngress(world: World, name: string): string {
  const edge = world.spec.edge!;
  const tls = edge.hosts.map(({ host, certificate }) => `  ${certificate}-tls terminates ${host}`);
  const rows = edge.hosts.flatMap(({ host }) => [
    [host, '', ''],
    ['', '/', `${name}:8080 (${endpointsText(addressesOf(world, name).ready)})`],
  ]);
  return [
    fields([
      ['Name', name],
      ['Labels', `app=${name}`],
      ['Namespace', NAMESPACE],
      ['Address', EDGE_ADDRESS],
      ['Ingress Class', edge.id],
      ['Default backend', '<default>'],
    ]),
    'TLS:',
    ...tls,
    'Rules:',
    columns([['Host', 'Path', 'Backends'], ['----', '----', '--------'], ...rows], '  '),
    'Annotations:  <none>',
    'Events:       <none>',
  ].join('\n');
}

import type { DeploymentView } from '../inspect.ts';
import { deployments } from '../read.ts';
import type { World } from '../world.ts';
import { isProblem, parseFlags } from './flags.ts';
import { rollbackBlocked } from './rollback-guard.ts';
import { table } from './table.ts';
import { allowed, fail, out, type Tool, type ToolResult } from './tool.ts';
import { age, clockTime, isoTime } from './when.ts';

const USAGE = `Usage: deploy COMMAND SERVICE

  status [SERVICE]                what runs, what is rolling out, wave by wave
  history SERVICE                 revisions, newest first
  diff SERVICE [VERSION]          what a version changed
  start SERVICE VERSION           roll a version out in waves
  halt SERVICE                    stop the rollout where it stands
  rollback SERVICE [--to VERSION] [--force]

Examples:
  deploy status
  deploy history checkout
  deploy diff checkout`;

const COMMANDS = ['status', 'history', 'diff', 'start', 'halt', 'rollback'] as const;

/** The deploy pipeline's own command line. */
export const deploy: Tool = {
  name: 'deploy',
  summary: 'rollouts: status, history, halt, roll back',
  usage: USAGE,
  run: (world, ctx, argv) => {
    const flags = parseFlags(argv, { to: 'value', force: 'switch' }, { f: 'force' });
    if (isProblem(flags))
      return fail(
        `deploy: ${flags.why === 'unknown' ? `unknown flag ${flags.flag}` : `${flags.flag} needs a value`}\n${USAGE}`,
        2,
      );
    const [command, service, version] = flags.words;
    if (command === undefined) return out(USAGE);
    if (!COMMANDS.some((known) => known === command))
      return fail(`deploy: unknown command "${command}"; there are: ${COMMANDS.join(', ')}`, 2);
    const all = deployments(world);
    if (command === 'status' && service === undefined) return out(statusTable(world, all));
    if (service === undefined)
      return fail(`deploy ${command}: which service? There are: ${all.map((other) => other.service).join(', ')}`, 2);
    const deployment = all.find((other) => other.service === service);
    if (!deployment)
      return fail(`deploy: no service "${service}"; there are: ${all.map((other) => other.service).join(', ')}`, 2);
    if (command === 'status') return out(statusTable(world, [deployment]));
    if (command === 'history') return out(history(world, deployment));
    if (command === 'diff') return diff(world, deployment, version);
    if (!allowed(ctx, 'deploy:write'))
      return fail(
        `deploy: permission denied: ${ctx.env['USER'] ?? 'oncall'} may not ${command} ${service} (needs the role "releaser")`,
        1,
      );
    if (command === 'start') return start(world, deployment, version);
    if (command === 'halt') return halt(deployment);
    return rollback(world, deployment, flags.value('to'), flags.on('force'));
  },
  complete: (world, _ctx, argv) => {
    if (argv.length <= 1) return [...COMMANDS];
    if (argv.length === 2) return deployments(world).map((deployment) => deployment.service);
    if (argv[0] === 'rollback' && argv.at(-2) !== '--to') return ['--to', '--force'];
    return (
      deployments(world)
        .find((deployment) => deployment.service === argv[1])
        ?.revisions.map((revision) => revision.version) ?? []
    );
  },
};

function statusTable(world: World, all: readonly DeploymentView[]): string {
  return table(
    ['SERVICE', 'VERSION', 'READY', 'ROLLOUT', 'NEXT'],
    all.map(({ service, version, ready, replicas, updated, rollout }) => [
      service,
      version,
      `${ready}/${replicas}`,
      rollout && rollout.state !== 'complete'
        ? `${rollout.from} -> ${rollout.to} ${rollout.state}, wave ${rollout.wave}/${rollout.waves}, ${updated}/${replicas} pods`
        : '-',
      rollout?.nextWaveAtS != null ? `wave ${rollout.wave + 1} in ${age(rollout.nextWaveAtS - world.nowS)}` : '-',
    ]),
  );
}

function history(world: World, deployment: DeploymentView): string {
  const rows = [...deployment.revisions]
    .reverse()
    .map((revision) => [
      String(revision.revision),
      revision.version,
      when(world, revision.atS),
      revision.author,
      revision.summary,
    ]);
  return table(['REV', 'VERSION', 'WHEN', 'AUTHOR', 'WHAT'], rows);
}

/** The clock alone for today's, the date too for what is older. */
function when(world: World, atS: number): string {
  const ms = world.spec.startsAtMs + atS * 1000;
  const old = world.nowS - atS > 86_400;
  return `${old ? isoTime(ms) : clockTime(ms)} (${age(world.nowS - atS)} ago)`;
}

function diff(
  world: World,
  deployment: DeploymentView,
  version = deployment.rollout?.to ?? deployment.version,
): ToolResult {
  const commit = world.spec.services.find((spec) => spec.id === deployment.service)?.versions[version]?.commit;
  if (!commit) return fail(`deploy diff: no commit is recorded for ${deployment.service} ${version}`);
  return out(
    [
      `commit ${commit.sha}`,
      `Author: ${commit.author}`,
      '',
      `    ${commit.message}`,
      '',
      commit.diff ?? '(no diff recorded)',
    ].join('\n'),
  );
}

function start(world: World, deployment: DeploymentView, version: string | undefined): ToolResult {
  const known = Object.keys(world.spec.services.find((spec) => spec.id === deployment.service)?.versions ?? {});
  // What was built and never ran is not told: the next bad release would be among it.
  const ran = [...new Set(deployment.revisions.map((revision) => revision.version))];
  if (version === undefined || !known.includes(version))
    return fail(
      `deploy start: ${deployment.service} has no version "${version ?? ''}"; it has run ${ran.join(', ')}`,
      2,
    );
  if (deployment.rollout && deployment.rollout.state !== 'complete')
    return fail(
      `deploy start: ${deployment.service} is already rolling out ${deployment.rollout.to} (${deployment.rollout.state}); halt or roll back first`,
    );
  if (deployment.version === version) return fail(`deploy start: ${deployment.service} already runs ${version}`);
  // Back to an earlier version is a roll-back by another name.
  const blocked = deployment.revisions.some((revision) => revision.version === version)
    ? rollbackBlocked(world, deployment.service)
    : null;
  if (blocked) return fail(`deploy start: refused: ${blocked}`);
  return out(`${deployment.service}: rolling out ${version} in waves. Watch: deploy status ${deployment.service}`, [
    { do: 'deploy.start', service: deployment.service, version },
  ]);
}

function halt(deployment: DeploymentView): ToolResult {
  if (!deployment.rollout || deployment.rollout.state !== 'progressing')
    return fail(`deploy halt: nothing of ${deployment.service} is rolling out`);
  return out(
    `${deployment.service}: halted at wave ${deployment.rollout.wave} of ${deployment.rollout.waves}; ${deployment.updated} pods stay on ${deployment.rollout.to}`,
    [{ do: 'deploy.halt', service: deployment.service }],
  );
}

function rollback(world: World, deployment: DeploymentView, to: string | undefined, force: boolean): ToolResult {
  const { service, revisions } = deployment;
  const target = to ?? revisions.at(-2)?.version;
  if (target === undefined) return fail(`deploy rollback: ${service} has no earlier revision`);
  if (!revisions.some((revision) => revision.version === target))
    return fail(`deploy rollback: ${service} never ran "${target}"; try: deploy history ${service}`, 2);
  const blocked = rollbackBlocked(world, service);
  if (blocked && !force)
    return fail(
      `deploy rollback: refused: ${blocked}\nUse --force only if you know that the old version can run on the new schema.`,
    );
  return out(`${service}: rolling back to ${target}${blocked ? ' (forced)' : ''}. Watch: deploy status ${service}`, [
    { do: 'deploy.rollback', service, to: target, ...(blocked ? { force: true } : {}) },
  ]);
}

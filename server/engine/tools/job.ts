import { jobs } from '../read.ts';
import { table } from './table.ts';
import { allowed, fail, out, type Tool } from './tool.ts';
import { age } from './when.ts';

const USAGE =
  'Usage: job list | job status NAME | job pause NAME | job resume NAME\n\nPausing keeps a job from starting; sessions that it holds already stay until they end or are ended.\n\nExamples:\n  job list';

/** Scheduled jobs. */
export const job: Tool = {
  name: 'job',
  summary: 'scheduled jobs: list, pause, resume',
  usage: USAGE,
  run: (world, ctx, argv) => {
    const [command, name] = argv;
    const all = jobs(world);
    const row = (item: (typeof all)[number]) => [
      item.id,
      item.service,
      item.schedule,
      item.paused ? 'paused' : item.running ? 'running' : 'scheduled',
      item.startedAtS === null || !item.running ? '-' : age(world.nowS - item.startedAtS),
      String(item.sessions),
    ];
    const show = (items: typeof all) =>
      out(table(['JOB', 'SERVICE', 'SCHEDULE', 'STATE', 'FOR', 'SESSIONS'], items.map(row)));
    if (command === undefined || command === 'list') return show(all);
    if (!['status', 'pause', 'resume'].includes(command)) return fail(`job: unknown command "${command}"\n${USAGE}`, 2);
    const found = all.find((item) => item.id === name);
    if (!found) return fail(`job: no job "${name ?? ''}"; there are: ${all.map((item) => item.id).join(', ')}`, 2);
    if (command === 'status') return show([found]);
    if (!allowed(ctx, 'job:write'))
      return fail(`job: permission denied: ${ctx.env['USER'] ?? 'oncall'} may not ${command} ${found.id}`);
    if (command === 'pause')
      return found.paused
        ? out(`${found.id} was already paused`)
        : out(`${found.id} paused; ${found.sessions} sessions it holds stay open`, [
            { do: 'job.pause', job: found.id },
          ]);
    return found.paused
      ? out(`${found.id} resumed`, [{ do: 'job.resume', job: found.id }])
      : out(`${found.id} was not paused`);
  },
  complete: (world, _ctx, argv) =>
    argv.length <= 1 ? ['list', 'status', 'pause', 'resume'] : jobs(world).map((item) => item.id),
};

import { pods } from '../../read.ts';
import { logLines } from '../../telemetry/logs.ts';
import type { World } from '../../world.ts';
import { isProblem, parseFlags } from '../flags.ts';
import { logText } from '../log-text.ts';
import { fail, out, type ToolContext, type ToolResult } from '../tool.ts';
import { readDuration } from '../when.ts';
import { badFlag, findDeployment, notFound } from './object.ts';

/** `kubectl logs POD` or `deployment/NAME` (kubectl picks one pod of it, and says which). */
export function podLogs(world: World, _ctx: ToolContext, argv: readonly string[]): ToolResult {
  const flags = parseFlags(
    argv,
    {
      tail: 'value',
      since: 'value',
      follow: 'switch',
      previous: 'switch',
      selector: 'value',
      prefix: 'switch',
      container: 'value',
      timestamps: 'switch',
    },
    { f: 'follow', p: 'previous', c: 'container', l: 'selector' },
  );
  if (isProblem(flags)) return badFlag(flags);
  if (flags.on('follow'))
    return fail('error: following is not available in this terminal; use --since 1m and run it again');
  const app = /^app={1,2}([\w-]+)$/.exec(flags.value('selector') ?? '')?.[1];
  const target = app === undefined ? flags.words[0] : `deployment/${app}`;
  if (target === undefined) return fail("error: expected 'logs [-f] [-p] (POD | TYPE/NAME)'");
  const name = target.includes('/') ? target.slice(target.indexOf('/') + 1) : target;
  const grouped = /^(deploy|deployment|deployments)(\.apps)?\//.test(target);
  if (grouped && !findDeployment(world, name)) return notFound('deployments.apps', name);
  const mine = grouped ? pods(world, name) : pods(world).filter((pod) => pod.name === name);
  const pod = mine[0];
  if (!pod) return notFound('pods', name);
  const sinceS = readDuration(flags.value('since') ?? '10m');
  if (sinceS === null) return fail(`error: invalid argument "${flags.value('since')}" for "--since" flag`);
  const limit = Number(flags.value('tail') ?? (grouped ? 40 : 200));
  if (!Number.isInteger(limit) || limit < -1)
    return fail(`error: invalid argument "${flags.value('tail')}" for "--tail" flag`);
  // With a selector kubectl reads every pod; with deployment/NAME it picks one and says so.
  const lines = logLines(world, {
    service: pod.service,
    ...(app === undefined ? { pod: pod.name } : {}),
    fromS: world.nowS - sinceS,
    toS: world.nowS,
    limit: limit < 0 ? 2000 : limit,
  });
  const note =
    grouped && app === undefined && mine.length > 1 ? `Found ${mine.length} pods, using pod/${pod.name}\n` : '';
  return { ...out(lines.map((line) => logText(world, line)).join('\n')), stderr: note };
}

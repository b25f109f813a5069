import { logLines } from '../telemetry/logs.ts';
import type { LogLine } from '../inspect.ts';
import { isProblem, parseFlags } from './flags.ts';
import { logText } from './log-text.ts';
import { fail, out, type Tool } from './tool.ts';
import { readDuration } from './when.ts';

const LEVELS = ['debug', 'info', 'warn', 'error', 'fatal'] as const;
const USAGE =
  'Usage: logs SERVICE [--since 10m] [--level warn] [--grep TEXT] [--pod POD] [--limit 50]\n\nNewest last. --level shows that level and worse; --grep is plain text, any case.';

/** All replicas' lines of one service together, searched. */
export const logs: Tool = {
  name: 'logs',
  summary: 'search a service’s logs across its pods',
  usage: USAGE,
  run: (world, _ctx, argv) => {
    const flags = parseFlags(
      argv,
      { since: 'value', level: 'value', grep: 'value', pod: 'value', limit: 'value', follow: 'switch' },
      { n: 'limit', f: 'follow' },
    );
    if (isProblem(flags))
      return fail(
        `logs: ${flags.why === 'unknown' ? `unknown flag ${flags.flag}` : `${flags.flag} needs a value`}\n${USAGE}`,
        2,
      );
    if (flags.on('follow'))
      return fail('logs: following is not available in this terminal; use --since 1m and run it again', 2);
    const service = flags.words[0];
    const known = [
      ...world.spec.services.map((spec) => spec.id),
      ...world.spec.databases.map((spec) => spec.id),
      ...(world.spec.edge ? [world.spec.edge.id] : []),
    ];
    if (service === undefined) return fail(USAGE, 2);
    if (!known.includes(service)) return fail(`logs: no service "${service}"; there are: ${known.join(', ')}`, 2);
    const sinceS = readDuration(flags.value('since') ?? '10m');
    const limit = Number(flags.value('limit') ?? 50);
    const least = LEVELS.findIndex((level) => level === (flags.value('level') ?? 'debug'));
    if (sinceS === null) return fail(`logs: --since takes a duration such as 10m, not "${flags.value('since')}"`, 2);
    if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
      return fail('logs: --limit takes a whole number from 1 to 1000', 2);
    if (least < 0) return fail(`logs: --level is one of ${LEVELS.join(', ')}`, 2);
    const wanted = flags.value('grep')?.toLowerCase();
    const matches = (line: LogLine) =>
      LEVELS.indexOf(line.level) >= least &&
      (wanted === undefined || logText(world, line).toLowerCase().includes(wanted));
    const pod = flags.value('pod');
    const lines = logLines(world, {
      service,
      ...(pod === undefined ? {} : { pod }),
      fromS: world.nowS - sinceS,
      toS: world.nowS,
      limit: 5000,
    }).filter(matches);
    if (lines.length === 0)
      return { ...out(''), stderr: `logs: no line matches in the last ${flags.value('since') ?? '10m'}\n` };
    const shown = lines.slice(-limit).map((line) => `${line.pod} ${logText(world, line)}`);
    return {
      ...out(shown.join('\n')),
      stderr:
        lines.length > limit ? `logs: ${lines.length} lines match, the newest ${limit} are shown (--limit)\n` : '',
    };
  },
  complete: (world) => [...world.spec.services.map((spec) => spec.id), '--since', '--level', '--grep', '--limit'],
};

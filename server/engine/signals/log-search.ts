import type { LogPage, LogSearch } from '../../protocol/signals.ts';
import type { World } from '../world.ts';
import { logLines } from '../telemetry/logs.ts';

export function searchLogs(world: World, { service, level, fromS, toS, limit }: LogSearch): LogPage {
  const lines = logLines(world, {
    ...(service === null ? {} : { service }),
    ...(level === null ? {} : { level }),
    fromS,
    toS,
    limit,
  }).map((line, i) => ({
    ...line,
    id: String(i),
    atS: Math.floor(line.atS),
    ms: Math.round((line.atS % 1) * 1000),
    trace: null,
  }));
  return { atS: world.nowS, lines, total: lines.length, buckets: [], bucketS: 60, patterns: [], problem: null };
}

import type { VersionSpec } from '../spec.ts';
import { STATUS } from '../services/station.ts';
import type { World } from '../world.ts';
import type { Moment } from './log-moment.ts';
import { increase } from './log-moment.ts';

/** Errors that a version itself answered in a window, with the line it writes for them. */
export function versionErrors(moment: Moment, service: string): { version: string; count: number; text: string }[] {
  const { world } = moment;
  const spec = world.spec.services.find(({ id }) => id === service)!;
  return Object.entries(spec.versions).flatMap(([version, code]) => {
    const texts = textsOf(world, service, version, code);
    if (texts.length === 0) return [];
    let count = 0;
    for (const status of STATUS) {
      // 503 and 504 are those of pools and timeouts, which speak for themselves.
      if (status !== 200 && texts.some((text) => text.status === status)) {
        count += increase(moment, 'http_requests_by_version_total', { service, version, code: String(status) });
      }
    }
    return count > 0 ? texts.map(({ text }) => ({ version, count: count / texts.length, text })) : [];
  });
}

function textsOf(
  world: World,
  service: string,
  version: string,
  code: VersionSpec,
): { text: string; status: number }[] {
  const texts = Object.values(code.errors ?? {}).map(({ log, status }) => ({ text: log, status }));
  const missing = code.needsEnv?.[0];
  if (missing !== undefined && texts.length === 0)
    texts.push({
      text: `Error: required environment variable ${missing} is not set\n    at loadConfig (/app/config.js:41:11)`,
      status: 500,
    });
  const pool = world.spec.services.find(({ id }) => id === service)?.pool;
  const schema = world.databases.find(({ id }) => id === pool?.db)?.schemaVersion;
  if (code.schema !== undefined && schema !== code.schema.needs)
    texts.push({ text: code.schema.log, status: code.schema.status });
  for (const trip of world.services.find(({ id }) => id === service)?.trips ?? []) {
    if (trip.version === version || trip.version === '*') texts.push({ text: trip.log, status: trip.status });
  }
  const seen = new Set<string>();
  return texts.filter(({ text }) => !seen.has(text) && seen.add(text));
}

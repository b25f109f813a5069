import type { VersionSpec } from '../spec.ts';
import type { World } from '../world.ts';

/**
 * The lines that a version writes for its own errors, with the status it answers. 503 and 504 of pools and time-outs speak
 * for themselves and are not among them.
 */
export function versionTexts(
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

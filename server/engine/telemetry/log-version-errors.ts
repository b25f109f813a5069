import type { VersionSpec } from '../spec.ts';
import type { World } from '../world.ts';

export interface VersionText {
  text: string;
  status: number;
  /** Only pods whose environment has this value write it. */
  where?: { key: string; value: string | null };
}

/**
 * The lines that a version writes for its own errors, with the status it answers. 503 and 504 of pools and time-outs speak
 * for themselves and are not among them.
 */
export function versionTexts(world: World, service: string, version: string, code: VersionSpec): VersionText[] {
  const texts: VersionText[] = Object.values(code.errors ?? {}).map(({ log, status }) => ({ text: log, status }));
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
    if (trip.version === version || trip.version === '*')
      texts.push({ text: trip.log, status: trip.status, ...(trip.where && { where: trip.where }) });
  }
  const seen = new Set<string>();
  return texts.filter(({ text }) => !seen.has(text) && seen.add(text));
}

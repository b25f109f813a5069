import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ParBands, ParFile } from '../scoring/par.ts';
import type { Scenario } from './scenario.ts';

/**
 * The bands of this variant from the scenario's `par.json`; none when bots played another version of the scenario or
 * another engine, because their times would then be of another world.
 */
export function parOnDisk(
  scenario: Pick<Scenario, 'folder' | 'hash' | 'shippedHash' | 'variant'>,
  engine: string,
): ParBands {
  const path = join(scenario.folder, 'par.json');
  if (!existsSync(path)) return {};
  const par = JSON.parse(readFileSync(path, 'utf8')) as ParFile;
  return par.scenarioHash === (scenario.shippedHash ?? scenario.hash) && par.engine === engine
    ? (par.variants[scenario.variant.id] ?? {})
    : {};
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openVariants } from '../../server/cli/shelf.ts';
import { engineSimulation } from '../../server/drill/engine-simulation.ts';
import { readDrillFile, writeDrillFile } from '../../server/drill/drill-file.ts';
import { replay } from '../../server/drill/replay.ts';
import { ENGINE_VERSION } from '../../server/engine/version.ts';
import { scenarioFolders } from '../../server/scenario/list.ts';
import type { ParFile } from '../../server/scoring/par.ts';
import { initSql } from '../../server/sql/parse.ts';

/**
 * Recorded drills replay byte for byte, for ever. When one fails, the engine or the scenario has changed what people saw:
 * if that is meant, raise ENGINE_VERSION and record them anew (`npx tsx scripts/record-golden.ts`).
 */
beforeAll(() => initSql());

describe.each(scenarioFolders('scenarios'))('%s', (folder) => {
  const variants = openVariants(folder);
  const golden = join(folder, 'golden');
  const files = readdirSync(golden).filter((name) => name.endsWith('.jsonl'));

  it('has a golden drill of every variant', () => {
    expect([...new Set(files.map((name) => name.split('.')[0]))].sort()).toEqual(
      variants.map(({ variant }) => variant.id).sort(),
    );
  });

  it('has par bands of this very scenario and engine, for every variant', () => {
    const par = JSON.parse(readFileSync(join(folder, 'par.json'), 'utf8')) as ParFile;
    expect({ engine: par.engine, hash: par.scenarioHash }).toEqual({ engine: ENGINE_VERSION, hash: variants[0]!.hash });
    expect(Object.keys(par.variants).sort()).toEqual(variants.map(({ variant }) => variant.id).sort());
  });

  it.each(files)('%s replays to the same bytes', (name) => {
    const text = readFileSync(join(golden, name), 'utf8');
    const entries = readDrillFile(text);
    const result = replay(entries, (created) => {
      const scenario = variants.find(({ variant }) => variant.id === created.variant)!;
      expect({ engine: created.engine, scenario: created.scenarioHash }).toEqual({
        engine: ENGINE_VERSION,
        scenario: scenario.hash,
      });
      return { scenario, sim: engineSimulation(scenario, created.seed) };
    });
    expect(result.firstDifference).toBeUndefined();
    expect(result.matches).toBe(true);
    expect(writeDrillFile(entries)).toBe(text);
  });
});

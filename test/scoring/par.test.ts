import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parOnDisk } from '../../server/scenario/par-on-disk.ts';
import { parBands, parOf, type ParRun } from '../../server/scoring/par.ts';

const run = (seconds: number, more: { censored?: boolean; variant?: string } = {}): ParRun => ({
  bot: 'runbook-literal',
  variant: more.variant ?? 'report',
  seed: String(seconds),
  times: { TTM: { seconds, censored: more.censored ?? false } },
});

test('PAR-1 a band is the 10th, 50th and 90th percentile by nearest rank, per variant', () => {
  const runs = Array.from({ length: 10 }, (_, i) => run((i + 1) * 60));
  expect(parBands(runs)).toEqual({ TTM: { p10: 60, p50: 300, p90: 540, runs: 10 } });
  expect(parOf([run(60), run(600, { variant: 'leak' })])).toEqual({
    leak: { TTM: { p10: 600, p50: 600, p90: 600, runs: 1 } },
    report: { TTM: { p10: 60, p50: 60, p90: 60, runs: 1 } },
  });
});

test('PAR-2 a run that never got there counts as slower than every run that did', () => {
  const runs = [...Array.from({ length: 19 }, (_, i) => run(100 + i)), run(1, { censored: true })];
  expect(parBands(runs).TTM).toEqual({ p10: 101, p50: 109, p90: 117, runs: 20 });
});

test('PAR-3 there is no band when a percentile would fall on a run that never got there', () => {
  expect(parBands([run(100), run(1, { censored: true })])).toEqual({});
});

test('PAR-4 par.json counts only for the scenario and the engine that it was measured with', () => {
  const folder = mkdtempSync(join(tmpdir(), 'drillbook-par-'));
  const scenario = { folder, hash: 'abc', variant: { id: 'report', title: '', cause: '', runbook: '' } };
  expect(parOnDisk(scenario, '3')).toEqual({});
  const variants = { report: { TTM: { p10: 60, p50: 300, p90: 540, runs: 10 } } };
  const file = { scenario: 'x', scenarioHash: 'abc', engine: '3', bots: ['oracle'], variants };
  writeFileSync(join(folder, 'par.json'), JSON.stringify(file));
  expect(parOnDisk(scenario, '3')).toEqual(variants.report);
  expect(parOnDisk(scenario, '4')).toEqual({});
  expect(parOnDisk({ ...scenario, hash: 'abd' }, '3')).toEqual({});
  expect(parOnDisk({ ...scenario, variant: { ...scenario.variant, id: 'leak' } }, '3')).toEqual({});
  rmSync(folder, { recursive: true });
});

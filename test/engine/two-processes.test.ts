import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { digestWorld } from '../../server/engine/digest.ts';
import { play } from '../support/play.ts';
import { reportWorld } from '../support/reference-world.ts';

test('another process reaches the same digest', () => {
  const script = join(import.meta.dirname, '../support/print-digest.ts');
  const other = execFileSync(process.execPath, ['--import', 'tsx', script], { encoding: 'utf8' }).trim();
  expect(other).toBe(digestWorld(play(reportWorld(), { fault: 'report', forS: 400, seed: 'two processes' }).world));
});

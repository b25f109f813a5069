import { botShell } from '../../server/bots/bot-shell.ts';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openScenario } from '../../server/cli/shelf.ts';
import type { ShellHost } from '../../server/shell/host.ts';
import { initSql } from '../../server/sql/parse.ts';
import { badDeploy } from './investigations/bad-deploy.ts';
import { certificateExpiry } from './investigations/certificate-expiry.ts';
import { connectionPoolExhaustion } from './investigations/connection-pool-exhaustion.ts';
import { investigate, type Investigated } from './investigations/investigation.ts';
import { migrationLock } from './investigations/migration-lock.ts';
import { retryStorm } from './investigations/retry-storm.ts';
import { thirdPartyOutage } from './investigations/third-party-outage.ts';

const ROOT = join(import.meta.dirname, '../../scenarios');

let shell: ShellHost;
beforeAll(async () => {
  await initSql();
  shell = botShell();
});
afterAll(() => shell.close());

const ALL = [connectionPoolExhaustion, badDeploy, certificateExpiry, migrationLock, retryStorm, thirdPartyOutage];

describe.each(ALL.map((one) => [`${one.scenario}, ${one.variant}`, one] as const))('%s', (_, investigation) => {
  const scenario = openScenario(join(ROOT, investigation.scenario), investigation.variant);
  let first: Investigated;
  beforeAll(async () => {
    first = await investigate(scenario, investigation, shell);
  });

  test('each line answers what the next one follows from', () => {
    investigation.lines.forEach(([, line, says], i) => expect(first.outputs[i], `$ ${line}`).toMatch(says));
  });

  test('is as long as a person’s, and opens no runbook', () => {
    expect(investigation.lines.length).toBeGreaterThanOrEqual(15);
    expect(investigation.lines.length).toBeLessThanOrEqual(30);
    for (const [, line] of investigation.lines) expect(line).not.toMatch(/\brunbook\b/);
  });

  test('the service is restored', () => {
    expect(first.mitigated).toBe(true);
    expect(first.broken).toEqual([]);
  });

  test('typed again it gives the same digest', async () => {
    expect((await investigate(scenario, investigation, shell)).digest).toBe(first.digest);
  });
});

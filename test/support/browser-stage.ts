import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { launch, person, type Person } from './browser.ts';
import { startServerProcess, type ServerProcess } from './server-process.ts';

/** A server with an empty store, and a browser for each person. */
export interface BrowserStage<N extends string> {
  dataDir: string;
  server: ServerProcess;
  browser: Browser;
  people: Record<N, Person>;
}

/**
 * For a `describe` whose steps go on where the one before stopped: starts everything before the first, ends it after the
 * last, and skips what comes after a failure, which would only wait for what cannot come. `widths`: name → pixels.
 */
export function browserStage<N extends string>(chromium: string | null, widths: Record<N, number>): BrowserStage<N> {
  const stage = { people: {} } as BrowserStage<N>;
  let broken = false;

  beforeEach(({ skip }) => skip(broken, 'a step before this one failed'));
  afterEach(({ task }) => {
    broken ||= task.result?.state === 'fail';
  });
  beforeAll(async () => {
    stage.dataDir = mkdtempSync(join(tmpdir(), 'drillbook-e2e-'));
    [stage.server, stage.browser] = await Promise.all([startServerProcess(stage), launch(chromium!)]);
    for (const name of Object.keys(widths) as N[]) stage.people[name] = await person(stage.browser, name, widths[name]);
  }, 60_000);
  afterAll(async () => {
    await stage.browser?.close();
    await stage.server?.kill();
    rmSync(stage.dataDir, { recursive: true, force: true });
  });
  return stage;
}

/** Makes an invitation in the host's lobby and lets somebody in by it. */
export async function joinByLink(host: Person, who: Person, kind: 'fixer' | 'breaker' | 'facilitator'): Promise<void> {
  await host.page.getByRole('button', { name: `Make a ${kind} link` }).click();
  await who.page.goto(await host.page.getByLabel(`Invitation, ${kind}`).inputValue());
  await who.page.getByLabel('Your name').fill(who.name);
  await who.page.getByRole('button', { name: 'Join', exact: true }).click();
  await who.page.getByRole('heading', { name: 'Briefing' }).waitFor({ timeout: 20_000 });
}

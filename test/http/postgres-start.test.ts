import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../server/config.ts';
import { startServer } from '../../server/start.ts';
import { postgresPrograms, startPostgres } from '../support/postgres-server.ts';
import { Browser } from '../support/socket-pair.ts';

const programs = postgresPrograms();
const log = pino({ level: 'silent' });

/** Without PostgreSQL `test/store` says so, and fails in CI. */
describe.skipIf(programs === null)('the whole server on PostgreSQL', () => {
  it('keeps drills, people and sessions over a restart, and nothing in the data folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'drillbook-postgres-start-'));
    const database = await startPostgres(programs!);
    const config = readConfig({ PORT: '0', DATABASE_URL: database.url }, { data: join(folder, 'none') }, true);

    const first = await startServer(config, log);
    const browser = new Browser(first.url);
    await browser.ask('GET', new URL(first.link).pathname);
    const wish = { scenario: 'connection-pool-exhaustion', variant: null, seed: 'pg', mode: 'game-day', speed: 1 };
    const { drill } = (await browser.ask('POST', '/api/drills', { ...wish, timeboxMin: 40, hypothesis: null })).json;
    const port = Number(new URL(first.url).port);
    await first.stop();

    const second = await startServer({ ...config, port }, log);
    expect((await browser.ask('GET', '/api/health')).json).toMatchObject({ store: 'postgres', drills: 1 });
    expect((await browser.ask('GET', `/api/drills/${drill}`)).json).toMatchObject({
      state: 'lobby',
      mine: 'facilitator',
    });
    await second.stop();
    database.stop();
    rmSync(folder, { recursive: true });
  }, 60_000);
});

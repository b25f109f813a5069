import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDrillFile } from '../../server/drill/drill-file.ts';
import { startServerProcess, type ServerProcess } from '../support/server-process.ts';
import { Browser } from '../support/socket-pair.ts';
import { violations } from './history.ts';
import { Worker } from './load.ts';

const CYCLES = Number(process.env.CRASH_CYCLES ?? 2);
const FIXERS = 4;

describe('kill -9 of the real server under load', () => {
  it(
    `CRASH-1 ${CYCLES} times: nothing acknowledged is lost, doubled or out of order; the drill stands paused`,
    async () => {
      const dataDir = mkdtempSync(join(tmpdir(), 'drillbook-crash-'));
      let server = await startServerProcess({ dataDir });
      const port = Number(new URL(server.url).port);
      const { facilitator, lead, fixers, drill } = await runningDrill(server);
      let acknowledged = 0;

      for (let cycle = 0; cycle < CYCLES; cycle += 1) {
        const limit = acknowledged + 20 + ((cycle * 37) % 60);
        await new Promise<void>((resolve) => {
          const work = fixers.map((fixer) =>
            fixer.work(() => {
              acknowledged += 1;
              // In the middle of the others' commands.
              if (acknowledged === limit) server.process.kill('SIGKILL');
            }),
          );
          void Promise.all(work).then(() => resolve());
        });
        await server.kill();
        server = await startServerProcess({ dataDir, port });

        const joined = await lead.connect(server.url);
        expect(joined.kind === 'snapshot' && joined.view.clock).toMatchObject({
          state: 'paused',
          reason: expect.stringContaining('The server restarted'),
        });
        for (const fixer of fixers) {
          await fixer.connect(server.url);
          await fixer.resend();
        }
        const file = await facilitator.ask('GET', `/api/drills/${drill}/export`);
        const told = [lead, ...fixers].flatMap((worker) => worker.told);
        expect(violations(told, readDrillFile(file.text))).toEqual([]);
        expect(await lead.ask('drill.resume', {})).toMatchObject({ ok: true });
      }

      console.log(`${CYCLES} kills, ${acknowledged} acknowledged commands, 0 lost`);
      for (const worker of [lead, ...fixers]) worker.close();
      expect(await server.stop()).toBe(0);
      rmSync(dataDir, { recursive: true });
    },
    CYCLES * 20_000,
  );
});

interface RunningDrill {
  facilitator: Browser;
  /** The facilitator at the socket. */
  lead: Worker;
  fixers: Worker[];
  drill: string;
}

async function runningDrill(server: ServerProcess): Promise<RunningDrill> {
  const facilitator = new Browser(server.url);
  await facilitator.ask('GET', new URL(server.link).pathname);
  const wish = { scenario: 'connection-pool-exhaustion', variant: null, seed: 'crash', mode: 'game-day', speed: 1 };
  const created = await facilitator.ask('POST', '/api/drills', { ...wish, timeboxMin: 40, hypothesis: null });
  const { drill } = created.json;
  const { token } = (await facilitator.ask('POST', `/api/drills/${drill}/invites`, { kind: 'fixer' })).json;
  const fixers: Worker[] = [];
  for (let n = 0; n < FIXERS; n += 1) {
    const browser = new Browser(server.url);
    await browser.ask('POST', `/api/invites/${token}`, { name: `Fixer ${n}` });
    const fixer = new Worker(`fixer-${n}`, browser, drill);
    await fixer.connect(server.url);
    fixers.push(fixer);
  }
  const lead = new Worker('lead', facilitator, drill);
  await lead.connect(server.url);
  expect(await lead.ask('drill.start', {})).toMatchObject({ ok: true });
  return { facilitator, lead, fixers, drill };
}

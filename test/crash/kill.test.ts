import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AnyEntry } from '../../server/drill/entry.ts';
import { summaryOfLog } from '../../server/desk/status.ts';
import type { SeatKind } from '../../server/protocol/roles.ts';
import { openStore } from '../../server/store/open-store.ts';
import { startServerProcess, type ServerProcess } from '../support/server-process.ts';
import { Browser } from '../support/socket-pair.ts';
import * as hands from './hands.ts';
import { violations } from './history.ts';
import { Worker } from './load.ts';

const CYCLES = Number(process.env.CRASH_CYCLES ?? 2);

describe('kill -9 of the real server under load', () => {
  it(
    `CRASH-1 ${CYCLES} times: nothing acknowledged is lost, doubled or out of order; every drill stands paused`,
    async () => {
      const dataDir = mkdtempSync(join(tmpdir(), 'drillbook-crash-'));
      let server = await startServerProcess({ dataDir });
      const port = Number(new URL(server.url).port);
      const facilitator = new Browser(server.url);
      await facilitator.ask('GET', new URL(server.link).pathname);
      const day = await gameDay(server, facilitator);
      const people = [...day, ...(await tabletop(server, facilitator))];
      const [lead] = day as [Worker];
      let acknowledged = 0;

      for (let cycle = 0; cycle < CYCLES; cycle += 1) {
        const limit = acknowledged + 20 + ((cycle * 37) % 60);
        const onAcknowledged = () => {
          acknowledged += 1;
          // In the middle of the others' commands.
          if (acknowledged === limit) server.process.kill('SIGKILL');
        };
        await Promise.all(people.map((person) => person.work(onAcknowledged)));
        await server.kill();
        server = await startServerProcess({ dataDir, port });

        expect(statesOf(await everyLog(dataDir))).toEqual(['paused', 'paused']);

        for (const person of people) {
          await person.connect(server.url);
          await person.resend();
        }
        const told = people.flatMap((person) => person.told);
        expect(violations(told, await everyLog(dataDir))).toEqual([]);
        await lead.follow();
        // Refused when a resume was what it sent again.
        await lead.ask('drill.resume', {});
      }

      const branches = (await everyLog(dataDir)).length - 2;
      console.log(`${CYCLES} kills, ${acknowledged} acknowledged commands, ${branches} branches, 0 lost`);
      for (const person of people) person.close();
      expect(await server.stop()).toBe(0);
      rmSync(dataDir, { recursive: true });
    },
    60_000 + CYCLES * 20_000,
  );
});

/** Of every drill, as another process finds them on the disk. */
async function everyLog(dataDir: string): Promise<AnyEntry[][]> {
  const store = await openStore({ dataDir, databaseUrl: null }, () => undefined);
  const logs: AnyEntry[][] = [];
  for (const { id } of await store.drills()) logs.push(await store.read(id));
  await store.close();
  return logs;
}

function statesOf(logs: readonly AnyEntry[][]): string[] {
  return logs.map((log) => summaryOfLog(log, '').status.state).filter((state) => state !== 'ended');
}

/** The lead first. */
async function gameDay(server: ServerProcess, facilitator: Browser): Promise<Worker[]> {
  const wish = { scenario: 'connection-pool-exhaustion', variant: null, seed: 'crash', mode: 'game-day' };
  const drill = await created(facilitator, wish);
  const lead = new Worker('lead', facilitator, drill, hands.leadOfDay());
  await lead.connect(server.url);
  const others = [
    await seated(server, lead, drill, 'fixer', 'fixer-1', hands.fixer()),
    await seated(server, lead, drill, 'fixer', 'fixer-2', hands.fixer()),
    await seated(server, lead, drill, 'breaker', 'breaker', hands.breaker()),
    await seated(server, lead, drill, 'observer', 'observer', hands.observer()),
  ];
  expect(await lead.ask('drill.start', {})).toMatchObject({ ok: true });
  return [lead, ...others];
}

async function tabletop(server: ServerProcess, facilitator: Browser): Promise<Worker[]> {
  const drill = await created(facilitator, { scenario: 'bad-deploy', variant: null, seed: 'crash', mode: 'tabletop' });
  const table = { round: 1 };
  const lead = new Worker('table-lead', facilitator, drill, hands.leadOfTable(table));
  await lead.connect(server.url);
  const other = await seated(server, lead, drill, 'fixer', 'table-1', hands.atTheTable(table));
  expect(await lead.ask('drill.start', {})).toMatchObject({ ok: true });
  return [lead, other];
}

async function created(facilitator: Browser, wish: object): Promise<string> {
  const whole = { ...wish, speed: 1, timeboxMin: 40, hypothesis: null };
  return (await facilitator.ask('POST', '/api/drills', whole)).json.drill;
}

async function seated(
  { url }: ServerProcess,
  lead: Worker,
  drill: string,
  kind: SeatKind,
  name: string,
  does: hands.Hands,
): Promise<Worker> {
  const { token } = (await lead.browser.ask('POST', `/api/drills/${drill}/invites`, { kind })).json;
  const browser = new Browser(url);
  await browser.ask('POST', `/api/invites/${token}`, { name });
  const worker = new Worker(name, browser, drill, does);
  await worker.connect(url);
  return worker;
}

import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { io } from 'socket.io-client';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../server/config.ts';
import type { CommandName, Commands } from '../../server/protocol/commands.ts';
import { PROTOCOL_VERSION } from '../../server/protocol/refusal.ts';
import { startServer } from '../../server/start.ts';
import { hasPrometheus, startPrometheus } from '../support/prometheus-server.ts';
import { Browser, type Client } from '../support/socket-pair.ts';

/** Minutes of wall clock, so only where it is asked for; there a missing Prometheus is a failure. */
const asked = process.env['PROMETHEUS_TEST'] === '1';

/**
 * The drill's second at which the faults are fired: rates over a minute have their minute, and with this seed no evaluation
 * finds a value so close to its bound that scrapes, a second apart from the drill's samples, could fall on its other side.
 */
const FAULT_AT_S = 71;
/** From the fault to the last alert that we wait for. */
const WATCH_S = 200;

/** Both evaluate every five seconds, at any time of the five; there a sample is up to one scrape older, too. */
const INTERVAL_MS = 5000;
const SCRAPE_MS = 1000;
const TOLERANCE_MS = INTERVAL_MS + SCRAPE_MS;

/** `offset 10m` looks at what this Prometheus has never scraped. */
const LOOKS_TOO_FAR_BACK = ['TrafficFalls'];

const DRILLS = [
  { scenario: 'bad-deploy', variant: 'missing-variable', fault: 'release-without-variable' },
  { scenario: 'certificate-expiry', variant: 'renewed-not-reloaded', fault: 'renewal-is-not-loaded' },
] as const;

describe.skipIf(!asked)('a real Prometheus that scrapes a running drill', () => {
  it('is installed', () => {
    expect(hasPrometheus, 'apt-get install prometheus').toBe(true);
  });

  it(
    'fires the same alerts as the drill, within one evaluation interval',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'drillbook-scraped-'));
      const server = await startServer(readConfig({ PORT: '0' }, { data: folder }, true), pino({ level: 'silent' }));
      const fay = new Browser(server.url);
      await fay.ask('GET', new URL(server.link).pathname);
      const drills = await Promise.all(DRILLS.map((of) => watched(server.url, fay, of)));
      await Promise.all(drills.map(({ fire }) => fire()));
      await seconds(WATCH_S);
      const seen = await Promise.all(drills.map(({ compare }) => compare()));
      await Promise.all(drills.map(({ stop }) => stop()));
      await server.stop();
      rmSync(folder, { recursive: true });

      for (const { due, drill, prometheus, scrapes } of seen) {
        const apart = [...prometheus].map(
          ([alert, atMs]) => `${alert} ${((atMs - (drill.get(alert) ?? NaN)) / 1000).toFixed(1)} s`,
        );
        console.log(`Prometheus fired after the drill by: ${apart.join(', ')}`);
        expect(scrapes).toBeGreaterThan((0.8 * 1000 * (FAULT_AT_S + WATCH_S)) / SCRAPE_MS);
        expect(due.length).toBeGreaterThanOrEqual(3);
        expect([...prometheus.keys()]).toEqual(expect.arrayContaining(due));
        expect([...drill.keys()]).toEqual(expect.arrayContaining([...prometheus.keys()]));
        for (const [alert, atMs] of prometheus)
          expect(Math.abs(drill.get(alert)! - atMs), alert).toBeLessThanOrEqual(TOLERANCE_MS);
      }
    },
    (FAULT_AT_S + WATCH_S + 120) * 1000,
  );
});

/** A running drill at real time with its facilitator's socket and a Prometheus of its own. */
async function watched(url: string, fay: Browser, { scenario, variant, fault }: (typeof DRILLS)[number]) {
  const wish = { scenario, variant, seed: 'scraped', mode: 'game-day', speed: 1, timeboxMin: 40, hypothesis: null };
  const { drill } = (await fay.ask('POST', '/api/drills', wish)).json as { drill: string };
  const target = (await fay.ask('POST', `/api/drills/${drill}/metrics`)).json as { url: string };
  const { token } = (await fay.ask('POST', `/api/drills/${drill}/invites`, { kind: 'fixer' })).json as {
    token: string;
  };
  await new Browser(url).ask('POST', `/api/invites/${token}`, { name: 'Ann' });
  const client: Client = io(url, { transports: ['websocket'], forceNew: true, extraHeaders: { cookie: fay.cookie! } });
  await client.timeout(20_000).emitWithAck('join', { drill, protocol: PROTOCOL_VERSION, lastSeq: 0 });
  const fired = new Map<string, number>();
  client.on('room', ({ events }) => {
    for (const event of events)
      if (event.type === 'alert' && event.alert.state === 'firing' && !fired.has(event.alert.rule))
        fired.set(event.alert.rule, Date.now());
  });
  const atFaultTime = new Promise<void>((resolve) => {
    client.on('tick', ({ atS }) => void (atS >= FAULT_AT_S && resolve()));
  });
  const send = async <N extends CommandName>(name: N, payload: Commands[N]['in']): Promise<void> => {
    const reply = await client.timeout(20_000).emitWithAck('command', { id: randomUUID(), drill, name, payload });
    if (!reply.ok) throw new Error(`${name} was refused: ${reply.refusal.code}, ${reply.refusal.message}`);
  };
  await send('drill.start', {});
  const prometheus = await startPrometheus(target.url, join(process.cwd(), `scenarios/${scenario}/alerts.rules.yaml`));
  return {
    fire: async () => {
      await atFaultTime;
      await send('fault.fire', { fault });
    },
    /** What fired, there and here. Whatever fires while we look may be an evaluation away on the other side, so we look here before and after. */
    compare: async () => {
      const known = () => [...fired].filter(([rule]) => !LOOKS_TOO_FAR_BACK.includes(rule));
      const due = known().map(([rule]) => rule);
      await seconds(2 * (INTERVAL_MS / 1000));
      const there = await prometheus.fired();
      const scrapes = await prometheus.scrapes();
      await seconds(2 * (INTERVAL_MS / 1000));
      return { due, drill: new Map(known()), prometheus: there, scrapes };
    },
    stop: async () => {
      client.disconnect();
      await prometheus.stop();
    },
  };
}

function seconds(count: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1000 * count));
}

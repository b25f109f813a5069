import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineSimulation } from '../../server/drill/engine-simulation.ts';
import { exposition } from '../../server/integrations/exposition.ts';
import { ourScenario } from '../support/drill-dsl.ts';
import { Transports, type Browser } from '../support/socket-pair.ts';

const PROMTOOL = '/usr/bin/promtool';
const families = engineSimulation(ourScenario('certificate-expiry', 'renewed-not-reloaded'), 'e').exposed();

describe('the text that Prometheus scrapes', () => {
  it('has every recorded series once, each metric with its help and type', () => {
    const text = exposition(families, 0);
    const series = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(series.length).toBeGreaterThan(200);
    expect(new Set(series.map((line) => line.slice(0, line.lastIndexOf(' ')))).size).toBe(series.length);
    expect(text).toContain(
      '# HELP http_requests_total Requests answered by a service.\n# TYPE http_requests_total counter\n',
    );
    expect(text).toMatch(/^http_requests_total\{code="200",service="web"\} \d+/m);
    expect(text).toContain('# TYPE journey_duration_seconds histogram\n');
    expect(text).toMatch(/^journey_duration_seconds_bucket\{journey="checkout",le="\+Inf"\} \d/m);
  });

  it('names no fault, variant or seed', () => {
    const { world } = ourScenario('certificate-expiry', 'renewed-not-reloaded');
    const text = exposition(families, 0);
    for (const { id, title } of world.faults) expect([text.includes(id), text.includes(title)]).toEqual([false, false]);
    expect(text).not.toContain('renewed-not-reloaded');
  });

  it('moves moments to the clock of whoever scrapes, so that days to expiry stay the same', () => {
    const one = [{ name: 'x509_cert_not_after', type: 'gauge' as const, help: '', samples: [{ name: 'x509_cert_not_after', labels: { certificate: 'shop' }, value: 1000 }] }]; // prettier-ignore
    expect(exposition(one, 500)).toContain('x509_cert_not_after{certificate="shop"} 1500\n');
  });

  it('quotes what a label may hold', () => {
    const one = [{ name: 'a', type: 'gauge' as const, help: 'b\\c\nd', samples: [{ name: 'a', labels: { x: 'q"\\\n' }, value: Number.POSITIVE_INFINITY }] }]; // prettier-ignore
    expect(exposition(one, 0)).toBe('# HELP a b\\\\c\\nd\n# TYPE a gauge\na{x="q\\"\\\\\\n"} +Inf\n');
  });

  it.skipIf(!existsSync(PROMTOOL))('is read by promtool, which has opinions on style only', () => {
    const { status, stderr } = spawnSync(PROMTOOL, ['check', 'metrics'], { input: exposition(families, 0) });
    expect([status, String(stderr).match(/.*(?:error|invalid).*/g)]).toEqual([3, null]);
  });
});

describe('the address of a drill’s metrics', () => {
  let server: Transports;
  let drill: string;
  let fay: Browser;
  beforeAll(async () => {
    server = await new Transports().start();
    fay = await server.facilitator();
    drill = await server.drill(fay);
  });
  afterAll(() => server.stop());

  const scrape = (browser: Browser, query = '') => browser.ask('GET', `/api/drills/${drill}/metrics${query}`);

  it('is nobody’s until the facilitator asks, and then opens without a session', async () => {
    const stranger = server.browser();
    expect((await scrape(stranger)).status).toBe(404);
    expect((await scrape(stranger, '?token=')).status).toBe(404);
    const { url } = (await fay.ask('POST', `/api/drills/${drill}/metrics`)).json;
    const path = new URL(url);
    const answer = await stranger.ask('GET', path.pathname + path.search);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(answer.text).toContain('# TYPE up gauge\nup{job="shop"} 1\n');
  });

  it('changes when it is asked for again; the old one is over', async () => {
    const first = new URL((await fay.ask('POST', `/api/drills/${drill}/metrics`)).json.url);
    await fay.ask('POST', `/api/drills/${drill}/metrics`);
    expect((await scrape(server.browser(), first.search)).status).toBe(404);
  });

  it('is given to the facilitator alone', async () => {
    const { browser: fixer } = await server.guest(fay, drill);
    expect((await fixer.ask('POST', `/api/drills/${drill}/metrics`)).status).toBe(404);
    expect((await scrape(fixer)).status).toBe(404);
    expect((await scrape(fay)).status).toBe(200);
  });
});

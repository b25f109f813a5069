import { expect, test } from 'vitest';
import { formatProblems } from '../../server/scenario/format.ts';
import { loadScenario } from '../../server/scenario/load.ts';
import { EXAMPLE, exampleWith, FILES, FOLDER } from './support/page-example.ts';

const PLATFORM = `  thirdParties:
    quillpay:
      host: api.quillpay.example
      vendor: Quillpay
      latency: 180ms
      quota: 120/s
      statusPage: { url: 'https://status.quillpay.example', says: All systems operational }
  caches:
    pages: { hitRatio: 94%, fill: 4m, maxMemory: 512MiB, keys: 180000, holds: product pages }
  databases:
    orders:
      maxConnections: 100
      cpuPerTransaction: 5ms
      replicas: { orders-ro: { reads: 30%, applies: 600/s } }
      pooler: { maxClients: 400, poolSize: 40 }
  queues:
    mails:
      producer: { service: web, journey: browse, perSuccess: 0.1 }
      consumer: { service: search, perReplica: 12/s }
      deadLetters: mails-dead
      carries: newsletters
  dns:
    records: [{ name: search.internal, value: 10.0.0.7, ttl: 60s, of: search }]
  disks:
    orders-data:
      of: orders
      mount: /var/lib/postgresql
      size: 200GiB
      files: [{ path: /var/lib/postgresql/pg_wal, size: 12GiB, grows: 6GiB/h, kind: wal }]
  nodes:
    node-a1: { zone: a, cores: 16, memory: 64GiB }
`;
const CALL = '        - { to: search, timeout: 3s, retries: 1 }\n';
const WITH_CALL = `${CALL}        - { to: quillpay, timeout: 5s, cache: pages, env: { timeout: PAY_TIMEOUT_MS } }\n      config: { PAY_TIMEOUT_MS: '5000' }\n      admission: true\n`;

function load(edit: (text: string) => string = (text) => text) {
  const text = EXAMPLE[FILES.scenario]!.replace('  changes:\n', `${PLATFORM}  changes:\n`).replace(CALL, WITH_CALL);
  return loadScenario(FOLDER, null, { read: exampleWith({ [FILES.scenario]: edit(text) }) });
}

function said(from: string, to: string): string {
  const loaded = load((text) => {
    if (!text.includes(from)) throw new Error(`the example lacks ${from}`);
    return text.replace(from, to);
  });
  const lines = formatProblems(loaded.ok ? loaded.warnings : loaded.problems);
  return lines.replaceAll(`${FOLDER}/`, '').replaceAll(/:\d+:\d+ /g, ' ');
}

test('every part of the platform reaches the engine in its units', () => {
  const loaded = load();
  if (!loaded.ok) throw new Error(formatProblems(loaded.problems));
  const { world } = loaded.scenario;
  expect(world.thirdParties).toMatchObject([{ id: 'quillpay', latencyS: 0.18, errorShare: 0, quotaPerS: 120 }]);
  expect(world.caches).toMatchObject([{ id: 'pages', host: 'pages', hitRatio: 0.94, fillS: 240, maxMemoryMiB: 512 }]);
  expect(world.queues).toMatchObject([{ id: 'mails', consumer: { service: 'search', perReplicaPerS: 12 } }]);
  expect(world.dns).toMatchObject({ negativeTtlS: 30, records: [{ name: 'search.internal', ttlS: 60 }] });
  expect(world.disks).toMatchObject([{ host: 'orders', sizeGiB: 200, files: [{ gib: 12, growsGibPerH: 6 }] }]);
  expect(world.nodes).toEqual([{ name: 'node-a1', zone: 'a', cores: 16, memoryGiB: 64 }]);
  expect(world.databases[0]).toMatchObject({
    replicas: [{ id: 'orders-ro', host: 'orders-ro', port: 5432, readShare: 0.3, applyPerS: 600 }],
    pooler: { id: 'pgbouncer', port: 6432, maxClientConn: 400, poolSize: 40 },
  });
  expect(world.services[0]).toMatchObject({
    admission: true,
    calls: [{ to: 'search' }, { to: 'quillpay', cache: 'pages', env: { timeoutMs: 'PAY_TIMEOUT_MS' } }],
  });
});

test('a world without such parts has none of their keys', () => {
  const loaded = loadScenario(FOLDER, null, { read: exampleWith() });
  if (!loaded.ok) throw new Error(formatProblems(loaded.problems));
  expect(Object.keys(loaded.scenario.world)).not.toContain('caches');
});

test.each([
  ['to: quillpay', 'to: quilpay', 'scenario.yaml world.services.web.calls.1.to names service or third party "quilpay"; did you mean "quillpay"?'],
  ['cache: pages', 'cache: page', 'scenario.yaml world.services.web.calls.1.cache names cache "page"; did you mean "pages"?'],
  ['PAY_TIMEOUT_MS: ', 'PAY_MS: ', 'scenario.yaml warning: the config of "web" does not hold "PAY_TIMEOUT_MS"; add it with its value'],
  ['maxMemory: 512MiB', 'maxMemory: 512MB', 'scenario.yaml world.caches.pages.maxMemory: expected a size, found "512MB"; write it like 512MiB or 40GiB'],
  ['grows: 6GiB/h', 'grows: 6GiB', 'scenario.yaml world.disks.orders-data.files.0.grows: expected a growth, found "6GiB"; write it like 12GiB/h'],
  ['size: 12GiB', 'size: 12TiB', 'scenario.yaml the files of disk "orders-data" take 12288 GiB of 200 GiB; make it larger, or the files smaller'],
  ['reads: 30%', 'reads: 130%', 'scenario.yaml world.databases.orders.replicas.orders-ro.reads: expected a percentage from 0% to 100%, found "130%"; write it like 4%'],
  ['of: search }', 'of: serch }', 'scenario.yaml world.dns.records.0.of names component "serch"; did you mean "search"?'],
  ['mails:\n', 'search:\n', 'scenario.yaml queue "search" has the name of a service; rename one'],
  ['deadLetters: mails-dead', 'deadLetters: mails', 'scenario.yaml queue "mails" is its own dead-letter queue; give it another name'],
  ['do: service.restart search', 'do: cache.flush page', 'scenario.yaml tempting.0.do names cache "page"; did you mean "pages"?'],
  ['do: service.restart search', 'do: dns.set search.internl', 'scenario.yaml tempting.0.do names name "search.internl"; did you mean "search.internal"?'],
])('%s written as %s is answered with what to do', (from, to, expected) => {
  expect(said(from, to).split('\n')).toContain(expected);
}); // prettier-ignore

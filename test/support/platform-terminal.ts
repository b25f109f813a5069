import type { Action } from '../../server/engine/input.ts';
import type { WorldSpec } from '../../server/engine/spec.ts';
import { step } from '../../server/engine/step.ts';
import { runTool } from '../../server/engine/tools/registry.ts';
import type { ToolContext, ToolResult } from '../../server/engine/tools/tool.ts';
import { createWorld, type World } from '../../server/engine/world.ts';
import { compileRules } from '../../server/engine/alerting/rules.ts';
import { referenceWorld } from './reference-world.ts';
import { shellWords } from './shell-words.ts';

/** The reference world with one of each part: replica, pooler, cache, queue, DNS, disk, nodes, edge, a third party. */
export function platformWorld(): WorldSpec {
  const spec = referenceWorld();
  const [orders] = spec.databases;
  const notAfterMs = spec.startsAtMs + 20 * 86_400_000;
  return {
    ...spec,
    prerollS: 120,
    databases: [
      {
        ...orders!,
        replicas: [
          { id: 'orders-replica', host: 'orders-replica.internal', port: 5432, readShare: 0.2, applyPerS: 400 },
        ],
        pooler: { id: 'orders-pooler', host: 'orders-pooler.internal', port: 6432, maxClientConn: 400, poolSize: 90 },
      },
    ],
    thirdParties: [
      {
        id: 'quillpay',
        host: 'api.quillpay.example',
        vendor: 'Quillpay',
        latencyS: 0.12,
        errorShare: 0,
        statusPage: { url: 'https://status.quillpay.example', says: 'All systems operational' },
      },
    ],
    caches: [
      {
        id: 'catalogue-cache',
        host: 'cache.internal',
        port: 6379,
        engine: 'redis',
        engineVersion: '7.0.15',
        hitRatio: 0.94,
        hitS: 0.001,
        fillS: 120,
        maxMemoryMiB: 2048,
        keys: 240_000,
        holds: 'product pages',
      },
    ],
    queues: [
      {
        id: 'order-mails',
        engine: 'kafka',
        host: 'broker.internal',
        port: 9092,
        producer: { service: 'checkout', journey: 'pay', perSuccess: 1 },
        consumer: { service: 'accounts', perReplicaPerS: 40 },
        partitions: 3,
        maxAttempts: 5,
        deadLetters: 'order-mails.dead',
        carries: 'order confirmation mails',
      },
    ],
    dns: {
      resolver: '10.43.0.10',
      negativeTtlS: 30,
      records: [
        { name: 'orders-db.internal', type: 'A', value: '10.40.4.10', ttlS: 300, of: 'orders' },
        { name: 'cache.internal', type: 'CNAME', value: 'cache-a.internal', ttlS: 60, of: 'catalogue-cache' },
      ],
    },
    disks: [
      {
        id: 'orders-data',
        of: 'orders',
        host: 'orders-db.internal',
        mount: '/var/lib/postgresql',
        device: '/dev/data/pg',
        sizeGiB: 100,
        files: [
          { path: '/var/lib/postgresql/15/main/base', gib: 61, growsGibPerH: 0, kind: 'data' },
          { path: '/var/lib/postgresql/15/main/pg_wal/000000010000001A0000003C', gib: 9, growsGibPerH: 0, kind: 'wal' },
          {
            path: '/var/lib/postgresql/log/audit.log',
            gib: 18.5,
            growsGibPerH: 2,
            kind: 'log',
            openBy: { command: 'auditd', pid: 977, user: 'root' },
          },
          { path: '/var/lib/postgresql/backup/base-0301.tar.gz', gib: 7, growsGibPerH: 0, kind: 'backup' },
          { path: '/var/lib/postgresql/core.4411', gib: 3, growsGibPerH: 0, kind: 'core' },
        ],
      },
    ],
    nodes: [{ name: 'node-a1', zone: 'a', cores: 16, memoryGiB: 64 }],
    edge: {
      id: 'edge',
      proxies: 2,
      handshakesPerS: 400,
      clients: [{ id: 'browsers', share: 1, connectionLifeS: 60, requestsPerS: 0.5 }],
      hosts: [{ host: 'shop.example', certificate: 'shop' }],
      startS: 3,
    },
    certificates: [
      {
        id: 'shop',
        subject: 'CN = shop.example',
        issuer: 'C = US, O = Example Trust, CN = Example R3',
        serial: '04:9A:77:10',
        names: ['shop.example', 'www.shop.example'],
        notBeforeMs: spec.startsAtMs - 70 * 86_400_000,
        notAfterMs,
        chain: [
          {
            subject: 'C = US, O = Example Trust, CN = Example R3',
            issuer: 'C = US, O = Example Trust, CN = Example Root',
            notAfterMs: spec.startsAtMs + 900 * 86_400_000,
          },
        ],
        renewal: { notAfterMs: notAfterMs + 60 * 86_400_000, serial: '04:9A:77:11' },
        path: '/etc/edge/tls/shop.pem',
      },
    ],
  };
}

export const EVERYTHING = [
  'kubectl:*', 'psql:orders:pg_monitor', 'psql:orders:pg_signal_backend', 'db:restart', 'cert:write', 'cache:write',
  'queue:write', 'dns:write', 'disk:write', 'host:sudo',
]; // prettier-ignore

export interface PlatformTerminal {
  world: World;
  ctx: ToolContext;
  run: (line: string, stdin?: string) => ToolResult;
  /** Carries out what a line does, then lets seconds pass. */
  does: (line: string, seconds?: number) => ToolResult;
  tick: (seconds: number) => void;
  act: (action: Action) => void;
}

/** A terminal on the platform's world; `access` is what the account may do. */
export function platformTerminal(
  access: readonly string[] = EVERYTHING,
  spec: WorldSpec = platformWorld(),
): PlatformTerminal {
  const rules = compileRules([]).rules;
  const world = createWorld(spec, rules, 'platform');
  const context = (): ToolContext => ({
    seat: 'fixer',
    access,
    env: { USER: 'oncall' },
    nowMs: spec.startsAtMs + world.nowS * 1000,
  });
  const run = (line: string, stdin = '') => {
    const [tool = '', ...argv] = shellWords(line);
    return runTool(world, context(), tool, argv, stdin);
  };
  const tick = (seconds: number) => {
    for (let s = 0; s < seconds; s++) step(world, { kind: 'tick' });
  };
  const act = (action: Action) => void step(world, { kind: 'act', action, seat: 'fixer' });
  const does = (line: string, seconds = 0) => {
    const result = run(line);
    for (const action of result.actions) act(action);
    tick(seconds);
    return result;
  };
  tick(30);
  return {
    world,
    get ctx() {
      return context();
    },
    run,
    does,
    tick,
    act,
  };
}

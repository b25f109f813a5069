import type { FaultSpec, JourneySpec, ServiceSpec, WorldSpec } from '../../server/engine/spec.ts';

/**
 * The reference cast: web → search | accounts | checkout → pool → orders, four journeys, six checkout replicas. Scenarios copy
 * from here; each function below is one variant with the faults as machines. Times of faults are left to `fault.fire`.
 */
export const STARTS_AT_MS = 1_773_151_200_000; // 2026-03-10T14:00:00Z

export function referenceWorld(): WorldSpec {
  return {
    startsAtMs: STARTS_AT_MS,
    prerollS: 900,
    noise: 0.04,
    entry: 'web',
    journeys: journeys(),
    surges: [],
    services: [
      {
        ...tier('web', 'WEB', 'mlroberts', 4),
        slots: 96,
        maxQueue: 128,
        cores: 2,
        version: '5.4.0',
        versions: { '5.4.0': { timeS: 0.009, cpuS: 0.006 } },
        calls: [
          { to: 'search', journeys: ['browse'], timeoutS: 3, retries: 1, backoffS: 1, cancelOnTimeout: false },
          { to: 'accounts', journeys: ['signin'], timeoutS: 5, retries: 1, backoffS: 1, cancelOnTimeout: false },
          {
            to: 'checkout',
            journeys: ['checkout', 'pay'],
            timeoutS: 31,
            retries: 1,
            backoffS: 1,
            cancelOnTimeout: false,
          },
        ],
        pooled: true,
        host: 'web.internal',
        port: 8080,
      },
      {
        ...tier('search', 'SRCH', 'akhan', 3),
        slots: 48,
        maxQueue: 128,
        cores: 2,
        version: '4.8.1',
        versions: { '4.8.1': { timeS: 0.03, cpuS: 0.018 } },
        calls: [],
        pooled: true,
      },
      {
        ...tier('accounts', 'IDN', 'lpetrov', 2),
        slots: 32,
        maxQueue: 128,
        cores: 1,
        version: '3.2.0',
        versions: { '3.2.0': { timeS: 0.025, cpuS: 0.012 } },
        calls: [],
        pooled: true,
      },
      checkout(),
    ],
    databases: [
      {
        id: 'orders',
        host: 'orders-db.internal',
        port: 5432,
        engine: 'postgres',
        engineVersion: '15.6',
        maxConnections: 180,
        reserved: 3,
        otherSessions: 14,
        cores: 8,
        cpuPerTxS: 0.03,
        cpuPerConnectS: 0.02,
        acceptPerS: 45,
        restartS: 28,
        connectionLifeS: 1800,
        settings: {},
        tables: ['orders', 'order_lines', 'payments'],
        schemaVersion: '41',
      },
    ],
    certificates: [],
    jobs: [],
    flags: [],
    history: [],
    slos: [
      {
        id: 'checkout',
        journey: 'checkout',
        title: 'Checkout answers well within 2 s',
        objective: 0.95,
        latencyS: 2,
        windowS: 120,
      },
      {
        id: 'browse',
        journey: 'browse',
        title: 'Browsing answers well within 1 s',
        objective: 0.97,
        latencyS: 1,
        windowS: 120,
      },
    ],
    faults: [],
  };
}

/** Variant "report": the nightly export shares checkout's pools and sits idle in its transactions. */
export function reportWorld(): WorldSpec {
  const spec = referenceWorld();
  spec.jobs.push({
    id: 'nightly-export',
    service: 'reports',
    db: 'orders',
    pool: 'checkout',
    applicationName: 'nightly-export',
    user: 'checkout',
    query: 'SELECT * FROM order_lines WHERE created_at > $1',
    state: 'idle in transaction',
    schedule: '0 14 * * *',
    paused: false,
  });
  spec.faults.push(
    fault('report', 'Report holds connections inside long transactions', {
      initial: 'idle',
      states: {
        idle: { on: { BREAK: 'holding' } },
        holding: {
          entry: [{ type: 'job.start', params: { job: 'nightly-export', perS: 0.36, max: 150, resumeAfterS: 90 } }],
          on: { 'paused.nightly-export': 'paused', STOP: 'over' },
        },
        paused: {
          on: {
            'resumed.nightly-export': 'holding',
            'sloRestored.checkout': { target: 'over', guard: { type: 'noHolders', params: { job: 'nightly-export' } } },
          },
        },
        over: { type: 'final', entry: [{ type: 'job.stop', params: { job: 'nightly-export' } }] },
      },
    }),
  );
  return spec;
}

/** The same, with workers that all reconnect 20 s after losing their session: restarts no longer buy any time. */
export function stubbornReportWorld(): WorldSpec {
  const spec = reportWorld();
  const { states } = spec.faults[0]!.machine as {
    states: { holding: { entry: { params: Record<string, unknown> }[] } };
  };
  Object.assign(states.holding.entry[0]!.params, { resumeAfterS: 20, resumePerS: 40 });
  return spec;
}

/** Variant "leak": version 2.18.0, on its way out in three waves, loses a connection on 1.1 % of its requests. */
export function leakWorld(): WorldSpec {
  const spec = referenceWorld();
  const service = serviceOf(spec, 'checkout');
  service.versions = {
    '2.17.2': { timeS: 0.014, cpuS: 0.011 },
    '2.18.0': { timeS: 0.014, cpuS: 0.011, leakShare: 0.011 },
  };
  service.pipeline = { waves: [1, 2, 3], everyS: 50 };
  spec.faults.push(badDeploy());
  return spec;
}

/** Variant "autoscaling": a surge scales checkout up until pods × pool size pass max_connections. */
export function autoscalingWorld(): WorldSpec {
  const spec = referenceWorld();
  const service = serviceOf(spec, 'checkout');
  service.versions = { '2.17.2': { timeS: 0.065, cpuS: 0.06 } };
  service.pool!.holdS = 0.18;
  service.autoscaler = { min: 6, max: 16, targetCpu: 0.5, enabled: true };
  spec.faults.push(
    fault('surge', 'A campaign triples checkout traffic', {
      initial: 'idle',
      states: {
        idle: { on: { BREAK: 'surging' } },
        surging: {
          entry: [{ type: 'traffic.set', params: { journey: 'checkout', factor: 3, rampS: 185 } }],
          on: { STOP: 'over' },
        },
        over: {
          type: 'final',
          entry: [{ type: 'traffic.set', params: { journey: 'checkout', factor: 1, rampS: 185 } }],
        },
      },
    }),
  );
  return spec;
}

/** Variant "missing variable": 2.18.0 needs PAYMENT_API_URL, which the environment does not hold. */
export function missingVariableWorld(): WorldSpec {
  const spec = referenceWorld();
  const service = serviceOf(spec, 'checkout');
  service.versions = {
    '2.17.2': { timeS: 0.014, cpuS: 0.011 },
    '2.18.0': { timeS: 0.014, cpuS: 0.011, needsEnv: ['PAYMENT_API_URL'] },
  };
  service.pipeline = { waves: [1, 1, 2, 2], everyS: 150 };
  serviceOf(spec, 'web').calls[2]!.retries = 2;
  spec.faults.push(badDeploy());
  return spec;
}

/** Variant "CPU regression": 2.18.0 computes 4.6 times as long. */
export function cpuRegressionWorld(): WorldSpec {
  const spec = referenceWorld();
  const service = serviceOf(spec, 'checkout');
  service.versions = { '2.17.2': { timeS: 0.055, cpuS: 0.05 }, '2.18.0': { timeS: 0.055, cpuS: 0.23 } };
  service.pipeline = { waves: [1, 2, 3], everyS: 120 };
  serviceOf(spec, 'web').calls[2]!.timeoutS = 8;
  spec.faults.push(badDeploy());
  return spec;
}

/** Variant "refused roll-back": the schema moved with 2.18.0; only a flag stops the new payment path. */
export function refusedRollbackWorld(): WorldSpec {
  const spec = referenceWorld();
  const service = serviceOf(spec, 'checkout');
  const oldSchema = { needs: '41', errorShare: 0.9, status: 500, log: 'ERROR: column "total" does not exist' };
  service.versions = {
    '2.17.2': { timeS: 0.014, cpuS: 0.011, schema: oldSchema },
    '2.18.0': {
      timeS: 0.014,
      cpuS: 0.011,
      errors: { pay: { share: 1, status: 500, log: 'TypeError: total_minor is not a number', flag: 'minor-units' } },
    },
  };
  service.pipeline = {
    waves: [1, 2, 3],
    everyS: 30,
    rollbackBlocked: [{ from: '2.18.0', reason: 'migration 42 dropped orders.total' }],
  };
  spec.flags.push({ id: 'minor-units', on: true, what: 'amounts in minor units', owner: 'jtsimmons' });
  spec.faults.push(
    fault('deploy', 'A deploy whose migration cannot be undone', {
      initial: 'idle',
      states: {
        idle: { on: { BREAK: 'deploying' } },
        deploying: {
          entry: [{ type: 'deploy.start', params: { service: 'checkout', version: '2.18.0' } }],
          on: { 'deployed.checkout': 'bad' },
        },
        bad: {
          entry: [{ type: 'schema.migrate', params: { db: 'orders', version: '42' } }],
          on: {
            'sloRestored.pay': {
              target: 'over',
              guard: { type: 'flagIs', params: { flag: 'minor-units', on: false } },
            },
          },
        },
        over: { type: 'final' },
      },
    }),
  );
  spec.slos.push({
    id: 'pay',
    journey: 'pay',
    title: 'Paying answers well within 2 s',
    objective: 0.95,
    latencyS: 2,
    windowS: 120,
  });
  return spec;
}

/** The edge with its certificate. `part` says what dies `expiresAtS` after the start of the drill. */
export function certificateWorld(part: 'leaf' | 'intermediate' = 'leaf', expiresAtS = 300): WorldSpec {
  const spec = referenceWorld();
  const year = 365 * 86_400_000;
  const dies = STARTS_AT_MS + expiresAtS * 1000;
  const later = STARTS_AT_MS + year / 4;
  const issuing = 'CN=Example Issuing CA R5,O=Example Trust';
  const chain = (notAfterMs: number): { subject: string; issuer: string; notAfterMs: number }[] => [
    { subject: issuing, issuer: 'CN=Example Root R1,O=Example Trust', notAfterMs },
  ];
  spec.edge = {
    id: 'edge',
    proxies: 2,
    handshakesPerS: 20,
    clients: [
      { id: 'browsers', share: 0.55, connectionLifeS: 120, requestsPerS: 0.25 },
      { id: 'mobile', share: 0.3, connectionLifeS: 420, requestsPerS: 0.15 },
      { id: 'partners', share: 0.15, connectionLifeS: 1800, requestsPerS: 2 },
    ],
    hosts: [{ host: 'shop.example', certificate: 'shop' }],
    startS: 12,
  };
  spec.certificates.push({
    id: 'shop',
    subject: 'CN=shop.example',
    issuer: issuing,
    serial: '04:7A:11:C2',
    names: ['shop.example', 'www.shop.example'],
    notBeforeMs: STARTS_AT_MS - year / 4,
    notAfterMs: part === 'leaf' ? dies : later,
    chain: chain(part === 'leaf' ? STARTS_AT_MS + 3 * year : dies),
    renewal: { notAfterMs: STARTS_AT_MS + year / 4, serial: '04:91:5E:20' },
    currentChain: chain(STARTS_AT_MS + 5 * year),
    path: '/etc/edge/tls/shop.pem',
  });
  return spec;
}

function journeys(): JourneySpec[] {
  const retries = (share: number): JourneySpec['clientRetries'] => ({ times: 2, share, delayS: 2 });
  return [
    { id: 'browse', rate: 180, patienceS: 12, clientRetries: retries(0.5) },
    { id: 'signin', rate: 12, patienceS: 15, clientRetries: retries(0.5), follows: 'browse' },
    { id: 'checkout', rate: 24, patienceS: 40, clientRetries: retries(0.5), follows: 'browse', valuePerSuccess: 62 },
    {
      id: 'pay',
      rate: 9,
      patienceS: 40,
      clientRetries: { times: 1, share: 0.3, delayS: 2 },
      follows: 'browse',
      valuePerSuccess: 62,
    },
  ];
}

function tier(
  id: string,
  team: string,
  owner: string,
  replicas: number,
): Pick<ServiceSpec, 'id' | 'team' | 'owner' | 'tier' | 'replicas' | 'startS' | 'config'> {
  return {
    id,
    team,
    owner,
    tier: id === 'search' || id === 'accounts' ? 2 : 1,
    replicas,
    startS: 22,
    config: { LOG_LEVEL: 'info' },
  };
}

function checkout(): ServiceSpec {
  return {
    ...tier('checkout', 'API', 'jtsimmons', 6),
    slots: 24,
    maxQueue: 100,
    cores: 1,
    version: '2.17.2',
    versions: { '2.17.2': { timeS: 0.014, cpuS: 0.011 } },
    calls: [],
    pool: {
      db: 'orders',
      size: 20,
      acquireTimeoutS: 30,
      holdS: 0.09,
      applicationName: 'checkout',
      user: 'checkout',
      query: 'SELECT id, total FROM orders WHERE cart_id = $1 FOR UPDATE',
    },
  };
}

function badDeploy(): FaultSpec {
  return fault('deploy', 'A bad version goes out', {
    initial: 'idle',
    states: {
      idle: { on: { BREAK: 'deploying' } },
      deploying: {
        entry: [{ type: 'deploy.start', params: { service: 'checkout', version: '2.18.0' } }],
        on: {
          'rolledBack.checkout': {
            target: 'over',
            guard: { type: 'versionNowhere', params: { service: 'checkout', version: '2.18.0' } },
          },
        },
      },
      over: { type: 'final' },
    },
  });
}

/** A fault that a test writes: its machine, and a deck that says nothing. */
export function fault(id: string, title: string, machine: Record<string, unknown>): FaultSpec {
  return {
    id,
    title,
    summary: title,
    machine,
    deck: {
      blastRadius: 3,
      detectable: 3,
      cost: 2,
      reaches: ['checkout'],
      looksLike: 'slow database',
      tempts: 'restart',
      cooldownS: 600,
      undo: true,
    },
    cause: title,
  };
}

function serviceOf(spec: WorldSpec, id: string): ServiceSpec {
  return spec.services.find((service) => service.id === id)!;
}

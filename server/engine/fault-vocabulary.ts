import { deploy, setAutoscaler, setConfig, setFlag } from './act.ts';
import { emitChange } from './announce.ts';
import { refreshBehaviours } from './services/behaviour.ts';
import { chainProblem } from './services/certificate.ts';
import { restartDatabase } from './services/run-databases.ts';
import { startJob, stopJob } from './services/run-jobs.ts';
import type { DatabaseState } from './services/database.ts';
import { modeOfStatement, readLockMode } from './services/lock-mode.ts';
import type { LockNeed } from './services/lock-queue.ts';
import { releaseLock, takeLock } from './services/lock-taker.ts';
import type { ServiceState } from './services/station.ts';
import type { World } from './world.ts';

/** Parameters as a scenario writes them; read with `text`, `number` and so on, which name what is wrong. */
export type Params = Readonly<Record<string, unknown>>;

export interface ActionWord {
  /** name → meaning; a name that ends in "?" may be left out. */
  params: Readonly<Record<string, string>>;
  meaning: string;
  run: (world: World, params: Params) => void;
}

export interface GuardWord {
  params: Readonly<Record<string, string>>;
  meaning: string;
  holds: (world: World, params: Params) => boolean;
}

/** Author of what a fault does by itself, as /whatchanged shows it. */
const AUTHOR = 'automation';

/** Everything a fault can do. Actions change the model, never a metric. */
export const ACTIONS: Readonly<Record<string, ActionWord>> = {
  'job.start': {
    params: {
      job: 'job',
      perS: 'connections it takes per second',
      max: 'connections it wants at most',
      'resumeAfterS?': 'seconds until it starts over after losing connections (0)',
      'resumePerS?': 'connections per second when it starts over (perS)',
      'table?': 'table that each of its transactions locks (those its query names)',
      'mode?': "lock mode, 'ACCESS SHARE' … 'ACCESS EXCLUSIVE' (what its query takes)",
    },
    meaning: 'The job runs and keeps the connections it takes, in the pools of its service or as sessions of its own.',
    run: (world, params) => {
      startJob(world, jobOf(world, params), {
        perS: number(params, 'perS'),
        max: number(params, 'max'),
        resumeAfterS: number(params, 'resumeAfterS', 0),
        resumePerS: number(params, 'resumePerS', number(params, 'perS')),
        lock: params['table'] === undefined ? null : jobLock(world, params),
      });
    },
  },
  'job.stop': {
    params: { job: 'job' },
    meaning: 'The job ends and gives its connections back.',
    run: (world, params) => {
      stopJob(world, jobOf(world, params));
    },
  },
  'lock.take': {
    params: {
      db: 'database',
      table: 'table',
      mode: "lock mode, 'ACCESS SHARE' … 'ACCESS EXCLUSIVE'",
      applicationName: 'application_name of the session',
      user: 'its role',
      query: 'its statement',
      'state?': "what it does once it has the lock, 'active' (default) or 'idle in transaction'",
      'forS?': 'seconds from getting the lock to the commit (until it is ended)',
    },
    meaning:
      'A client connects and locks a table, waiting for its turn in the queue. Its session goes with its transaction: committed, cancelled, terminated or timed out.',
    run: (world, params) => {
      takeLock(world, databaseOf(world, params), {
        applicationName: text(params, 'applicationName'),
        user: text(params, 'user'),
        query: text(params, 'query'),
        state: text(params, 'state', 'active') === 'active' ? 'active' : 'idle in transaction',
        forS: params['forS'] === undefined ? null : number(params, 'forS'),
        need: lockOf(world, databaseOf(world, params), text(params, 'table'), text(params, 'mode')),
      });
    },
  },
  'lock.release': {
    params: { db: 'database', applicationName: 'application_name of the sessions' },
    meaning: 'The clients of that name commit and go.',
    run: (world, params) => {
      releaseLock(world, databaseOf(world, params), text(params, 'applicationName'));
    },
  },
  'leak.set': {
    params: {
      service: 'service',
      'version?': 'version; all when left out',
      share: 'share of requests that never give their connection back, 0..1',
    },
    meaning: 'A path through the service leaks pool connections.',
    run: (world, params) => {
      const service = serviceOf(world, params);
      for (const version of service.versions) {
        if (params['version'] === undefined || params['version'] === version)
          service.leaks[version] = number(params, 'share');
      }
      refreshBehaviours(world);
    },
  },
  'deploy.start': {
    params: { service: 'service', version: 'version', 'author?': 'who pressed the button' },
    meaning: "A deploy starts in the pipeline's waves.",
    run: (world, params) => {
      deploy(world, serviceOf(world, params), text(params, 'version'), text(params, 'author', AUTHOR));
    },
  },
  'config.set': {
    params: { service: 'service', key: 'variable', value: 'value, or null to remove it', 'author?': 'who changed it' },
    meaning: 'A configuration change; pods are renewed in quarters to see it.',
    run: (world, params) => {
      setConfig(
        world,
        serviceOf(world, params),
        text(params, 'key'),
        params['value'] === null ? null : text(params, 'value'),
        text(params, 'author', AUTHOR),
      );
    },
  },
  'autoscaler.set': {
    params: {
      service: 'service',
      'min?': 'replicas',
      'max?': 'replicas',
      'enabled?': 'true or false',
      'author?': 'who changed it',
    },
    meaning: 'The autoscaler gets other bounds.',
    run: (world, params) => {
      const { min, max, enabled } = params;
      setAutoscaler(
        world,
        serviceOf(world, params),
        {
          ...(typeof min === 'number' ? { min } : {}),
          ...(typeof max === 'number' ? { max } : {}),
          ...(typeof enabled === 'boolean' ? { enabled } : {}),
        },
        text(params, 'author', AUTHOR),
      );
    },
  },
  'traffic.set': {
    params: { journey: "journey, or '*'", factor: 'times the base rate', 'rampS?': 'seconds to get there (0)' },
    meaning: 'More or fewer users come.',
    run: (world, params) => {
      const rampS = number(params, 'rampS', 0);
      for (const journey of world.users.journeys) {
        if (params['journey'] !== '*' && params['journey'] !== journey.id) continue;
        journey.factorTarget = number(params, 'factor');
        const gap = journey.factorTarget - journey.factor;
        journey.factorStep = rampS > 0 ? (gap < 0 ? -gap : gap) / rampS : 0;
      }
    },
  },
  'certificate.expire': {
    params: {
      certificate: 'certificate',
      'part?': "'leaf' (default) or 'intermediate'",
      'diskToo?': 'also the copy on disk (true)',
    },
    meaning: 'What the proxies serve expires now. (A certificate whose notAfter lies in the drill needs no action.)',
    run: (world, params) => {
      expire(world, text(params, 'certificate'), text(params, 'part', 'leaf'), params['diskToo'] !== false);
    },
  },
  'schema.migrate': {
    params: { db: 'database', version: 'schema version', 'author?': 'who ran it' },
    meaning: 'The schema moves on; versions that need another one answer errors.',
    run: (world, params) => {
      const database = databaseOf(world, params);
      const before = database.schemaVersion;
      database.schemaVersion = text(params, 'version');
      emitChange(world, {
        kind: 'migration',
        target: database.id,
        summary: `${database.id}: schema ${before} → ${database.schemaVersion}`,
        author: text(params, 'author', AUTHOR),
      });
      refreshBehaviours(world);
    },
  },
  'flag.set': {
    params: { flag: 'flag', on: 'true or false', 'author?': 'who switched it' },
    meaning: 'A feature flag is switched.',
    run: (world, params) => {
      setFlag(world, text(params, 'flag'), params['on'] === true, text(params, 'author', AUTHOR));
    },
  },
  'version.trip': {
    params: {
      service: 'service',
      version: "version, or '*'",
      journey: "journey, or '*'",
      share: '0..1',
      status: 'HTTP status',
      log: 'what the service writes',
    },
    meaning:
      'A latent bug of a version comes to light: that share of requests fails from now on, wherever the version runs.',
    run: (world, params) => {
      serviceOf(world, params).trips.push({
        version: text(params, 'version'),
        journey: text(params, 'journey'),
        share: number(params, 'share'),
        status: number(params, 'status'),
        log: text(params, 'log'),
      });
      refreshBehaviours(world);
    },
  },
  'version.heal': {
    params: { service: 'service' },
    meaning: 'Undoes every version.trip of the service.',
    run: (world, params) => {
      serviceOf(world, params).trips = [];
      refreshBehaviours(world);
    },
  },
  'database.restart': {
    params: { db: 'database' },
    meaning: 'The database restarts: every session is gone, the cache is cold.',
    run: (world, params) => {
      restartDatabase(world, databaseOf(world, params));
    },
  },
};

/** Everything a fault can ask. */
export const GUARDS: Readonly<Record<string, GuardWord>> = {
  jobPaused: {
    params: { job: 'job' },
    meaning: 'The job is suspended.',
    holds: (world, params) => jobOf(world, params).paused,
  },
  noHolders: {
    params: { job: 'job' },
    meaning: 'The job keeps no connection.',
    holds: (world, params) => jobOf(world, params).holders === 0,
  },
  tableBlocked: {
    params: { db: 'database', table: 'table' },
    meaning: 'Somebody waits for a lock on the table.',
    holds: (world, params) => {
      const table = text(params, 'table');
      return databaseOf(world, params).locks.some((lock) => lock.table === table && lock.grantedS === null);
    },
  },
  versionEverywhere: {
    params: { service: 'service', version: 'version' },
    meaning: 'Every pod of the service runs that version.',
    holds: (world, params) => serviceOf(world, params).pods.every((pod) => runs(world, params, pod)),
  },
  versionNowhere: {
    params: { service: 'service', version: 'version' },
    meaning: 'No pod of the service runs that version.',
    holds: (world, params) => !serviceOf(world, params).pods.some((pod) => runs(world, params, pod)),
  },
  certificateValid: {
    params: { host: 'host name' },
    meaning: 'The chain that is served for the host is valid now.',
    holds: (world, params) => {
      const host = text(params, 'host');
      const served = world.spec.edge?.hosts.find((candidate) => candidate.host === host);
      if (served === undefined) throw new Error(`no edge serves the host "${host}"`);
      const certificate = world.edge?.loaded[served.certificate];
      return certificate !== undefined && chainProblem(certificate, world.spec.startsAtMs + world.nowS * 1000) === null;
    },
  },
  slo: {
    params: { slo: 'promise', breached: 'true or false' },
    meaning: 'The promise is broken (or kept) now.',
    holds: (world, params) => {
      const id = text(params, 'slo');
      const slo = world.slos.find((candidate) => candidate.id === id);
      if (slo === undefined) throw new Error(`there is no promise "${id}"`);
      return slo.breached === (params['breached'] === true);
    },
  },
  elapsed: {
    params: { s: 'seconds' },
    meaning: 'The drill is at least that old.',
    holds: (world, params) => world.nowS >= number(params, 's'),
  },
  configIs: {
    params: { service: 'service', key: 'variable', value: 'value, or null for "not set"' },
    meaning: 'The configuration variable has that value.',
    holds: (world, params) => (serviceOf(world, params).config[text(params, 'key')] ?? null) === params['value'],
  },
  flagIs: {
    params: { flag: 'flag', on: 'true or false' },
    meaning: 'The flag has that position.',
    holds: (world, params) => world.flags[text(params, 'flag')] === (params['on'] === true),
  },
};

/** Events that the model sends to every machine; `<x>` stands for an id. Besides, `BREAK` fires a fault and `STOP` stops it. */
export const EVENTS: Readonly<Record<string, string>> = {
  ended: 'A job has lost its last connection (any job).',
  'ended.<job>': 'The job has lost its last connection.',
  'paused.<job>': 'Somebody suspended the job.',
  'resumed.<job>': 'Somebody let the job run again.',
  'unlocked.<application>': 'A client of lock.take has gone: committed, cancelled, terminated, timed out or refused.',
  'restarted.<database|service|edge>': 'It was restarted and is back.',
  'deployed.<service>': 'A deploy has reached its last pod.',
  'rolledBack.<service>': 'A roll-back has reached its last pod.',
  'renewed.<certificate>': 'A renewed certificate lies on disk.',
  'reloaded.<edge>': 'The proxies have read their certificates again.',
  'sloBreached.<slo>': 'A promise was broken.',
  'sloRestored.<slo>': 'A promise is kept again.',
};

function expire(world: World, id: string, part: string, diskToo: boolean): void {
  const nowMs = world.spec.startsAtMs + world.nowS * 1000;
  const copies = [
    world.edge?.loaded[id],
    diskToo ? world.certificates.find((certificate) => certificate.id === id) : undefined,
  ];
  for (const certificate of copies) {
    if (certificate === undefined) continue;
    if (part === 'leaf') certificate.notAfterMs = Math.min(certificate.notAfterMs, nowMs);
    else for (const link of certificate.chain) link.notAfterMs = Math.min(link.notAfterMs, nowMs);
  }
}

function runs(world: World, params: Params, pod: { version: number }): boolean {
  return serviceOf(world, params).versions[pod.version] === text(params, 'version');
}

function serviceOf(world: World, params: Params): ServiceState {
  const id = text(params, 'service');
  const service = world.services.find((candidate) => candidate.id === id);
  if (service === undefined) throw new Error(`there is no service "${id}"`);
  return service;
}

function jobOf(world: World, params: Params): World['jobs'][number] {
  const id = text(params, 'job');
  const job = world.jobs.find((candidate) => candidate.id === id);
  if (job === undefined) throw new Error(`there is no job "${id}"`);
  return job;
}

function jobLock(world: World, params: Params): LockNeed {
  const of = world.spec.jobs[jobOf(world, params).index]!;
  const database = world.databases.find((candidate) => candidate.id === of.db);
  if (database === undefined) throw new Error(`there is no database "${of.db}"`);
  return lockOf(world, database, text(params, 'table'), text(params, 'mode', modeOfStatement(of.query)));
}

function lockOf(world: World, database: DatabaseState, table: string, modeName: string): LockNeed {
  const { tables } = world.spec.databases[database.index]!;
  if (!tables.includes(table)) throw new Error(`database "${database.id}" has no table "${table}"`);
  const mode = readLockMode(modeName);
  if (mode === null) throw new Error(`"${modeName}" is no lock mode`);
  return { table, mode };
}

function databaseOf(world: World, params: Params): World['databases'][number] {
  const id = text(params, 'db');
  const database = world.databases.find((candidate) => candidate.id === id);
  if (database === undefined) throw new Error(`there is no database "${id}"`);
  return database;
}

function text(params: Params, name: string, otherwise?: string): string {
  const value = params[name] ?? otherwise;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw new Error(`parameter "${name}" must be a text`);
}

function number(params: Params, name: string, otherwise?: number): number {
  const value = params[name] ?? otherwise;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new Error(`parameter "${name}" must be a number`);
}

import type { FaultParameter } from '../protocol/breaking.ts';
import type {
  CacheSpec,
  DiskSpec,
  DnsSpec,
  NodeSpec,
  PoolerSpec,
  QueueSpec,
  ReplicaSpec,
  ThirdPartySpec,
} from './spec-platform.ts';

/**
 * What a world is made of: the engine's half of a scenario, all times in seconds, rates per second, shares 0..1.
 * `server/scenario` reads YAML ("180/s", "30s", "4%") into these shapes; the engine knows no YAML.
 */

export interface WorldSpec {
  /** Simulated wall clock at drill second 0, as Unix milliseconds. History before it is the pre-roll. */
  startsAtMs: number;
  /** Seconds of healthy history simulated before second 0. */
  prerollS: number;
  /** Amplitude of the slow traffic noise, 0..1 (0.04 = 4 %). */
  noise: number;
  /** The service where users enter. */
  entry: string;
  journeys: JourneySpec[];
  surges: SurgeSpec[];
  services: ServiceSpec[];
  databases: DatabaseSpec[];
  edge?: EdgeSpec;
  certificates: CertificateSpec[];
  jobs: JobSpec[];
  flags: FlagSpec[];
  thirdParties?: ThirdPartySpec[];
  caches?: CacheSpec[];
  queues?: QueueSpec[];
  dns?: DnsSpec;
  disks?: DiskSpec[];
  nodes?: NodeSpec[];
  /** Changes that already happened, `atS` negative; they show in /whatchanged and as chart markers. */
  history: ChangeSpec[];
  slos: SloSpec[];
  faults: FaultSpec[];
}

export interface JourneySpec {
  id: string;
  /** Arrivals per second before noise. */
  rate: number;
  patienceS: number;
  /** A failed or abandoned attempt is tried again by `share` of users, at most `times` times. */
  clientRetries: { times: number; share: number; delayS: number };
  /** Follow-on journeys shrink when this one fails (checkout follows browse). */
  follows?: string;
  /** Money lost per failed journey, for the debrief. */
  valuePerSuccess?: number;
}

export interface SurgeSpec {
  atS: number;
  journey: string;
  /** Added share of the base rate at full height: 0.4 = +40 %. Reached linearly over `rampS`. */
  by: number;
  rampS: number;
  /** Seconds at full height; absent = stays. */
  holdS?: number;
  why: string;
}

export interface ServiceSpec {
  id: string;
  team: string;
  owner: string;
  tier: number;
  replicas: number;
  /** Concurrent requests per replica. */
  slots: number;
  maxQueue: number;
  cores: number;
  /** Version → behaviour; `version` is the one running at the start. */
  version: string;
  versions: Record<string, VersionSpec>;
  /** Rollouts before the drill, oldest first, the running version last; absent = one initial rollout. */
  releases?: { version: string; atS: number; summary: string; author: string }[];
  startS: number;
  calls: CallSpec[];
  pool?: PoolSpec;
  autoscaler?: AutoscalerSpec;
  pipeline?: PipelineSpec;
  /** Environment and configuration, as `kubectl set env` and config files show it. */
  config: Record<string, string>;
  /** A tier of equal replicas may be stepped as one station; services with a pool or versions that differ never are. */
  pooled?: boolean;
  host?: string;
  port?: number;
  /** It can shed load: `traffic admit <service> 20%` lets that share in and refuses the rest at once. */
  admission?: boolean;
}

export interface VersionSpec {
  /** Own service time and CPU time per request. */
  timeS: number;
  cpuS: number;
  /** Error share by journey ('*' = all), 0..1, answered at once with `status`. */
  errors?: Record<
    string,
    {
      share: number;
      status: number;
      log: string;
      /** Only while this feature flag is on. */
      flag?: string;
    }
  >;
  /** Share of requests that leave their pool connection behind, 0..1. */
  leakShare?: number;
  /** Why this version exists: the commit's author role, message and diff, shown by git and /whatchanged. */
  commit?: { sha: string; author: string; message: string; diff?: string };
  /** Environment variables it cannot start or serve without. */
  needsEnv?: string[];
  /** Works only on these schema versions; running on another one answers errors. */
  schema?: { needs: string; errorShare: number; status: number; log: string };
}

export interface CallSpec {
  to: string;
  /** Journeys that make this call; absent = all. */
  journeys?: string[];
  timeoutS: number;
  retries: number;
  backoffS: number;
  cancelOnTimeout: boolean;
  /** Retry also failures that took longer than 3 s. */
  retrySlow?: boolean;
  breaker?: { errorShare: number; minRate: number; openS: number };
  /** Look-ups go to this cache first; only misses call on. */
  cache?: string;
  /** Made only while this feature flag is on; without the call the request goes on as if it had succeeded. */
  flag?: string;
  /** While its circuit breaker is open requests go on without the call, as if it had succeeded; absent = they fail. */
  fallback?: boolean;
  /** Environment variables of the caller that override the figures above, in milliseconds, a count, and "on"/"off". */
  env?: { timeoutMs?: string; retries?: string; breaker?: string };
}

export interface PoolSpec {
  db: string;
  size: number;
  acquireTimeoutS: number;
  /** How long one transaction holds its connection on an idle database. */
  holdS: number;
  /** Look-ups go to this cache first; only misses need a transaction. */
  cache?: string;
  /** Transactions per request by journey; absent = 1 for all. */
  perRequest?: Record<string, number>;
  applicationName: string;
  user: string;
  /** What the application runs, shown by pg_stat_activity; its transactions lock the tables it names. */
  query: string;
  /** The same by journey, where it differs. */
  queries?: Record<string, string>;
}

export interface AutoscalerSpec {
  min: number;
  max: number;
  /** Target CPU utilisation 0..1. */
  targetCpu: number;
  enabled: boolean;
}

export interface PipelineSpec {
  /**
   * So many replicas get the version first and are watched for `watchS`. When a larger share of their answers than
   * `stopAboveErrorShare` (0..1) are errors the deploy stops by itself and they go back.
   */
  canary?: { replicas: number; watchS: number; stopAboveErrorShare: number };
  /** Replicas renewed in each wave; the rest follow in the last. */
  waves: number[];
  everyS: number;
  /** Rolling back from a version on this list is refused with this reason unless forced. */
  rollbackBlocked?: { from: string; reason: string }[];
}

export interface DatabaseSpec {
  id: string;
  host: string;
  port: number;
  engine: 'postgres';
  engineVersion: string;
  maxConnections: number;
  reserved: number;
  /** Sessions that do not belong to a modelled pool (exporter, backups, admin). */
  otherSessions: number;
  cores: number;
  cpuPerTxS: number;
  cpuPerConnectS: number;
  acceptPerS: number;
  restartS: number;
  connectionLifeS: number;
  settings: Record<string, string>;
  /** What ALTER ROLE … SET gave the sessions of a role before the drill. */
  roleSettings?: { role: string; name: string; value: string }[];
  /** Tables that logs, locks and `\d` may name. */
  tables: string[];
  schemaVersion?: string;
  replicas?: ReplicaSpec[];
  /** Pools connect to this instead of the database itself. */
  pooler?: PoolerSpec;
}

export interface EdgeSpec {
  /** Terminating proxies in front of the entry service. */
  id: string;
  proxies: number;
  handshakesPerS: number;
  /** `host`: the only one that they use; absent = all, so that any bad certificate keeps them out. */
  clients: { id: string; share: number; connectionLifeS: number; requestsPerS: number; host?: string }[];
  /** host → certificate id. */
  hosts: { host: string; certificate: string }[];
  startS: number;
}

export interface CertificateSpec {
  id: string;
  subject: string;
  issuer: string;
  serial: string;
  names: string[];
  notBeforeMs: number;
  notAfterMs: number;
  /** Intermediates that the server sends, leaf excluded. */
  chain: { subject: string; issuer: string; notAfterMs: number }[];
  /** What lies on disk at the start when it is newer than what the proxies loaded; absent = the same. */
  onDisk?: {
    notBeforeMs: number;
    notAfterMs: number;
    serial: string;
    chain?: { subject: string; issuer: string; notAfterMs: number }[];
  };
  /** What a renewal puts on disk. */
  renewal: {
    notAfterMs: number;
    serial: string;
    chain?: { subject: string; issuer: string; notAfterMs: number }[];
    fails?: string;
  };
  /** The CA's present intermediates: what `cert install` puts on disk beside the leaf. Absent = the chain as it is. */
  currentChain?: { subject: string; issuer: string; notAfterMs: number }[];
  path: string;
}

export interface JobSpec {
  id: string;
  service: string;
  db: string;
  /** Whose pool it drains: holders appear in this service's pools. Absent = it opens sessions of its own. */
  pool?: string;
  applicationName: string;
  user: string;
  query: string;
  state: 'active' | 'idle in transaction';
  schedule: string;
  paused: boolean;
}

export interface FlagSpec {
  id: string;
  on: boolean;
  what: string;
  owner: string;
}

export interface ChangeSpec {
  atS: number;
  kind: 'deploy' | 'config' | 'flag' | 'migration' | 'certificate' | 'scale' | 'job';
  target: string;
  summary: string;
  author: string;
  diff?: string;
}

/** A user-facing promise: share of `journey` attempts answered well and within `latencyS` over `windowS`. */
export interface SloSpec {
  id: string;
  journey: string;
  title: string;
  objective: number;
  latencyS: number;
  windowS: number;
}

/** A fault is an XState machine written as data; names in it come from the vocabulary of `fault.ts`. */
export interface FaultSpec {
  id: string;
  title: string;
  summary: string;
  /** Which variant it belongs to; absent = every variant. */
  variants?: string[];
  /** XState JSON config. Actions {type, params}, guards {type, params}, `after` in milliseconds or "3m" already read into ms. */
  machine: Record<string, unknown>;
  /** What the breaker's deck shows. */
  deck: {
    blastRadius: 1 | 2 | 3 | 4 | 5;
    detectable: 1 | 2 | 3 | 4 | 5;
    cost: number;
    reaches: string[];
    looksLike: string;
    tempts: string;
    cooldownS: number;
    undo: boolean;
    /** Dials that breakers may turn; the machine's parameters name them with a `$`. */
    parameters?: FaultParameter[];
    /** How people end it: lines and when they are typed, seconds after the first page. */
    recovery?: { afterS: number; line: string }[];
  };
  /** Right diagnosis in a sentence; shown to the facilitator and at the debrief only. */
  cause: string;
}

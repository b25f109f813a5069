/**
 * Parts of a world beyond services and databases. All of them are optional: a world without any costs nothing for them.
 * Times in seconds, rates per second, shares 0..1, sizes in GiB unless the name says otherwise.
 */

/** Somebody else's service. A call may name it; its answers may take longer than a second. */
export interface ThirdPartySpec {
  id: string;
  /** "api.quillpay.example" */
  host: string;
  vendor: string;
  /** Time of an answer while the vendor is well. */
  latencyS: number;
  /** Share of calls it fails while it is well, 0..1. */
  errorShare: number;
  /** Calls per second above which it answers 429; absent = no quota. */
  quotaPerS?: number;
  /** Their own status page. It says what they say, which need not be true. */
  statusPage: { url: string; says: string };
}

/** A key-value cache that answers for something slower. */
export interface CacheSpec {
  id: string;
  host: string;
  port: number;
  engine: 'redis';
  engineVersion: string;
  /** Share of look-ups that hit once it is warm, 0..1. */
  hitRatio: number;
  /** Time of a hit. */
  hitS: number;
  /** Seconds of healthy traffic that warm it to 1 - 1/e of `hitRatio`. Only answered misses fill it. */
  fillS: number;
  maxMemoryMiB: number;
  keys: number;
  /** Why somebody would miss it: what it holds. */
  holds: string;
}

/** Messages between services: a service publishes, another consumes. */
export interface QueueSpec {
  id: string;
  engine: 'rabbitmq' | 'kafka';
  host: string;
  port: number;
  /** Messages per successful journey at the producing service. */
  producer: { service: string; journey: string; perSuccess: number };
  consumer: { service: string; perReplicaPerS: number };
  partitions: number;
  /** Attempts before a message is given up; 0 = for ever, which a poison message blocks. */
  maxAttempts: number;
  /** Name of the dead-letter queue; absent = given-up messages are lost. */
  deadLetters?: string;
  /** What a message is, for people: "order confirmation mails". */
  carries: string;
}

export interface DnsSpec {
  resolver: string;
  /** Seconds for which "no such name" is remembered. */
  negativeTtlS: number;
  records: DnsRecordSpec[];
}

export interface DnsRecordSpec {
  name: string;
  type: 'A' | 'CNAME';
  value: string;
  ttlS: number;
  /** The service, database, cache or third party that is reached by this name. */
  of: string;
}

export interface DiskSpec {
  id: string;
  /** The database or service whose writes stop when it is full. */
  of: string;
  host: string;
  mount: string;
  device: string;
  sizeGiB: number;
  /** Of a service: journeys that write to it and fail when it is full; absent = all. */
  journeys?: string[];
  files: DiskFileSpec[];
}

export interface DiskFileSpec {
  path: string;
  gib: number;
  growsGibPerH: number;
  /** What deleting it does: `wal` and `data` corrupt, an open `log` frees nothing, the rest is safe. */
  kind: 'data' | 'wal' | 'log' | 'tmp' | 'backup' | 'core';
  /** Process that keeps it open. */
  openBy?: { command: string; pid: number; user: string };
}

/** A streaming replica of a database. */
export interface ReplicaSpec {
  id: string;
  host: string;
  port: number;
  /** Share of the database's reads that it serves, 0..1. */
  readShare: number;
  /** Transactions it can replay per second. */
  applyPerS: number;
}

/** A connection pooler before a database (pgbouncer, transaction mode). */
export interface PoolerSpec {
  id: string;
  host: string;
  port: number;
  maxClientConn: number;
  poolSize: number;
}

export interface NodeSpec {
  name: string;
  zone: string;
  cores: number;
  memoryGiB: number;
}

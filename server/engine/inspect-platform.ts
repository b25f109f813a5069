/** Reading the parts of `spec-platform.ts`: what tools, dashboards and the catalogue show of them. Times in drill seconds. */

export interface ThirdPartyView {
  id: string;
  host: string;
  vendor: string;
  /** Mean time and error share of the answers of the last second, as callers saw them. */
  latencyS: number;
  errorShare: number;
  callsPerS: number;
  statusPage: { url: string; state: 'operational' | 'degraded' | 'outage'; says: string; updatedAtS: number };
}

export interface CacheView {
  id: string;
  host: string;
  port: number;
  up: boolean;
  startedAtS: number;
  /** Of the last second, 0..1. */
  hitRatio: number;
  lookupsPerS: number;
  hits: number;
  misses: number;
  keys: number;
  usedMemoryMiB: number;
  maxMemoryMiB: number;
  evictions: number;
  clients: number;
}

export interface QueueView {
  id: string;
  engine: 'rabbitmq' | 'kafka';
  partitions: {
    partition: number;
    depth: number;
    oldestS: number;
    /** Committed and newest offsets, whole messages since the pre-roll began. */
    consumed: number;
    published: number;
    /** Consumer pod; null when none is assigned. */
    consumer: string | null;
    blocked: boolean;
  }[];
  publishPerS: number;
  consumePerS: number;
  deadLetters: number;
  deadLetterQueue: string | null;
  paused: boolean;
}

export interface DnsAnswer {
  status: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL';
  records: { name: string; type: 'A' | 'CNAME'; value: string; ttlS: number }[];
  resolver: string;
}

export interface DiskView {
  id: string;
  of: string;
  host: string;
  mount: string;
  device: string;
  sizeGiB: number;
  usedGiB: number;
  /** Growth of the last minutes, GiB per hour. */
  growsGibPerH: number;
  files: {
    path: string;
    gib: number;
    kind: 'data' | 'wal' | 'log' | 'tmp' | 'backup' | 'core';
    /** Deleted but still open: it uses space that `du` does not see. */
    deleted: boolean;
    openBy: { command: string; pid: number; user: string } | null;
  }[];
}

export interface ReplicaView {
  id: string;
  host: string;
  port: number;
  state: 'streaming' | 'catchup' | 'down' | 'promoted';
  lagS: number;
  lagBytes: number;
  readShare: number;
  /** Reads per second that it answers with data older than a second: no error, but somebody misses what they have just written. */
  staleReadsPerS?: number;
}

export interface PoolerView {
  id: string;
  db: string;
  host: string;
  port: number;
  clientsActive: number;
  clientsWaiting: number;
  serversActive: number;
  serversIdle: number;
  maxClientConn: number;
  poolSize: number;
  maxWaitS: number;
}

export interface NodeView {
  name: string;
  zone: string;
  cores: number;
  memoryGiB: number;
  ready: boolean;
  cordoned: boolean;
  pods: number;
}

/** One kind of call of one service, as it behaves now. */
export interface CallView {
  service: string;
  to: string;
  /** Calls per second and the share that failed, over the last sample. */
  callsPerS: number;
  errorShare: number;
  retriesPerS: number;
  timeoutS: number;
  retries: number;
  breaker: 'closed' | 'open' | 'half-open' | 'none';
}

/**
 * Reading the world: what tools, projections and runbook checks may ask. Implementations live beside each component in
 * `services/`; every function is pure and costs nothing while nobody asks. World is the only argument that holds state.
 */

export interface PodView {
  name: string;
  service: string;
  version: string;
  phase: 'Running' | 'Pending' | 'Terminating' | 'CrashLoopBackOff';
  ready: boolean;
  restarts: number;
  startedAtS: number;
  ip: string;
  node: string;
  /** 0..1 of its cores. */
  cpu: number;
  memoryMiB: number;
  /** Environment of the running process; a pod may differ from its deployment. */
  env: Record<string, string>;
}

export interface DeploymentView {
  service: string;
  team: string;
  replicas: number;
  ready: number;
  updated: number;
  /** Pods are being replaced by others of the same version: a restart, or a new setting. */
  renewing?: boolean;
  version: string;
  /** The version being rolled out, when a rollout is under way. */
  rollout: {
    to: string;
    from: string;
    state: 'progressing' | 'halted' | 'complete' | 'rolling back';
    wave: number;
    waves: number;
    nextWaveAtS: number | null;
  } | null;
  revisions: { revision: number; version: string; atS: number; summary: string; author: string }[];
  env: Record<string, string>;
  autoscaler: { min: number; max: number; targetCpu: number; enabled: boolean; desired: number } | null;
}

/** One row of pg_stat_activity. Times in drill seconds; null where PostgreSQL shows null. */
export interface SessionView {
  pid: number;
  user: string;
  database: string;
  applicationName: string;
  clientAddr: string | null;
  backendStartS: number;
  xactStartS: number | null;
  queryStartS: number | null;
  stateChangeS: number | null;
  waitEventType: string | null;
  waitEvent: string | null;
  state: 'active' | 'idle' | 'idle in transaction' | null;
  query: string;
  backendType:
    | 'client backend'
    | 'autovacuum launcher'
    | 'checkpointer'
    | 'background writer'
    | 'walwriter'
    | 'logical replication launcher';
  superuser: boolean;
}

export interface LockView {
  locktype: string;
  relation: string | null;
  mode: string;
  granted: boolean;
  pid: number;
}

export interface CertificateView {
  id: string;
  subject: string;
  issuer: string;
  serial: string;
  names: string[];
  notBeforeMs: number;
  notAfterMs: number;
  chain: { subject: string; issuer: string; notAfterMs: number }[];
  path: string;
}

/** What a client meets at host:port now. */
export interface EndpointView {
  host: string;
  /** Which terminating hop answers. */
  edge: string | null;
  served: CertificateView | null;
  onDisk: CertificateView | null;
  /** null = certificate accepted; else OpenSSL's words. */
  tlsError: string | null;
  status: number;
  seconds: number;
  service: string;
}

export interface JobView {
  id: string;
  service: string;
  schedule: string;
  paused: boolean;
  running: boolean;
  startedAtS: number | null;
  sessions: number;
}

export interface LogLine {
  atS: number;
  service: string;
  pod: string;
  level: 'debug' | 'info' | 'warn' | 'error' | 'fatal';
  message: string;
  fields: Record<string, string | number>;
}

/** The truth about a user-facing promise over its window. */
export interface SloView {
  id: string;
  title: string;
  journey: string;
  objective: number;
  /** Good share over the window, 0..1. */
  good: number;
  breached: boolean;
  sinceS: number | null;
}

/** What it cost so far, since drill second 0. */
export interface ImpactView {
  failedRequests: number;
  userMinutesLost: number;
  moneyLost: number;
  /** Messages purged or given up, and committed writes that are gone; absent = none. They count as failed requests, too. */
  messagesLost?: number;
  writesLost?: number;
}

/** A fault as the facilitator sees it. Secret. */
export interface FaultView {
  id: string;
  title: string;
  state: string;
  done: boolean;
  fired: boolean;
  sinceS: number;
  visited: { state: string; fromS: number; toS: number | null }[];
}

/** Health of one component for the map; one truth for every screen. */
export interface HealthView {
  id: string;
  kind: ComponentKind;
  health: 'healthy' | 'degraded' | 'down';
  detail: string;
  dependsOn: string[];
}

export type ComponentKind = 'service' | 'database' | 'edge' | 'job' | 'cache' | 'queue' | 'third party';

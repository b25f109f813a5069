import type { ChangeView, ChartSpec, MapNodeView } from './room.ts';

/**
 * What a responder may look up: logs, traces, metrics, the catalogue, the shop itself. Questions only: nothing here
 * changes the world, and nothing here is secret. Times are drill seconds; answers stand for the second `atS`.
 */
export interface SignalQueries {
  'logs.search': { in: LogSearch; out: LogPage };
  'traces.find': { in: TraceSearch; out: TracePage };
  'trace.open': { in: { id: string }; out: TraceView };
  'metrics.query': { in: MetricsQuery; out: MetricsAnswer };
  /** Names and labels for completion in the query panel. */
  'metrics.names': { in: Record<string, never>; out: { metrics: MetricInfo[] } };
  'dashboard.open': { in: { of: string; fromS: number }; out: DashboardView };
  'catalogue.list': { in: Record<string, never>; out: { entries: CatalogueEntry[] } };
  'events.list': { in: { object: string | null }; out: { events: EventView[] } };
  'map.flow': { in: Record<string, never>; out: FlowView };
  'shop.visit': { in: { page: ShopPage }; out: ShopAnswer };
  'customers.heard': { in: { fromS: number }; out: { voices: CustomerVoice[]; total: number } };
  'status.page': { in: { thirdParty: string }; out: VendorStatus };
}

export type SignalName = keyof SignalQueries;

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'fatal';

export interface LogSearch {
  /** Ids of the catalogue; null = all. */
  service: string | null;
  level: LogLevel | null;
  /** Words that must all occur, any case; "quoted words" are one; -word must not occur; key=value matches a field. */
  text: string;
  fromS: number;
  toS: number;
  limit: number;
}

export interface LogPage {
  atS: number;
  /** Newest last. */
  lines: LogRow[];
  /** Lines that match in the whole range, before `limit`; counted by the model, not by the lines shown. */
  total: number;
  /** Matching lines per bucket and level, for the histogram. */
  buckets: { atS: number; byLevel: Partial<Record<LogLevel, number>> }[];
  bucketS: number;
  /** Lines of the same shape folded together, most frequent first. */
  patterns: { sample: string; level: LogLevel; service: string; count: number; share: number; isNew: boolean }[];
  /** Where the search text is wrong, for the field to say so; null when fine. */
  problem: { message: string; at: number } | null;
}

export interface LogRow {
  id: string;
  atS: number;
  /** Milliseconds within the second, 0..999. */
  ms: number;
  service: string;
  pod: string;
  level: LogLevel;
  message: string;
  fields: Record<string, string | number>;
  /** A trace of this line; null when there is none. */
  trace: string | null;
}

export interface TraceSearch {
  service: string | null;
  journey: string | null;
  minMs: number | null;
  failedOnly: boolean;
  fromS: number;
  toS: number;
}

export interface TracePage {
  atS: number;
  traces: TraceSummary[];
}

export interface TraceSummary {
  id: string;
  atS: number;
  journey: string;
  durationMs: number;
  status: number;
  spans: number;
  /** Where most of the time went: "checkout: wait for a connection, 29.8 s". */
  slowest: string;
}

export interface TraceView extends TraceSummary {
  /** Parents before children, by start. Children lie within their parent and own times add up to its duration. */
  tree: SpanView[];
}

export interface SpanView {
  id: string;
  parent: string | null;
  service: string;
  name: string;
  startMs: number;
  durationMs: number;
  /** Time in no child, ms. */
  ownMs: number;
  error: string | null;
  tags: Record<string, string>;
}

export interface MetricsQuery {
  expression: string;
  fromS: number;
  toS: number;
}

/** At most 20 series and 720 points each; `shown` < `found` says that some were left out. */
export interface MetricsAnswer {
  atS: number;
  /** Prometheus' words and the place in the expression, or null. */
  problem: { message: string; from: number; to: number } | null;
  times: number[];
  series: { label: string; labels: Record<string, string>; values: (number | null)[] }[];
  found: number;
}

export interface MetricInfo {
  name: string;
  type: 'counter' | 'gauge' | 'histogram';
  help: string;
  labels: Record<string, string[]>;
}

/** Ready-made charts of one component (traffic, errors, latency, saturation) with their data, columns as in TelemetryHistory. */
export interface DashboardView {
  atS: number;
  of: string;
  title: string;
  charts: (ChartSpec & { expressions: string[] })[];
  times: number[];
  values: (number | null)[][];
  changes: ChangeView[];
}

export interface CatalogueEntry {
  id: string;
  kind: MapNodeView['kind'] | 'certificate';
  title: string;
  team: string;
  owner: string;
  tier: number | null;
  what: string;
  dependsOn: string[];
  usedBy: string[];
  runbooks: { id: string; title: string }[];
  /** Charts of the room that are about it; every entry has a dashboard of its own besides. */
  charts: { id: string; title: string }[];
  alerts: string[];
  /** Facts worth knowing: version, replicas, limits, where it runs, until when it is valid. */
  facts: { label: string; value: string }[];
  repository: { version: string; sha: string; author: string; message: string }[];
}

export interface EventView {
  atS: number;
  object: string;
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
  count: number;
}

/** Requests between components over the last sample. `from` null = users. */
export interface FlowView {
  atS: number;
  edges: { from: string | null; to: string; perS: number; errorShare: number; p99S: number | null; breaker: string }[];
  /** How full each component is, 0..1, with a word: "pool 118 of 120". */
  fill: { id: string; share: number; what: string }[];
}

export type ShopPage = 'home' | 'search' | 'sign-in' | 'checkout' | 'pay';

/** What a visitor meets at this second: the same second and page always answer alike. */
export interface ShopAnswer {
  atS: number;
  page: ShopPage;
  /** null: no answer at all (TLS, DNS, timeout). */
  status: number | null;
  seconds: number;
  /** The browser's own words when there was no answer. */
  browserError: string | null;
  heading: string;
  text: string;
  requestId: string;
  trace: string | null;
}

export interface CustomerVoice {
  id: string;
  atS: number;
  via: 'ticket' | 'social' | 'call';
  from: string;
  text: string;
  journey: string;
}

export interface VendorStatus {
  atS: number;
  vendor: string;
  url: string;
  state: 'operational' | 'degraded' | 'outage';
  says: string;
  updatedAtS: number;
  components: { name: string; state: 'operational' | 'degraded' | 'outage' }[];
  history: { atS: number; text: string }[];
}

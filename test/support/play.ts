import { createWorld } from '../../server/engine/world.ts';
import type { World } from '../../server/engine/world.ts';
import { step } from '../../server/engine/step.ts';
import type { Effect } from '../../server/engine/effect.ts';
import type { Action, Input } from '../../server/engine/input.ts';
import { LATENCY_BUCKETS_S } from '../../server/engine/metrics.ts';
import { settleLatency } from '../../server/engine/telemetry/latency.ts';
import type { WorldSpec } from '../../server/engine/spec.ts';
import { readyReplicas } from '../../server/engine/services/balancer.ts';

/** Where faults of the reference variants begin: the target table counts from here. */
export const FAULT_AT_S = 300;

/** What people would look at, every second; `t` in seconds after the fault, counts per second. */
export interface Frame {
  t: number;
  p50: number;
  p95: number;
  p99: number;
  /** Journeys of checkout and pay lost, and completed, per second. */
  lost: number;
  checkoutOk: number;
  checkoutLost: number;
  payLost: number;
  browseOk: number;
  browseLost: number;
  pending: number;
  wait: number;
  holders: number;
  sessions: number;
  refused: number;
  ready: number;
  replicas: number;
  cpu: number;
  dbCpu: number;
  callErrors: number;
  calls: number;
  requests: number;
  blocked: number;
  handshakesOk: number;
  handshakesFailed: number;
  serverErrors: number;
}

export interface Run {
  world: World;
  frames: Frame[];
  effects: Effect[];
  /** First frame after the fault where `holds`, seconds after the fault; null = never. */
  first: (holds: (frame: Frame) => boolean) => number | null;
  /** Mean of a figure from `fromS` to `toS` after the fault. */
  mean: (of: (frame: Frame) => number, fromS: number, toS: number) => number;
  peak: (of: (frame: Frame) => number, fromS?: number, toS?: number) => number;
}

export interface Play {
  seed?: string;
  /** Fault fired at `FAULT_AT_S`. */
  fault?: string;
  /** Seconds after the fault → what somebody does. */
  acts?: { atS: number; act: (world: World) => Action | Action[] | Input }[];
  forS: number;
  watch?: (world: World) => void;
}

/** Plays a variant: a healthy start, the fault at 300 s, acts, and `forS` seconds after the fault. */
export function play(spec: WorldSpec, { seed = 'reference', fault, acts = [], forS, watch }: Play): Run {
  const world = createWorld(spec, [], seed);
  const frames: Frame[] = [];
  const effects: Effect[] = [];
  const history: Float64Array[] = [];
  let before = counters(world);
  for (let s = 0; s < FAULT_AT_S + forS; s++) {
    if (s === FAULT_AT_S && fault !== undefined) effects.push(...step(world, { kind: 'fault.fire', fault }));
    for (const { atS, act } of acts) {
      if (s !== FAULT_AT_S + atS) continue;
      const done = act(world);
      for (const one of Array.isArray(done) ? done : [done]) {
        effects.push(...step(world, 'kind' in one ? one : { kind: 'act', action: one, seat: 'fixer-1' }));
      }
    }
    effects.push(...step(world, { kind: 'tick' }));
    watch?.(world);
    settleLatency(journey(world, 'checkout').latency);
    history.push(Float64Array.from(journey(world, 'checkout').latency.buckets));
    const after = counters(world);
    frames.push(frameOf(world, before, after, history));
    before = after;
  }
  const within = (fromS: number, toS: number): Frame[] => frames.filter(({ t }) => t > fromS && t <= toS);
  return {
    world,
    frames,
    effects,
    first: (holds) => frames.find((frame) => frame.t > 0 && holds(frame))?.t ?? null,
    mean: (of, fromS, toS) => within(fromS, toS).reduce((sum, frame) => sum + of(frame), 0) / within(fromS, toS).length,
    peak: (of, fromS = 0, toS = forS) => Math.max(...within(fromS, toS).map(of)),
  };
}

/** histogram_quantile over the last 60 s, as Prometheus computes it. */
export function quantile(q: number, now: Float64Array, then: Float64Array | undefined): number {
  const counts = Array.from(now, (value, i) => value - (then?.[i] ?? 0));
  const total = counts.reduce((sum, value) => sum + value, 0);
  let below = 0;
  for (let i = 0; i < counts.length; i++) {
    if (below + counts[i]! >= q * total && counts[i]! > 0) {
      const low = i === 0 ? 0 : LATENCY_BUCKETS_S[i - 1]!;
      const high = LATENCY_BUCKETS_S[i];
      return high === undefined ? low : low + ((high - low) * (q * total - below)) / counts[i]!;
    }
    below += counts[i]!;
  }
  return 0;
}

export function journey(world: World, id: string): World['users']['journeys'][number] {
  return world.users.journeys.find((one) => one.id === id)!;
}

export function service(world: World, id: string): World['services'][number] {
  return world.services.find((one) => one.id === id)!;
}

function counters(world: World) {
  const web = service(world, 'web');
  const checkout = service(world, 'checkout');
  const call = 2 * 3;
  return {
    checkoutOk: journey(world, 'checkout').ok,
    checkoutLost: journey(world, 'checkout').lost,
    payLost: journey(world, 'pay').lost,
    browseOk: journey(world, 'browse').ok,
    browseLost: journey(world, 'browse').lost,
    lost: world.users.journeys.reduce((sum, one) => sum + one.lost, 0),
    refused: world.databases[0]!.refusedTotal,
    callErrors: web.callErrors[call]! + web.callErrors[call + 1]! + web.callErrors[call + 2]!,
    calls: checkout.answers.reduce((sum, value) => sum + value, 0),
    requests:
      world.edge?.clients.reduce((sum, client) => sum + client.passed, 0) ??
      web.answers.reduce((sum, value) => sum + value, 0),
    handshakesOk: world.edge?.handshakesOk ?? 0,
    handshakesFailed: world.edge?.handshakesFailed ?? 0,
    serverErrors: web.answers.reduce((sum, value, i) => (i % 5 === 0 ? sum : sum + value), 0),
  };
}

function frameOf(
  world: World,
  before: ReturnType<typeof counters>,
  after: ReturnType<typeof counters>,
  history: Float64Array[],
): Frame {
  const rates = Object.fromEntries(
    Object.entries(after).map(([name, value]) => [name, value - before[name as keyof typeof before]]),
  ) as ReturnType<typeof counters>;
  const checkout = service(world, 'checkout');
  const pools = checkout.stations.map(({ pool }) => pool!);
  const running = checkout.stations.filter(({ size }) => size > 0);
  const now = history[history.length - 1]!;
  const then = history[history.length - 61];
  return {
    ...rates,
    t: world.nowS - FAULT_AT_S,
    p50: quantile(0.5, now, then),
    p95: quantile(0.95, now, then),
    p99: quantile(0.99, now, then),
    pending: pools.reduce((sum, pool) => sum + pool.queue.total, 0),
    wait: Math.max(...pools.map((pool) => pool.oldestWaitS)),
    holders: pools.reduce((sum, pool) => sum + pool.holders, 0),
    sessions: world.databases[0]!.sessions.length,
    ready: readyReplicas(checkout),
    replicas: checkout.desired,
    cpu: running.reduce((sum, station) => sum + station.cpu, 0) / Math.max(1, running.length),
    dbCpu: world.databases[0]!.cpu,
    blocked: world.edge?.blockedShare ?? 0,
  };
}

import type { SpanView, TracePage, TraceSearch, TraceSummary, TraceView } from '../../protocol/signals.ts';
import { hashPair } from '../random.ts';
import type { Moment } from '../telemetry/log-moment.ts';
import { windowsOf } from '../telemetry/logs.ts';
import { chorusOf, type Chorus } from '../telemetry/log-voices.ts';
import { SAMPLE_S, sampleTimeS } from '../telemetry/series.ts';
import type { World } from '../world.ts';
import { windowQuantile } from './latency-window.ts';
import { exemplarsOf, hiccupOf, type Exemplar } from './trace-exemplars.ts';
import { traceId, traceKey } from './trace-id.ts';
import { newestFailure } from './trace-links.ts';
import { traceState, type TraceState } from './trace-state.ts';
import { draftRequest, flat, stretch, type Draft } from './trace-tree.ts';

const SHOWN = 60;
/** Windows of five seconds that one search looks into; a longer range is looked at here and there. */
const LOOKED_AT = 120;
/** Times of spans are multiples of this, so that they add up without a rest. */
const QUANTUM_MS = 0.125;

/** Exemplary requests of a range, newest first. Derived when somebody asks: the same range always shows the same. */
export function findTraces(world: World, search: TraceSearch): TracePage {
  const { fromS, toS } = search;
  const chorus = chorusOf(world);
  const { first, last } = windowsOf(world, fromS, Math.min(toS, world.nowS));
  const stride = Math.max(1, Math.ceil((last - first + 1) / LOOKED_AT));
  const traces: TraceSummary[] = [];
  for (let n = last; n >= first && traces.length < SHOWN; n -= stride) {
    const state = traceState(world, momentOf(world, n));
    world.spec.journeys.forEach(({ id }, j) => {
      if (search.journey !== null && search.journey !== id) return;
      for (const exemplar of exemplarsOf(world, chorus, n, j)) {
        if (search.failedOnly && !exemplar.failed) continue;
        if (exemplar.durationMs !== null && exemplar.durationMs < (search.minMs ?? 0)) continue;
        const { tree, ...summary } = viewOf(world, chorus, state, exemplar);
        if (summary.durationMs < (search.minMs ?? 0)) continue;
        if (search.service !== null && !tree.some(({ service }) => service === search.service)) continue;
        if (summary.atS >= fromS && summary.atS <= toS) traces.push(summary);
      }
    });
  }
  return { atS: world.nowS, traces: traces.sort((a, b) => b.atS - a.atS).slice(0, SHOWN) };
}

/** One trace with all its spans; an id that this drill does not know has none. */
export function openTrace(world: World, { id }: { id: string }): TraceView {
  const key = traceKey(world, id);
  const chorus = chorusOf(world);
  const known =
    key !== null && key.n >= 1 && key.n < world.telemetry.count && key.j < world.spec.journeys.length
      ? exemplarsOf(world, chorus, key.n, key.j).find(({ slot }) => slot === key.slot)
      : undefined;
  if (known === undefined)
    return { id, atS: 0, journey: '', durationMs: 0, status: 0, spans: 0, slowest: '', tree: [] };
  return viewOf(world, chorus, traceState(world, momentOf(world, known.n)), known);
}

/** A failed request of a journey of the last minute, for whoever has just met the failure. */
export function failedTraceNear(world: World, journey: string): string | null {
  return newestFailure(world, chorusOf(world), journey);
}

function momentOf(world: World, n: number): Moment {
  return { world, n, atS: sampleTimeS(world.telemetry, n) };
}

function viewOf(world: World, chorus: Chorus, state: TraceState, exemplar: Exemplar): TraceView {
  const { n, j, draw, failure } = exemplar;
  const journey = world.spec.journeys[j]!;
  const hiccup = !exemplar.failed && exemplar.slot === 3 ? hiccupOf(chorus, state.moment, j) : null;
  const text = failure === null ? '' : textOf(chorus, exemplar);
  const root = draftRequest(world, state, { j, draw, failure, text, hiccup });
  if (exemplar.durationMs !== null) stretch(root, exemplar.durationMs);
  const slowestS = windowQuantile(state.moment, 'journey_duration_seconds', { journey: journey.id }, 0.9999) ?? 0;
  // Means of a window may say more than anybody waited in it.
  if (exemplar.failed && totalOf(root) > 1000 * slowestS) stretch(root, 1000 * slowestS);
  const outOfPatience = slowestS >= 0.9 * journey.patienceS;
  if (exemplar.failed && failure === null && !outOfPatience) turnAway(root);
  else if (exemplar.failed) giveUp(root, 1000 * journey.patienceS, failure === null);
  const id = traceId(world, exemplar);
  const tree = placed(root, id);
  const slowest = [...tree].sort((a, b) => b.ownMs - a.ownMs)[0]!;
  return {
    id,
    atS: Math.min(world.nowS, sampleTimeS(world.telemetry, n) - SAMPLE_S + (hashPair(draw, 3) % SAMPLE_S)),
    journey: journey.id,
    durationMs: tree[0]!.durationMs,
    status: Number(root.tags['http.status_code'] ?? root.children[0]?.tags['http.status_code'] ?? 200),
    spans: tree.length,
    slowest: `${slowest.service}: ${slowest.name}, ${spoken(slowest.ownMs)}`,
    tree,
  };
}

/** What the log says of this failure, with the figures of this request. */
function textOf({ voices }: Chorus, { n, draw, failure }: Exemplar): string {
  const voice = voices.find((each) => each.failure === failure!.key);
  return voice?.say(n, draw).message ?? failure!.kind;
}

/** A user waits no longer than the patience allows; then the browser closes the connection, whatever was under way. */
function giveUp(root: Draft, patienceMs: number, always: boolean): void {
  const total = totalOf(root);
  if (total < patienceMs && !always) return;
  if (total < patienceMs) stretch(root, patienceMs);
  let over = totalOf(root) - patienceMs;
  for (const each of flat(root).reverse()) {
    const cut = Math.min(over, each.ownMs);
    each.ownMs -= cut;
    over -= cut;
    if (cut > 0) each.error = 'canceled: the client closed the connection';
    if (over <= 0) break;
  }
  root.error = 'client closed the connection while waiting';
  root.tags = { ...root.tags, 'http.status_code': '499' };
}

function totalOf(root: Draft): number {
  return flat(root).reduce((sum, { ownMs }) => sum + ownMs, 0);
}

/** Nobody counted why, and nobody waited long: the entry had no room for the request. */
function turnAway(root: Draft): void {
  const entry = root.tags['http.status_code'] === undefined ? root.children[0]! : root;
  entry.children = [];
  entry.ownMs = 2;
  entry.error = 'no free worker and the queue is full';
  entry.tags = { ...entry.tags, 'http.status_code': '503' };
}

/** Gives every span its place: children follow each other within their parent, whose own time lies around and between them. */
function placed(root: Draft, trace: string): SpanView[] {
  const spans: SpanView[] = [];
  const place = (draft: Draft, parent: string | null, startMs: number): number => {
    const ownMs = quantized(draft.ownMs);
    const id = `${trace.slice(0, 8)}${hashPair(Number.parseInt(trace.slice(8), 16), spans.length)
      .toString(16)
      .padStart(8, '0')}`;
    const { service, name, error, tags } = draft;
    const view: SpanView = { id, parent, service, name, startMs, durationMs: 0, ownMs, error, tags };
    spans.push(view);
    const wanted = draft.children.map(({ pauseMs }) => (pauseMs === undefined ? 0 : quantized(pauseMs)));
    // A request that was cut short may have no time left for its pauses.
    const pauses = wanted.reduce((sum, ms) => sum + ms, 0) <= ownMs ? wanted : wanted.map(() => 0);
    const around = ownMs - pauses.reduce((sum, ms) => sum + ms, 0);
    const before = draft.children.length === 0 ? 0 : Math.min(around, quantized(0.4 * around));
    let atMs = startMs + before;
    draft.children.forEach((child, index) => (atMs = place(child, id, atMs + pauses[index]!)));
    view.durationMs = atMs + (around - before) - startMs;
    return startMs + view.durationMs;
  };
  place(root, null, 0);
  return spans;
}

function quantized(ms: number): number {
  return Math.max(QUANTUM_MS, Math.round(ms / QUANTUM_MS) * QUANTUM_MS);
}

function spoken(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
